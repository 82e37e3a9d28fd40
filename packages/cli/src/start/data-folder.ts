// Where the database and what belongs to it are kept.

import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { toDatabasePath } from '@harambee/payments'

/**
 * The folder beside the database; in the demo with a database elsewhere `data` in the project, for its secrets.
 * @returns null where nothing is kept on this disk
 */
export function toDataFolder(databaseUrl: string, root: string, isDemo: boolean): string | null {
  if (!databaseUrl.startsWith('file:')) return isDemo ? join(root, 'data') : null
  const path = toDatabasePath(databaseUrl, root)
  return path === ':memory:' ? null : dirname(path)
}

/**
 * Where the simulator keeps its ledger: named after the database, so that two demos in one folder each keep their own; on
 * PostgreSQL, where they may share the database, after the simulator's port.
 */
export function toJournalPath(databaseUrl: string, simulatorPort: number, root: string): string | null {
  const folder = toDataFolder(databaseUrl, root, true)
  if (folder === null) return null
  const isFile = databaseUrl.startsWith('file:')
  const name = isFile ? parse(toDatabasePath(databaseUrl, root)).name : `postgres-${simulatorPort}`
  return join(folder, `${name}.simulator.journal`)
}

/** Makes the folder and writes into it, to find out whether one can. @returns the problem, or null */
export function findFolderProblem(folder: string): string | null {
  const probe = join(folder, `.writable-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    writeFileSync(probe, '', { mode: 0o600 })
    rmSync(probe)
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return (
      `The data folder ${folder} is not writable (${why}): make it writable for this user, ` +
      'or set DATABASE_URL=file:/another/folder/harambee.db.'
    )
  }
}
