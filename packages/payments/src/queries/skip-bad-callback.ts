import type { Database } from '../database/database.ts'

/** Sets the oldest undrained callback aside, for a person to look at: draining it breaks a rule of the database. */
export async function skipBadCallback(database: Database, nowMs: number, because: string): Promise<void> {
  await database.transaction([], async transaction => {
    const oldest = await transaction
      .selectFrom('inbox')
      .select('id')
      .where('verdict', 'is', null)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    if (!oldest) return
    await transaction
      .updateTable('inbox')
      .set({ verdict: 'contradiction', because: `it could not be applied: ${because}`, drained_at: nowMs })
      .where('id', '=', oldest.id)
      .execute()
  })
}
