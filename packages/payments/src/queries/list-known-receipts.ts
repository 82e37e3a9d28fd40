import type { Kysely } from 'kysely'
import type { ReceiptTable, Tables } from '../database/tables.ts'

/** Receipts by number; unknown ones are left out. */
export async function listKnownReceipts(
  kysely: Kysely<Tables>,
  receiptNumbers: readonly string[],
): Promise<Map<string, ReceiptTable>> {
  if (receiptNumbers.length === 0) return new Map()
  const rows = await kysely.selectFrom('receipts').selectAll().where('receipt_number', 'in', receiptNumbers).execute()
  return new Map(rows.map(row => [row.receipt_number, row]))
}
