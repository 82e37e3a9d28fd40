import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/** Payments by id, in no order; unknown ids are left out. */
export async function listPaymentsById(kysely: Kysely<Tables>, ids: readonly string[]): Promise<Payment[]> {
  if (ids.length === 0) return []
  const rows = await kysely.selectFrom('payments').select(PAYMENT_COLUMNS).where('id', 'in', ids).execute()
  return rows.map(toPayment)
}
