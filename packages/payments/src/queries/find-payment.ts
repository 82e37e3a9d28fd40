import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/** One payment, or null. */
export async function findPayment(kysely: Kysely<Tables>, id: string): Promise<Payment | null> {
  const row = await kysely.selectFrom('payments').select(PAYMENT_COLUMNS).where('id', '=', id).executeTakeFirst()
  return row ? toPayment(row) : null
}
