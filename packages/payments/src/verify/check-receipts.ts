// Receipts: every one is booked to the payment that holds it, once, with its amount.

import type { Kysely } from 'kysely'
import { signReceipt } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { PAGE } from './read-pages.ts'

export async function checkReceipts(
  kysely: Kysely<Tables>,
  sealer: Sealer,
): Promise<{ count: number; firstBadRow: BadRow | null }> {
  let count = 0
  let firstBadRow: BadRow | null = null
  for (let after = ''; ; ) {
    const rows = await listRows(kysely, after)
    let receipts = 0
    for (const row of rows) {
      // A receipt that two payments hold comes once for each.
      if (row.receipt_number !== after) receipts += 1
      after = row.receipt_number
      const problem = findProblem(row, sealer)
      if (problem) firstBadRow ??= { table: 'receipts', id: row.receipt_number, problem }
    }
    count += receipts
    if (receipts < PAGE) return { count, firstBadRow }
  }
}

function listRows(kysely: Kysely<Tables>, after: string) {
  return kysely
    .selectFrom(page =>
      page
        .selectFrom('receipts')
        .selectAll()
        .where('receipt_number', '>', after)
        .orderBy('receipt_number')
        .limit(PAGE)
        .as('receipts'),
    )
    .leftJoin('payments as holder', 'holder.receipt_number', 'receipts.receipt_number')
    .selectAll('receipts')
    .select(['holder.id as holder_id', 'holder.amount_kes as holder_kes'])
    .orderBy('receipts.receipt_number')
    .execute()
}

function findProblem(row: Awaited<ReturnType<typeof listRows>>[number], sealer: Sealer): string | null {
  if (row.seal !== signReceipt(sealer, row)) return 'it was altered'
  if (row.holder_id !== row.payment_id) {
    return `it is booked to ${row.payment_id ?? 'nobody'}, but held by ${row.holder_id ?? 'nobody'}`
  }
  if (row.holder_kes !== null && row.holder_kes !== row.amount_kes) {
    return `it is of KSh ${row.amount_kes}, its payment of KSh ${row.holder_kes}`
  }
  return null
}
