// Proves that the books are whole: recomputes what can be recomputed, and checks the signature of every row. The first row
// that does not add up is named.

import type { Kysely } from 'kysely'
import { signPaymentRow } from './audit.ts'
import { PAYMENT_COLUMNS } from './database/payment-row.ts'
import type { Tables } from './database/tables.ts'
import type { Sealer } from './sealing.ts'
import { type CheckedHistory, checkHistory } from './verify/check-history.ts'
import { checkInbox, checkSealedRows } from './verify/check-sealed-rows.ts'
import { checkReceipts, checkTotals } from './verify/check-sums.ts'

/** What a check of the books found. */
export interface Verification {
  readonly ok: boolean
  /** Payments and receipts looked at. */
  readonly payments: number
  readonly receipts: number
  /** The first row that does not add up; null: all do. */
  readonly firstBadRow: BadRow | null
  /**
   * The end of the history's chain. Kept elsewhere, it shows later whether the end was cut off: see `since`.
   */
  readonly head: HistoryHead
}

/** How many entries the history has, and the hash of the last. */
export interface HistoryHead {
  readonly entries: number
  readonly hash: string
}

export interface BadRow {
  readonly table: string
  readonly id: string
  readonly problem: string
}

/** What the payments say, for comparison with receipts and counters. */
export interface PaymentSums {
  readonly totals: Map<string, { amountKes: bigint; gifts: number }>
  /** Receipt number → the payment that says it holds it, with its amount. */
  readonly receiptOf: Map<string, { paymentId: string; amountKes: number }>
}

/** Rows read at once. */
const PAGE = 1_000

/**
 * Reads everything once: seconds for a million payments.
 * @param since an end of the chain noted earlier: it must still be part of the history
 */
export async function verifyBooks(kysely: Kysely<Tables>, sealer: Sealer, since?: HistoryHead): Promise<Verification> {
  const history = await checkHistory(kysely, sealer, since)
  const payments = await checkPayments(kysely, sealer, history)
  const receipts = await checkReceipts(kysely, sealer, payments.sums.receiptOf)
  const firstBadRow =
    history.firstBadRow ??
    payments.firstBadRow ??
    receipts.firstBadRow ??
    (await checkTotals(kysely, payments.sums.totals)) ??
    (await checkSealedRows(kysely, sealer)) ??
    (await checkInbox(kysely, sealer))
  const ok = firstBadRow === null
  return { ok, payments: payments.count, receipts: receipts.count, firstBadRow, head: history.head }
}

async function checkPayments(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  history: CheckedHistory,
): Promise<{ count: number; firstBadRow: BadRow | null; sums: PaymentSums }> {
  const sums: PaymentSums = { totals: new Map(), receiptOf: new Map() }
  const unseen = new Set(history.lastHashOf.keys())
  let count = 0
  let firstBadRow: BadRow | null = null
  for (let after = ''; ; ) {
    const rows = await kysely
      .selectFrom('payments')
      .select(PAYMENT_COLUMNS)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      count += 1
      unseen.delete(row.id)
      const hash = history.lastHashOf.get(row.id)
      const problem =
        hash === undefined
          ? 'it has no history'
          : hash !== signPaymentRow(sealer, row)
            ? 'it is not what its history ends with'
            : addToSums(sums, row)
      if (problem) firstBadRow ??= { table: 'payments', id: row.id, problem }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.id
  }
  const [gone] = unseen
  if (gone !== undefined) firstBadRow ??= { table: 'payments', id: gone, problem: 'it has a history, and is not there' }
  return { count, firstBadRow, sums }
}

/** @returns what is wrong with the payment beside the others; null: nothing */
function addToSums(
  { totals, receiptOf }: PaymentSums,
  row: { id: string; campaign: string; status: string; amount_kes: number; receipt_number: string | null },
): string | null {
  if (row.status === 'succeeded') {
    const total = totals.get(row.campaign) ?? { amountKes: 0n, gifts: 0 }
    totals.set(row.campaign, { amountKes: total.amountKes + BigInt(row.amount_kes), gifts: total.gifts + 1 })
  }
  if (row.receipt_number === null) return null
  const other = receiptOf.get(row.receipt_number)
  receiptOf.set(row.receipt_number, { paymentId: row.id, amountKes: row.amount_kes })
  return other ? `its receipt ${row.receipt_number} belongs to ${other.paymentId} too` : null
}
