import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/** Payments Daraja should be asked about by now, those waiting longest first. */
export async function listDuePayments(kysely: Kysely<Tables>, nowMs: number, limit: number): Promise<Payment[]> {
  const rows = await kysely
    .selectFrom('payments')
    .select(PAYMENT_COLUMNS)
    .where('next_query_at', '<=', nowMs)
    .orderBy('next_query_at')
    .limit(limit)
    .execute()
  return rows.map(toPayment)
}

/** When the next payment is due, milliseconds since 1970 UTC; null where none will be. */
export async function findNextDue(kysely: Kysely<Tables>): Promise<number | null> {
  const row = await kysely
    .selectFrom('payments')
    .select('next_query_at')
    .where('next_query_at', 'is not', null)
    .orderBy('next_query_at')
    .limit(1)
    .executeTakeFirst()
  return row?.next_query_at ?? null
}
