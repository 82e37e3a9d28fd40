// Brings a database up to this version: for `migrate`, and before every start.

import { migrate, openDatabase } from '@harambee/payments'
import { nowMs, setTimer } from './clock.ts'
import { toDatabaseFailure } from './with-engine.ts'

/**
 * Applies what is missing, making the database where there is none.
 * @returns the names of what was applied
 * @throws {CommandFailure} where the database cannot be used, saying what to do
 */
export async function migrateDatabase(databaseUrl: string, root: string): Promise<string[]> {
  try {
    const database = openDatabase(databaseUrl, root, { setTimer })
    try {
      return await migrate(database, nowMs())
    } finally {
      await database.close()
    }
  } catch (error) {
    throw toDatabaseFailure(error)
  }
}
