import type { Database } from '../database/database.ts'

/**
 * Writes a row and takes it back, in one durable transaction: whether there is room on the disk, reading does not tell.
 * @throws what kept it from being written
 */
export async function writeNothing(database: Database, name: string): Promise<void> {
  await database.transaction([], async transaction => {
    const row = { name, token_sealed: null, expires_at: 0, lease_owner: null, lease_until: 0 }
    await transaction.insertInto('access_tokens').values(row).execute()
    await transaction.deleteFrom('access_tokens').where('name', '=', name).execute()
  })
}
