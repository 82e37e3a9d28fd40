import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/** The newest payment of a phone whose prompt may still stand open, and the browser it belongs to. */
export async function findOpenPrompt(
  kysely: Kysely<Tables>,
  phoneHash: string,
  createdAfterMs: number,
): Promise<{ payment: Payment; giverHash: string | null } | null> {
  const row = await kysely
    .selectFrom('payments')
    .innerJoin('donations', 'donations.id', 'payments.donation_id')
    .select([...PAYMENT_COLUMNS.map(column => `payments.${column}` as const), 'donations.giver_hash'])
    .where('payments.phone_hash', '=', phoneHash)
    .where('payments.created_at', '>', createdAfterMs)
    .where('payments.status', 'in', ['created', 'pending'])
    .orderBy('payments.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { payment: toPayment(row), giverHash: row.giver_hash } : null
}
