// Proves that the books are whole, with plain SQL and arithmetic of its own: nothing here calls what wrote them.

import type { Kysely } from 'kysely'
import type { Tables } from './database/tables.ts'

/** What a check of the books found. */
export interface Verification {
  readonly ok: boolean
  /** Payments and receipts looked at. */
  readonly payments: number
  readonly receipts: number
  /** The first row that does not add up; null: all do. */
  readonly firstBadRow: BadRow | null
}

export interface BadRow {
  readonly table: string
  readonly id: string
  readonly problem: string
}

/** Rows read at once. */
const PAGE = 1_000

/** Recomputes what can be recomputed. Reads everything once: seconds for a million payments. */
export async function verifyBooks(kysely: Kysely<Tables>): Promise<Verification> {
  const found = await checkPayments(kysely)
  const receipts = await checkReceipts(kysely, found.receiptOf)
  const firstBadRow =
    found.firstBadRow ??
    receipts.firstBadRow ??
    (await checkTotals(kysely, found.totals)) ??
    (await checkHistory(kysely))
  return { ok: firstBadRow === null, payments: found.count, receipts: receipts.count, firstBadRow }
}

interface CheckedPayments {
  count: number
  firstBadRow: BadRow | null
  totals: Map<string, { amountKes: bigint; gifts: number }>
  /** Receipt number → the payment that says it holds it, with its amount. */
  receiptOf: Map<string, { paymentId: string; amountKes: number }>
}

async function checkPayments(kysely: Kysely<Tables>): Promise<CheckedPayments> {
  const found: CheckedPayments = { count: 0, firstBadRow: null, totals: new Map(), receiptOf: new Map() }
  for (let after = ''; ; ) {
    const rows = await kysely
      .selectFrom('payments')
      .select(['id', 'campaign', 'status', 'amount_kes', 'receipt_number', 'settled_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      found.count += 1
      const problem = findPaymentProblem(row)
      if (problem) found.firstBadRow ??= { table: 'payments', id: row.id, problem }
      if (row.status === 'succeeded') {
        const total = found.totals.get(row.campaign) ?? { amountKes: 0n, gifts: 0 }
        found.totals.set(row.campaign, {
          amountKes: total.amountKes + BigInt(Math.trunc(row.amount_kes)),
          gifts: total.gifts + 1,
        })
      }
      if (row.receipt_number !== null) {
        const other = found.receiptOf.get(row.receipt_number)
        if (other) {
          const problem = `its receipt ${row.receipt_number} belongs to ${other.paymentId} too`
          found.firstBadRow ??= { table: 'payments', id: row.id, problem }
        }
        found.receiptOf.set(row.receipt_number, { paymentId: row.id, amountKes: row.amount_kes })
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return found
    after = last.id
  }
}

function findPaymentProblem(row: {
  status: string
  amount_kes: number
  receipt_number: string | null
  settled_at: number | null
}): string | null {
  if (!Number.isSafeInteger(row.amount_kes) || row.amount_kes <= 0) return 'its amount is no whole number of shillings'
  const isSettled = row.status === 'succeeded' || row.status === 'failed' || row.status === 'reversed'
  if (isSettled && row.settled_at === null) return `it is ${row.status} but was never settled`
  const mayHoldReceipt = row.status === 'succeeded' || row.status === 'reversed'
  if (row.receipt_number !== null && !mayHoldReceipt) return `it holds a receipt but is ${row.status}`
  return null
}

async function checkReceipts(
  kysely: Kysely<Tables>,
  receiptOf: CheckedPayments['receiptOf'],
): Promise<{ count: number; firstBadRow: BadRow | null }> {
  let count = 0
  let firstBadRow: BadRow | null = null
  const missing = new Map(receiptOf)
  for (let after = ''; ; ) {
    const rows = await kysely
      .selectFrom('receipts')
      .select(['receipt_number', 'payment_id', 'amount_kes'])
      .where('receipt_number', '>', after)
      .orderBy('receipt_number')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      count += 1
      const holder = receiptOf.get(row.receipt_number)
      missing.delete(row.receipt_number)
      const problem =
        (holder?.paymentId ?? null) !== row.payment_id
          ? `it is booked to ${row.payment_id ?? 'nobody'}, but held by ${holder?.paymentId ?? 'nobody'}`
          : holder && holder.amountKes !== row.amount_kes
            ? `it is of KSh ${row.amount_kes}, its payment of KSh ${holder.amountKes}`
            : null
      if (problem) firstBadRow ??= { table: 'receipts', id: row.receipt_number, problem }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.receipt_number
  }
  const [unbooked] = missing.entries()
  if (unbooked) {
    const [receiptNumber, { paymentId }] = unbooked
    firstBadRow ??= { table: 'payments', id: paymentId, problem: `its receipt ${receiptNumber} is not in the books` }
  }
  return { count, firstBadRow }
}

async function checkTotals(kysely: Kysely<Tables>, totals: CheckedPayments['totals']): Promise<BadRow | null> {
  const rows = await kysely.selectFrom('campaign_totals').selectAll().execute()
  const counted = new Map(rows.map(row => [row.campaign, row]))
  for (const campaign of new Set([...counted.keys(), ...totals.keys()])) {
    const row = counted.get(campaign)
    const total = totals.get(campaign)
    const isRight =
      BigInt(row?.amount_kes ?? 0) === (total?.amountKes ?? 0n) && (row?.gifts ?? 0) === (total?.gifts ?? 0)
    if (isRight) continue
    const problem =
      `its counter says KSh ${row?.amount_kes ?? 0} in ${row?.gifts ?? 0} gifts, ` +
      `its payments KSh ${total?.amountKes ?? 0n} in ${total?.gifts ?? 0}`
    return { table: 'campaign_totals', id: campaign, problem }
  }
  return null
}

/** The last thing the history says of a payment is what the payment says of itself; one without history is `created`. */
async function checkHistory(kysely: Kysely<Tables>): Promise<BadRow | null> {
  const newest = kysely
    .selectFrom('payment_history')
    .select(({ fn }) => ['payment_id', fn.max('id').as('last_id')])
    .groupBy('payment_id')
    .as('newest')
  const row = await kysely
    .selectFrom('payments')
    .leftJoin(newest, 'newest.payment_id', 'payments.id')
    .leftJoin('payment_history', 'payment_history.id', 'newest.last_id')
    .select(['payments.id', 'payments.status', 'payment_history.status_after'])
    .where(({ eb, fn, val, ref }) =>
      eb(ref('payments.status'), '<>', fn.coalesce('payment_history.status_after', val('created'))),
    )
    .orderBy('payments.id')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const problem = `it is ${row.status}, its history ends with ${row.status_after ?? 'nothing'}`
  return { table: 'payments', id: row.id, problem }
}
