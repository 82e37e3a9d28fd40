import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Has Daraja asked about an open payment at the next round, unless that is planned already. */
export async function askSoon(kysely: Kysely<Tables>, paymentId: string, nowMs: number): Promise<void> {
  await kysely
    .updateTable('payments')
    .set({ next_query_at: nowMs })
    .where('id', '=', paymentId)
    .where('status', '=', 'pending')
    .where('checkout_request_id', 'is not', null)
    .where('next_query_at', '>', nowMs)
    .execute()
}
