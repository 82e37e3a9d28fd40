import type { Kysely } from 'kysely'
import type { PaymentHistoryTable, Tables } from '../database/tables.ts'

/** More reports than this of one payment are somebody's script; the first ones tell the story. */
const MAX_ENTRIES = 1_000

/** Every status report of one payment, oldest first. */
export function listPaymentHistory(
  kysely: Kysely<Tables>,
  paymentId: string,
): Promise<(Omit<PaymentHistoryTable, 'id'> & { id: number })[]> {
  return kysely
    .selectFrom('payment_history')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('id')
    .limit(MAX_ENTRIES)
    .execute()
}
