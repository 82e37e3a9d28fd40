// A PostgreSQL of the benchmark's own, on the disk and on the servers' core, with the settings it comes with: every
// commit is on the disk before it is acknowledged.

import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { createEmbeddedPostgres } from '../../test/crash/embedded-postgres.ts'
import { findFreePorts } from '../../test/journeys/free-ports.ts'
import type { CleanUps } from '../clean-ups.ts'
import { listFamily, moveToServerCore } from '../machine.ts'

export interface PostgresServer {
  readonly version: string
  readonly pid: number
  /** @returns the URL of a new, empty database */
  createDatabase(name: string): Promise<string>
}

const PASSWORD = 'bench'

export async function startPostgres(cleanUps: CleanUps, folder: string): Promise<PostgresServer> {
  const databaseDir = join(folder, 'postgres', 'data')
  mkdirSync(join(folder, 'postgres'))
  // The server runs as a user of its own where we are root.
  for (const part of [folder, join(folder, 'postgres')]) chmodSync(part, 0o755)
  const [port = 0] = await findFreePorts(1)
  const server = createEmbeddedPostgres({ databaseDir, port, password: PASSWORD })
  await server.initialise()
  await server.start()
  cleanUps.after(() => server.stop())
  const pid = (server as unknown as { process?: { pid?: number } }).process?.pid ?? 0
  moveToServerCore(listFamily(pid))
  const toUrl = (name: string) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${name}`
  const admin = postgres(toUrl('postgres'), { max: 1, onnotice() {} })
  cleanUps.after(() => admin.end())
  const [row] = await admin`SHOW server_version`
  const [synced] =
    await admin`SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commits`
  if (synced?.fsync !== 'on' || synced.commits !== 'on') throw new Error('this PostgreSQL does not sync its commits')
  return {
    version: String(row?.server_version),
    pid,
    async createDatabase(name) {
      await admin.unsafe(`CREATE DATABASE ${name}`)
      return toUrl(name)
    },
  }
}
