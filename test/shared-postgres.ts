// One PostgreSQL server for all files of a run: to make and start one of its own costs each of them seconds.

import { rmSync } from 'node:fs'
import { IN_MEMORY, prepareEmbeddedPostgres } from './crash/embedded-postgres.ts'

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
  const { server, folder, port } = await prepareEmbeddedPostgres({
    place: IN_MEMORY,
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
