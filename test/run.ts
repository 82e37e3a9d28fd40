// `npm test` after types and lint: every `*.test.ts` of the repository on node:test. Arguments narrow it down to files
// whose path contains one of them, e.g. `node test/run.ts decide phone`.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSharedPostgres } from './shared-postgres.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A test that hangs is a failure, not a wait. */
const TEST_TIMEOUT_MS = 10 * 60_000

/** A few files bring a PostgreSQL of their own, if they need any. */
const MANY_FILES = 20

const wanted = process.argv.slice(2)
const files = globSync('{packages,web,test,examples}/**/*.test.ts', {
  cwd: root,
  exclude: path => /(?:^|\/)(?:node_modules|\.next|dist)(?:\/|$)/.test(path),
})
  .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)))
  .sort()
if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(', ')}.`)
  process.exit(2)
}

// The journeys run the built site; building it first keeps them from waiting for each other.
if (files.some(file => file.startsWith('test/'))) {
  const { status } = spawnSync(process.execPath, ['web/server/build.ts'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const postgres = files.length >= MANY_FILES ? await startSharedPostgres() : null
const tests = spawn(
  process.execPath,
  [
    '--test',
    '--test-reporter=spec',
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    `--test-concurrency=${availableParallelism()}`,
    ...files,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      // Each file is a process, and starts more: what Node has compiled once it need not compile again.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
      ...(postgres && { HARAMBEE_TEST_POSTGRES: postgres.url }),
      ...process.env,
    },
  },
)
const [status] = await once(tests, 'exit')
await postgres?.stop()
process.exit(status ?? 1)
