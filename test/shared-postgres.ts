// One PostgreSQL server for all files of a run: to make and start one of its own costs each of them seconds.

import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmbeddedPostgres } from './crash/embedded-postgres.ts'
import { findFreePorts } from './journeys/free-ports.ts'

const PASSWORD = 'test'
/** Each file has engines with pools of their own, and several files run at once. */
const SETTINGS = ['max_connections=400']

export interface SharedPostgres {
  /** Of a database from which those of the tests are made. */
  readonly url: string
  stop(): Promise<void>
}

/** @returns a server in an empty folder, in memory where there is such a folder */
export async function startSharedPostgres(): Promise<SharedPostgres> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'harambee-shared-'))
  // The server runs as a user of its own where we are root.
  chmodSync(folder, 0o755)
  const [port = 0] = await findFreePorts(1)
  const server = createEmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    password: PASSWORD,
    settings: SETTINGS,
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
