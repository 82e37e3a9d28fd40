// What must hold at every moment, whatever has gone wrong. Reads the database with SQL of its own and adds with integers
// of its own; nothing here calls what it checks. The numbers are those of docs/reliability.md.

import type { Simulator } from '@harambee/simulator'
import { sql } from 'kysely'
import { STATES, type State } from './fault-counts.ts'
import type { SharedDatabase } from './shared-database.ts'
import type { Truth } from './truth.ts'

export interface SafetyChecker {
  /** Looks where something has changed. Answers the state each payment is in. @throws {Violation} */
  check(): Promise<ReadonlyMap<string, State>>
}

/** Something that must never be. */
export class Violation extends Error {
  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`)
    this.name = 'Violation'
  }
}

interface PaymentRow {
  id: string
  status: string
  amount_kes: number
  receipt_number: string | null
  is_receipt_inferred: number
  account_reference: string
  query_count: number
}

/** The only ways a status may change. */
const MAY_BECOME: Readonly<Record<string, readonly string[]>> = {
  created: ['pending', 'succeeded', 'failed', 'review'],
  pending: ['succeeded', 'failed', 'review'],
  failed: ['succeeded', 'review'],
  review: ['succeeded', 'failed'],
  // Only where its receipt was inferred and proved to be another's: checked below.
  succeeded: ['pending'],
}
const MAX_QUERIES = 60
const MAX_HISTORY = 200

export function createChecker(world: { shared: SharedDatabase; simulator: Simulator; truth: Truth }): SafetyChecker {
  const { shared, truth } = world
  const { kysely } = shared.database
  const before = new Map<string, PaymentRow>()
  let states = new Map<string, State>()
  let seenUses = -1
  let seenChanges = -1
  let acknowledged = 0

  return {
    async check() {
      const hasNewAcknowledged = truth.acknowledged.size !== acknowledged
      if (shared.countUses() === seenUses && !hasNewAcknowledged) return states
      seenUses = shared.countUses()
      const changes = await readNumber(sql`SELECT total_changes() AS value`)
      if (changes === seenChanges && !hasNewAcknowledged) return states
      seenChanges = changes
      const { rows } = await sql<PaymentRow>`
        SELECT id, status, amount_kes, receipt_number, is_receipt_inferred, account_reference, query_count
        FROM payments`.execute(kysely)
      for (const row of rows) checkPayment(row)
      checkPrompts(rows)
      checkReceipts(rows)
      await checkTotals(rows)
      await checkHistory()
      await checkAcknowledged()
      states = new Map(rows.map(({ id, status }) => [id, toState(status)]))
      return states
    },
  }

  function checkPayment(row: PaymentRow): void {
    const earlier = before.get(row.id)
    before.set(row.id, row)
    if (earlier && earlier.status !== row.status && !MAY_BECOME[earlier.status]?.includes(row.status)) {
      throw new Violation('I5 states are monotone', `${row.id} went from ${earlier.status} to ${row.status}`)
    }
    if (earlier?.status === 'succeeded' && row.status === 'pending' && earlier.is_receipt_inferred === 0) {
      throw new Violation('I5 states are monotone', `${row.id} was surely paid, and is open again`)
    }
    if (earlier && earlier.amount_kes !== row.amount_kes) {
      throw new Violation('I4 no invented money', `${row.id} was of ${earlier.amount_kes}, is of ${row.amount_kes}`)
    }
    const prompts = truth.witnesses.get(row.id)?.checkouts.size ?? 0
    if (prompts > 1) throw new Violation('I7 one prompt', `${row.id} was prompted ${prompts} times`)
    if (row.query_count > MAX_QUERIES)
      throw new Violation('I14 limits', `${row.id} was asked about ${row.query_count} times`)
    if (row.status === 'succeeded') checkMoney(row)
    const witness = truth.witnesses.get(row.id)
    if (row.status === 'failed' && witness?.wasPushed && !witness.wasCalledFailed) {
      throw new Violation('I18 unknown is not failed', `${row.id} is called failed, and nobody has said so`)
    }
  }

  /** I4, I6: what the books call paid was paid, with that amount and that receipt. */
  function checkMoney(row: PaymentRow): void {
    // Paid by hand, or with what proves to be another attempt's of the same donation.
    const named =
      row.receipt_number === null ? undefined : truth.findOfAccount(row.receipt_number, row.account_reference)
    const [receipt = named, ...more] = truth.receiptsOf(row.id)
    if (!receipt)
      throw new Violation('I4 no invented money', `${row.id} is called paid, and Safaricom knows of no money`)
    if (more.length > 0) throw new Violation('I7 one prompt', `${row.id} was paid more than once`)
    if (receipt.amountKes !== row.amount_kes) {
      throw new Violation(
        'I4 no invented money',
        `${row.id}: ${row.amount_kes} in the books, ${receipt.amountKes} moved`,
      )
    }
    // A receipt that was only inferred from a confirmation may be that of another gift of the same person and amount.
    if (row.receipt_number === null || row.is_receipt_inferred === 1) return
    if (row.receipt_number !== receipt.receiptNumber) {
      throw new Violation(
        'I6 receipts',
        `${row.id} holds ${row.receipt_number}, its receipt is ${receipt.receiptNumber}`,
      )
    }
  }

  /** A row comes before the prompt, and outlives every crash. */
  function checkPrompts(rows: readonly PaymentRow[]): void {
    const known = new Set(rows.map(({ id }) => id))
    for (const [id, { checkouts }] of truth.witnesses) {
      if (checkouts.size > 0 && !known.has(id)) {
        throw new Violation('I7 one prompt', `a phone was prompted for ${id}, and there is no such payment`)
      }
    }
  }

  function checkReceipts(rows: readonly PaymentRow[]): void {
    const holders = new Map<string, string>()
    for (const { id, receipt_number } of rows) {
      if (receipt_number === null) continue
      const other = holders.get(receipt_number)
      if (other) throw new Violation('I6 receipts', `${receipt_number} is held by ${other} and ${id}`)
      holders.set(receipt_number, id)
    }
  }

  /** I3: the counter is the sum, to the shilling. */
  async function checkTotals(rows: readonly PaymentRow[]): Promise<void> {
    const paid = rows.filter(({ status }) => status === 'succeeded')
    const sum = paid.reduce((total, { amount_kes }) => total + BigInt(amount_kes), 0n)
    const counted = await readNumber(sql`SELECT coalesce(sum(amount_kes), 0) AS value FROM campaign_totals`)
    const gifts = await readNumber(sql`SELECT coalesce(sum(gifts), 0) AS value FROM campaign_totals`)
    if (BigInt(counted) !== sum || gifts !== paid.length) {
      throw new Violation(
        'I3 books balance',
        `the counter says ${counted} in ${gifts}, the payments ${sum} in ${paid.length}`,
      )
    }
  }

  /** I2, I15: nothing is settled twice, and nothing grows without end. */
  async function checkHistory(): Promise<void> {
    const { rows } = await sql<{ payment_id: string; settled: number; entries: number }>`
      SELECT payment_id, count(*) AS entries, sum(status_before <> 'succeeded' AND status_after = 'succeeded')
        - sum(status_before = 'succeeded' AND status_after = 'pending') AS settled
      FROM payment_history GROUP BY payment_id`.execute(kysely)
    for (const { payment_id, settled, entries } of rows) {
      if (settled > 1) throw new Violation('I2 at most once', `${payment_id} was settled ${settled} times`)
      if (entries > MAX_HISTORY) throw new Violation('I15 bounded', `${payment_id} has ${entries} lines of history`)
    }
  }

  /** I1: what was answered with 200 is there, for ever. */
  async function checkAcknowledged(): Promise<void> {
    acknowledged = truth.acknowledged.size
    if (acknowledged === 0) return
    const { rows } = await sql<{ hash: string }>`SELECT lower(hex(body_hash)) AS hash FROM inbox`.execute(kysely)
    const stored = new Set(rows.map(({ hash }) => hash))
    for (const hash of truth.acknowledged) {
      if (!stored.has(hash))
        throw new Violation('I1 no lost acknowledgement', `a callback answered with 200 is not in the inbox`)
    }
  }

  async function readNumber(query: ReturnType<typeof sql>): Promise<number> {
    const { rows } = await query.execute(kysely)
    return Number((rows[0] as { value: number }).value)
  }
}

function toState(status: string): State {
  return STATES.find(state => state === status) ?? 'none'
}
