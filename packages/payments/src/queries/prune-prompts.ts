import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Removed in one go; what is more waits for the next. */
const BATCH = 5_000

/** Forgets prompts no limit counts any more. @returns how many */
export async function prunePrompts(kysely: Kysely<Tables>, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await kysely
    .deleteFrom('prompts')
    .where('payment_id', 'in', query =>
      query
        .selectFrom('prompts')
        .select('payment_id')
        .where('asked_at', '<', beforeMs)
        .orderBy('asked_at')
        .limit(BATCH),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
