// Which database `DATABASE_URL` means.

import { toDatabasePath } from '../configuration/demo-secrets.ts'
import type { Ports } from '../ports.ts'
import type { OpenedDatabase } from './database.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens the database alone, without an engine.
 * @param folder what a relative path is relative to
 * @throws {DatabaseProblem} where it cannot be used, saying what to do
 */
export function openDatabase(
  databaseUrl: string,
  folder: string,
  ports: Pick<Ports, 'setTimer'> & Partial<Pick<Ports, 'log'>>,
): OpenedDatabase {
  return databaseUrl.startsWith('file:')
    ? openSqlite(toDatabasePath(databaseUrl, folder), ports.setTimer)
    : openPostgres(databaseUrl, ports.setTimer, ports.log)
}
