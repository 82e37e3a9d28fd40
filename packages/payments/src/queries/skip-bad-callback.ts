import type { Database } from '../database/database.ts'

/** Sets an undrained callback aside, for a person to look at: draining it breaks a rule of the database. */
export async function skipBadCallback(database: Database, id: number, nowMs: number, because: string): Promise<void> {
  await database.transaction([], async transaction => {
    await transaction
      .updateTable('inbox')
      .set({ verdict: 'contradiction', because: `it could not be applied: ${because}`, drained_at: nowMs })
      .where('id', '=', id)
      // Another process may have drained it meanwhile.
      .where('verdict', 'is', null)
      .execute()
  })
}
