import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** However often somebody presses "check now", Daraja is not asked about one payment more often than this. */
export const LEAST_BETWEEN_QUERIES_MS = 10_000

/** Has Daraja asked about an open payment at the next round, unless it was asked just now or is about to be. */
export async function askSoon(kysely: Kysely<Tables>, paymentId: string, nowMs: number): Promise<void> {
  await kysely
    .updateTable('payments')
    .set({ next_query_at: nowMs })
    .where('id', '=', paymentId)
    .where('status', '=', 'pending')
    .where('checkout_request_id', 'is not', null)
    .where('next_query_at', '>', nowMs)
    .where(where =>
      where.or([where('last_query_at', 'is', null), where('last_query_at', '<', nowMs - LEAST_BETWEEN_QUERIES_MS)]),
    )
    .execute()
}
