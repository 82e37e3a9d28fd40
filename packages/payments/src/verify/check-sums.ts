// Receipts and counters, compared with what the payments say.

import type { Kysely } from 'kysely'
import { signReceipt } from '../audit.ts'
import type { ReceiptTable, Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow, PaymentSums } from '../verify-books.ts'

const PAGE = 1_000

/** Every receipt is booked to the payment that holds it, once, with its amount; and every payment's receipt is there. */
export async function checkReceipts(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  receiptOf: PaymentSums['receiptOf'],
): Promise<{ count: number; firstBadRow: BadRow | null }> {
  let count = 0
  let firstBadRow: BadRow | null = null
  const missing = new Map(receiptOf)
  for (let after = ''; ; ) {
    const rows = await kysely
      .selectFrom('receipts')
      .selectAll()
      .where('receipt_number', '>', after)
      .orderBy('receipt_number')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      count += 1
      missing.delete(row.receipt_number)
      const problem = findReceiptProblem(row, sealer, receiptOf.get(row.receipt_number))
      if (problem) firstBadRow ??= { table: 'receipts', id: row.receipt_number, problem }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.receipt_number
  }
  const [unbooked] = missing
  if (unbooked) {
    const [receiptNumber, { paymentId }] = unbooked
    firstBadRow ??= {
      table: 'receipts',
      id: receiptNumber,
      problem: `payment ${paymentId} holds it, and it is not there`,
    }
  }
  return { count, firstBadRow }
}

function findReceiptProblem(
  row: ReceiptTable,
  sealer: Sealer,
  holder: { paymentId: string; amountKes: number } | undefined,
): string | null {
  if (row.seal !== signReceipt(sealer, row)) return 'it was altered'
  if ((holder?.paymentId ?? null) !== row.payment_id) {
    return `it is booked to ${row.payment_id ?? 'nobody'}, but held by ${holder?.paymentId ?? 'nobody'}`
  }
  if (holder && holder.amountKes !== row.amount_kes) {
    return `it is of KSh ${row.amount_kes}, its payment of KSh ${holder.amountKes}`
  }
  return null
}

/** Each campaign's counter is the sum of its paid payments. */
export async function checkTotals(kysely: Kysely<Tables>, totals: PaymentSums['totals']): Promise<BadRow | null> {
  const rows = await kysely.selectFrom('campaign_totals').selectAll().orderBy('campaign').execute()
  const counted = new Map(rows.map(row => [row.campaign, row]))
  for (const campaign of new Set([...counted.keys(), ...totals.keys()])) {
    const row = counted.get(campaign)
    const total = totals.get(campaign)
    const isSum = BigInt(row?.amount_kes ?? 0) === (total?.amountKes ?? 0n)
    if (isSum && (row?.gifts ?? 0) === (total?.gifts ?? 0)) continue
    const problem =
      `it counts KSh ${row?.amount_kes ?? 0} in ${row?.gifts ?? 0} gifts, ` +
      `the payments make KSh ${total?.amountKes ?? 0n} in ${total?.gifts ?? 0}`
    return { table: 'campaign_totals', id: campaign, problem }
  }
  return null
}
