// Opens the engine for one command and closes it again.

import { existsSync } from 'node:fs'
import { DatabaseProblem, type Engine, loadDemoSecrets, openEngine, toDatabasePath } from '@harambee/payments'
import { CommandFailure } from './failure.ts'
import type { Invocation } from './invocation.ts'
import { loadConfiguration, loadEnvironment } from './settings.ts'
import { createTerminalLog } from './terminal-log.ts'

/**
 * Runs `work` with the project's engine.
 * @throws {CommandFailure} where the configuration or the database is not as it has to be
 */
export async function withEngine<T>(
  invocation: Invocation,
  work: (engine: Engine) => Promise<T>,
  options: { tellsStories?: boolean } = {},
): Promise<T> {
  const { root, terminal } = invocation
  const environment = loadEnvironment(root, terminal.environment)
  assertDatabaseExists(environment.DATABASE_URL ?? 'file:./data/harambee.db', root)
  const configuration = loadConfiguration(environment, databaseUrl => loadDemoSecrets(databaseUrl, root))
  const log = createTerminalLog(terminal, options.tellsStories === true)

  let engine: Engine
  try {
    engine = await openEngine(configuration, { folder: root, log })
  } catch (error) {
    throw toDatabaseFailure(error)
  }
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}

/** Asking must not create an empty database, nor the demo's secrets. */
function assertDatabaseExists(databaseUrl: string, root: string): void {
  if (!databaseUrl.startsWith('file:')) return
  const path = toDatabasePath(databaseUrl, root)
  if (path === ':memory:' || existsSync(path)) return
  throw new CommandFailure(
    'no-database',
    `There is no database at ${path} yet: run "npm start", or "npx harambee migrate" to make an empty one.`,
  )
}

/** A problem with the database as a failure; anything else as it is. */
export function toDatabaseFailure(error: unknown): unknown {
  return error instanceof DatabaseProblem ? new CommandFailure('database', error.message) : error
}
