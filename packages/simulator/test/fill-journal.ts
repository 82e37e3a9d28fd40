// Fills the journal named by its argument until it takes no more. Ends with 0 where the refusal was an error, and a second
// try was refused as well.

import { openJournalFile } from '@harambee/simulator'

const MAX_TRIES = 1_000

const journal = openJournalFile(process.argv[2] ?? '')
let refusals = 0
for (let tries = 0; tries < MAX_TRIES && refusals < 2; tries += 1) {
  try {
    journal.append('x'.repeat(1_000))
  } catch {
    refusals += 1
  }
}
process.exit(refusals === 2 ? 0 : 1)
