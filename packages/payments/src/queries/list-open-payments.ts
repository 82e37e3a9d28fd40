import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/**
 * Payments whose outcome Daraja may still tell: created, pending, and those given up only because nobody answered.
 * Oldest first; `after` continues a listing.
 */
export async function listOpenPayments(
  kysely: Kysely<Tables>,
  limit: number,
  after: Payment | null,
): Promise<Payment[]> {
  let query = kysely
    .selectFrom('payments')
    .select(PAYMENT_COLUMNS)
    .where(where =>
      where.or([
        where('status', 'in', ['created', 'pending']),
        where.and([where('status', '=', 'review'), where('review_reason', '=', 'no-answer')]),
      ]),
    )
  if (after) {
    query = query.where(where =>
      where.or([
        where('created_at', '>', after.createdAtMs),
        where.and([where('created_at', '=', after.createdAtMs), where('id', '>', after.id)]),
      ]),
    )
  }
  const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
  return rows.map(toPayment)
}
