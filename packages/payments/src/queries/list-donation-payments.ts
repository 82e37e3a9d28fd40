import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/** More attempts than this are somebody's script. */
const MAX_ATTEMPTS = 100

/** Every attempt of one donation, newest first. */
export async function listDonationPayments(kysely: Kysely<Tables>, donationId: string): Promise<Payment[]> {
  const rows = await kysely
    .selectFrom('payments')
    .select(PAYMENT_COLUMNS)
    .where('donation_id', '=', donationId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_ATTEMPTS)
    .execute()
  return rows.map(toPayment)
}
