// A simulator in a process of its own, for tests that kill it. Its only argument is the journal.

import { startSimulator } from '@harambee/simulator'

const { url } = await startSimulator({ port: 0, journalPath: process.argv[2] ?? '' })
process.send?.(url)
