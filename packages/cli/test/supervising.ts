// A supervisor as a process of its own, to be killed.

import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { STOP_WITH_PARENT } from '../src/start/process-group.ts'
import { startSupervisor } from '../src/start/supervisor.ts'

const [port = '0'] = process.argv.slice(2)

startSupervisor(
  [
    {
      name: 'engine',
      command: process.execPath,
      args: ['--import', STOP_WITH_PARENT, fileURLToPath(new URL('./fake-child.ts', import.meta.url)), port, 'well'],
      folder: process.cwd(),
      environment: process.env,
      healthUrl: `http://127.0.0.1:${port}/health`,
    },
  ],
  { onLine: (_name, line) => console.log(line), onDied: () => {}, onWell: () => {} },
)
