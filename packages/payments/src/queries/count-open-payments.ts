import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** How many payments asked for before a moment may still be answered, counted up to `most`. */
export async function countOpenPayments(kysely: Kysely<Tables>, beforeMs: number, most: number): Promise<number> {
  const rows = await kysely
    .selectFrom('payments')
    .select('id')
    .where('status', 'in', ['created', 'pending', 'review'])
    .where('created_at', '<', beforeMs)
    .limit(most)
    .execute()
  return rows.length
}
