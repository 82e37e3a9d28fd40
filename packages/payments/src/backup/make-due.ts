// After a restore nobody knows what has become of what was open: Daraja is to be asked at once.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Makes every question that would be asked some time due now. */
export async function makeDue(kysely: Kysely<Tables>, nowMs: number): Promise<void> {
  await kysely
    .updateTable('payments')
    .set({ next_query_at: nowMs })
    .where('next_query_at', 'is not', null)
    .where('next_query_at', '>', nowMs)
    .execute()
}

/** Payments about which a question is due some time. */
export async function countOpen(kysely: Kysely<Tables>): Promise<number> {
  const { open } = await kysely
    .selectFrom('payments')
    .select(({ fn }) => fn.countAll().as('open'))
    .where('next_query_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(open)
}
