// Numbers receipts inside a transaction that holds the end of the history: nobody else gives a number until it is over.

import type { Changes } from './changes.ts'
import type { PgConnection } from './postgres-connection.ts'
import { toPgArray } from './postgres-transaction.ts'
import type { ReceiptSerialTable } from './tables.ts'

/**
 * Which of the settled payments have no number, and the rows that give them one. A statement of its own, sent behind the
 * one that takes the lock: that one's view of the table is from before it waited.
 */
export async function toMissingSerials(connection: PgConnection, changes: Changes): Promise<ReceiptSerialTable[]> {
  const { settled } = changes
  if (settled.paymentIds.length === 0) return []
  const { rows } = await connection.run(
    `SELECT payment_id, NULL AS last FROM receipt_serials WHERE payment_id = ANY ($2::text[])
     UNION ALL SELECT NULL, max(number) FROM receipt_serials WHERE year = $1::bigint`,
    [settled.year, toPgArray([...settled.paymentIds])],
  )
  const numbered = new Set(rows.map(row => row.payment_id))
  const last = rows.find(row => row.payment_id === null)?.last
  return settled.toSerials(
    settled.paymentIds.filter(id => !numbered.has(id)),
    Number(last ?? 0),
  )
}

/** One statement, however many there are. */
export async function insertSerials(connection: PgConnection, rows: readonly ReceiptSerialTable[]): Promise<void> {
  if (rows.length === 0) return
  await connection.run(
    `INSERT INTO receipt_serials (payment_id, year, number, issued_at, seal)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])`,
    [
      toPgArray(rows.map(row => row.payment_id)),
      toPgArray(rows.map(row => row.year)),
      toPgArray(rows.map(row => row.number)),
      toPgArray(rows.map(row => row.issued_at)),
      toPgArray(rows.map(row => row.seal)),
    ],
  )
}
