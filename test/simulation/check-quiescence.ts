// What must hold once the trouble is over and everything has had its time: nothing is left undone, and the books are
// Safaricom's ledger.

import type { Database, Engine } from '@harambee/payments'
import type { Simulator } from '@harambee/simulator'
import { sql } from 'kysely'
import { Violation } from './check-safety.ts'
import type { Truth } from './truth.ts'

interface Row {
  id: string
  status: string
  review_reason: string | null
  amount_kes: number
  receipt_number: string | null
  is_receipt_inferred: number
  checkout_request_id: string | null
}

export interface QuietWorld {
  readonly database: Database
  readonly simulator: Simulator
  readonly truth: Truth
  /** An engine that has taken no part. */
  readonly bystander: Engine
}

/** Whether nothing is open, undrained or due any more. */
export async function isQuiet({ kysely }: Database): Promise<boolean> {
  const { rows } = await sql<{ open: number }>`
    SELECT (SELECT count(*) FROM payments WHERE status IN ('created', 'pending') OR next_query_at IS NOT NULL)
         + (SELECT count(*) FROM inbox WHERE verdict IS NULL) AS open`.execute(kysely)
  return rows[0]?.open === 0
}

/** @throws {Violation} */
export async function checkQuiescence(world: QuietWorld): Promise<void> {
  const { kysely } = world.database
  if (!(await isQuiet(world.database)))
    throw new Violation('I9 liveness', 'something is still open a day after the trouble')
  const { rows } = await sql<Row>`
    SELECT id, status, review_reason, amount_kes, receipt_number, is_receipt_inferred, checkout_request_id
    FROM payments`.execute(kysely)
  for (const row of rows) checkTruth(row, world)
  await checkMoneyOfOthers(world)
  await checkMoneyOfAccounts(world)
  await checkNoneSetAside(world)
  await checkReceiptNumbers(world)
  await checkVerified(world)
}

/** I9, I10: what was paid is in the books, unless nothing that reached us could have told. */
function checkTruth(row: Row, { truth }: QuietWorld): void {
  const witness = truth.witnesses.get(row.id)
  const [receipt] = truth.receiptsOf(row.id)
  if (row.status === 'succeeded') {
    if (row.receipt_number === null && witness?.hasAcknowledgedSuccess) {
      throw new Violation('I10 truth', `${row.id} has no receipt, and a callback that named it was acknowledged`)
    }
    return
  }
  // Whatever was not paid may have failed, or be unknown to Safaricom itself: then a person looks.
  if (!receipt) {
    const mustBeFailed =
      row.status === 'review' && row.review_reason === 'no-answer' && row.checkout_request_id !== null
    if (mustBeFailed) throw new Violation('I9 liveness', `${row.id} is in review, and Safaricom would have told`)
    return
  }
  if (witness?.hasAcknowledgedSuccess && row.status === 'failed' && !witness.wasDenied) {
    throw new Violation(
      'I10 truth',
      `${row.id} was paid, and a callback that said so was acknowledged, yet it is ${row.status}`,
    )
  }
  const isUnknowable = row.checkout_request_id === null && !witness?.isCheckoutKnown
  const isContradicted = witness?.wasDenied === true
  if (!isUnknowable && !isContradicted) {
    throw new Violation(
      'I10 truth',
      `${row.id} was paid with ${receipt.receiptNumber}, yet it is ${row.status} (${row.review_reason})`,
    )
  }
}

/** I6: every receipt the books are sure of is money that moved, with its amount. */
async function checkMoneyOfOthers({ database, simulator }: QuietWorld): Promise<void> {
  const { rows } = await sql<{ receipt_number: string; amount_kes: number; payment_id: string | null }>`
    SELECT receipt_number, receipts.amount_kes, payment_id FROM receipts
    LEFT JOIN payments USING (receipt_number) WHERE coalesce(is_receipt_inferred, 0) = 0`.execute(database.kysely)
  const ledger = new Map(simulator.ledger().receipts.map(receipt => [receipt.receiptNumber, receipt]))
  for (const row of rows) {
    const moved = ledger.get(row.receipt_number)
    if (!moved) throw new Violation('I4 no invented money', `${row.receipt_number} is in the books, and no money moved`)
    if (moved.amountKes !== row.amount_kes) {
      throw new Violation(
        'I4 no invented money',
        `${row.receipt_number}: ${row.amount_kes} in the books, ${moved.amountKes} moved`,
      )
    }
  }
}

/** I4: no account has more in the books than was paid to it, however its money was shared out among its attempts. */
async function checkMoneyOfAccounts({ database, simulator }: QuietWorld): Promise<void> {
  const { rows } = await sql<{ account_reference: string; paid: number }>`
    SELECT account_reference, sum(amount_kes) AS paid FROM payments WHERE status = 'succeeded'
    GROUP BY account_reference`.execute(database.kysely)
  for (const { account_reference, paid } of rows) {
    const moved = simulator
      .ledger()
      .receipts.filter(({ accountReference }) => accountReference === account_reference)
      .reduce((sum, { amountKes }) => sum + amountKes, 0)
    if (paid > moved) {
      throw new Violation('I4 no invented money', `${account_reference}: ${paid} in the books, ${moved} moved`)
    }
  }
}

/** A callback is only set aside where it breaks a rule of the database, and none of Safaricom's does. */
async function checkNoneSetAside({ database }: QuietWorld): Promise<void> {
  const { rows } = await sql<{ id: number; because: string }>`
    SELECT id, because FROM inbox WHERE because LIKE 'it could not be applied%'`.execute(database.kysely)
  const [row] = rows
  if (row) throw new Violation('I1 no lost acknowledgement', `callback ${row.id} was set aside: ${row.because}`)
}

/** I13: whoever settled them, the receipts of each year are numbered 1 to n, one for each payment that is or was paid. */
async function checkReceiptNumbers({ database }: QuietWorld): Promise<void> {
  const { rows } = await sql<{ year: number; first: number; last: number; numbers: number; paid: number }>`
    SELECT year, min(number) AS first, max(number) AS last, count(DISTINCT number) AS numbers,
      count(CASE WHEN status IN ('succeeded', 'reversed') OR payment_id IN
        (SELECT payment_id FROM payment_history WHERE status_before = 'succeeded') THEN 1 END) AS paid
    FROM receipt_serials LEFT JOIN payments ON payments.id = payment_id GROUP BY year`.execute(database.kysely)
  for (const { year, first, last, numbers, paid } of rows) {
    if (first !== 1 || last !== numbers || last !== paid) {
      const found = `${first} to ${last}, ${numbers} of them, of ${paid} payments that are or were paid`
      throw new Violation('I13 gapless receipts', `the receipts of ${year} are numbered ${found}`)
    }
  }
  const counted = await sql<{ missing: number }>`SELECT count(*) AS missing FROM payments
    WHERE status IN ('succeeded', 'reversed') AND id NOT IN (SELECT payment_id FROM receipt_serials)`.execute(
    database.kysely,
  )
  if (counted.rows[0]?.missing !== 0) {
    throw new Violation('I13 gapless receipts', `${counted.rows[0]?.missing} paid payments have no receipt number`)
  }
}

/** I12: the program's own proof of its books agrees. */
async function checkVerified({ bystander }: QuietWorld): Promise<void> {
  const { ok, firstBadRow } = await bystander.verifyBooks()
  if (!ok) throw new Violation('I12 audit', `${firstBadRow?.table} ${firstBadRow?.id}: ${firstBadRow?.problem}`)
}
