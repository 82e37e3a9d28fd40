import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { ReceiptSerial } from '../receipt-serial.ts'

/** The receipt numbers of some payments; those that were never paid have none. */
export async function listSerials(
  kysely: Kysely<Tables>,
  paymentIds: readonly string[],
): Promise<Map<string, ReceiptSerial>> {
  const rows = await kysely
    .selectFrom('receipt_serials')
    .select(['payment_id', 'year', 'number'])
    .where('payment_id', 'in', paymentIds)
    .execute()
  return new Map(rows.map(({ payment_id, year, number }) => [payment_id, { year, number }]))
}
