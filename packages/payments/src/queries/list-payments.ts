import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment, PaymentStatus } from '../payment.ts'
import { findPayment } from './find-payment.ts'

/** Which payments to list. */
export interface PaymentListing {
  readonly status?: PaymentStatus
  readonly limit: number
  /** Only those older than this one: the next page. */
  readonly before?: string
}

/**
 * Payments, newest first.
 * @returns null where `before` names no payment
 */
export async function listPayments(kysely: Kysely<Tables>, listing: PaymentListing): Promise<Payment[] | null> {
  let query = kysely.selectFrom('payments').select(PAYMENT_COLUMNS)
  if (listing.status) query = query.where('status', '=', listing.status)
  if (listing.before !== undefined) {
    const before = await findPayment(kysely, listing.before)
    if (!before) return null
    query = query.where(where =>
      where.or([
        where('created_at', '<', before.createdAtMs),
        where.and([where('created_at', '=', before.createdAtMs), where('id', '<', before.id)]),
      ]),
    )
  }
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(listing.limit).execute()
  return rows.map(toPayment)
}
