// Reads stored callbacks and applies what they say. The listener decides nothing; this does, as often as it takes:
// a row is drained in the transaction that applies it, so a crash in between leaves it to be drained again.

import { type Callback, explainResultCode, parseCallback, type StkCallback } from '@harambee/daraja'
import { toBodyOwner } from './audit.ts'
import type { ConcealedId } from './concealing.ts'
import type { Changes, FactKeys, Facts, StoredCallback } from './database/changes.ts'
import { NO_KEYS } from './database/changes.ts'
import {
  ANSWER_TO_COMPARE,
  type Conclusion,
  type DrainSettings,
  toConclusion,
  toReceiptNumber,
} from './drain-conclusion.ts'
import { drainConfirmation } from './drain-confirmation.ts'
import { FORGOTTEN_BODY } from './forgotten.ts'
import type { Sealer } from './sealing.ts'
import type { CallbackReport } from './status-report.ts'
import { openBooks, type WorkingBooks } from './working-books.ts'

/** A row with its body opened and read. */
interface ReadCallback {
  readonly row: StoredCallback
  readonly callback: Callback
  /** The one it names, as the books have it. */
  readonly checkoutRequestId: ConcealedId | null
  readonly isForgotten: boolean
}

/** What an STK callback says, its checkout request as the books have it. */
type ConcealedStk = Omit<StkCallback, 'checkoutRequestId'> & Pick<ReadCallback, 'checkoutRequestId'>

/** A confirmation and the payment it belongs to are looked for among this much of the past. */
const MATCH_WINDOW_MS = 24 * 60 * 60_000

/** Opens and reads bodies once, for both halves of a transaction. */
export function createDrain(settings: DrainSettings, atMs: number) {
  let read: ReadCallback[] = []

  return {
    /** Which facts the rows need. */
    prepare(rows: readonly StoredCallback[]): FactKeys {
      read = rows.map(row => readRow(settings.sealer, row))
      if (read.length === 0) return NO_KEYS
      const callbacks = read.map(({ callback }) => callback)
      const confirmed = callbacks.filter(callback => callback.kind === 'c2b')
      return {
        paymentIds: read.flatMap(({ row }) => row.namedId ?? []),
        checkoutRequestIds: read.flatMap(({ checkoutRequestId }) => checkoutRequestId ?? []),
        receiptNumbers: callbacks.flatMap(callback => toReceiptNumber(callback.receiptNumber) ?? []),
        matchAmountsKes: confirmed.flatMap(callback => callback.amountKes ?? []),
        matchSinceMs: atMs - MATCH_WINDOW_MS,
        accounts: confirmed.flatMap(callback => callback.accountReference ?? []),
      }
    },

    /** What becomes of them. */
    decide(facts: Facts): Changes {
      const books = openBooks(facts, atMs, settings.sealer)
      for (const one of read) {
        // Replayed after it was forgotten, it has nothing to say any more.
        if (one.isForgotten) continue
        const conclusion = drainOne(books, settings, one, atMs)
        // Replayed, the callback that settled a payment finds it paid; it is still the one that settled it.
        const hasSettled = one.row.verdict === 'applied' || one.row.verdict === 'late'
        if (hasSettled && conclusion.verdict === 'duplicate') continue
        const checkoutRequestId = conclusion.verdict === 'unmatched' ? one.checkoutRequestId : null
        // Whatever it says, it came through this payment's door.
        const paymentId = conclusion.paymentId ?? one.row.namedId
        books.setInboxOutcome({ id: one.row.id, checkoutRequestId, ...conclusion, paymentId })
      }
      return books.toChanges()
    },
  }
}

function drainOne(
  books: WorkingBooks,
  settings: DrainSettings,
  { row, callback, checkoutRequestId }: ReadCallback,
  atMs: number,
): Conclusion {
  if (callback.kind === 'unrecognised') {
    // Whatever it said, it was about this payment: Daraja can be asked instead.
    const named = row.namedId === null ? undefined : books.findPayment(row.namedId)
    if (named) books.askSoon(named)
    return { verdict: 'unreadable', because: callback.problems.join('; '), paymentId: row.namedId }
  }
  if (callback.kind === 'result') {
    // Only who was asked about this payment knows its door. What it says is compared where it was asked (paid-already).
    if (row.namedId !== null) {
      return { verdict: 'unmatched', because: ANSWER_TO_COMPARE, paymentId: row.namedId }
    }
    return { verdict: 'unmatched', because: 'a result nobody here has asked for', paymentId: null }
  }
  return callback.kind === 'stk'
    ? drainOutcome(books, settings, row, { ...callback, checkoutRequestId }, atMs)
    : drainConfirmation(books, settings, row, callback, atMs)
}

function drainOutcome(
  books: WorkingBooks,
  settings: DrainSettings,
  row: StoredCallback,
  callback: ConcealedStk,
  atMs: number,
): Conclusion {
  const { checkoutRequestId } = callback
  const byCheckout = () => (checkoutRequestId === null ? undefined : books.findPaymentByCheckout(checkoutRequestId))
  const payment = row.namedId === null ? byCheckout() : books.findPayment(row.namedId)
  if (!payment) {
    // After a restore: its payment is lost, its money came into the books from the statement.
    const holder = books.findReceipt(toReceiptNumber(callback.receiptNumber) ?? '')?.payment_id ?? null
    if (holder !== null) {
      return { verdict: 'duplicate', because: 'its receipt is in the books already', paymentId: holder }
    }
    const because = 'no payment of ours has this checkout request'
    return { verdict: 'unmatched', because, paymentId: row.namedId }
  }
  const mustConfirm = !row.isAllowed || settings.confirm === 'always'
  const trust = row.door !== 'payment' ? 'weak' : mustConfirm ? 'confirm' : 'full'
  const report = toCallbackReport(callback, row.id, trust, atMs)
  return toConclusion(books.apply(payment, report), payment)
}

function readRow(sealer: Sealer, row: StoredCallback): ReadCallback {
  const body = openBody(sealer, row)
  const callback = body instanceof Error ? toUnreadable(body) : parseCallback(body)
  const named = callback.kind === 'stk' ? callback.checkoutRequestId : null
  return {
    row,
    callback,
    checkoutRequestId: named === null ? null : sealer.conceal(named),
    // Only what was drained is forgotten: whoever sends these bytes is answered like anybody.
    isForgotten: row.verdict !== null && !(body instanceof Error) && FORGOTTEN_BODY.equals(body),
  }
}

function openBody(sealer: Sealer, row: StoredCallback): Buffer | Error {
  try {
    return sealer.open(row.bodySealed, toBodyOwner(row))
  } catch (error) {
    return error instanceof Error ? error : new Error('the stored body does not open')
  }
}

function toUnreadable({ message }: Error): Callback {
  return { ...parseCallback(''), kind: 'unrecognised', problems: [message] }
}

function toCallbackReport(
  callback: ConcealedStk,
  inboxId: number,
  trust: CallbackReport['trust'],
  atMs: number,
): CallbackReport {
  const { checkoutRequestId, merchantRequestId, resultCode, amountKes, occurredAtMs } = callback
  const about = { source: 'callback', atMs, inboxId, trust, checkoutRequestId, merchantRequestId } as const
  const receiptNumber = toReceiptNumber(callback.receiptNumber)
  if (resultCode === '0' && receiptNumber !== null && amountKes !== null) {
    return { ...about, said: 'succeeded', amountKes, receiptNumber, occurredAtMs }
  }
  // 4999 belongs to queries; whoever sends it in a callback has not said what became of the money.
  const saysNothing = resultCode === '0' || explainResultCode(resultCode).money === 'unknown'
  return saysNothing ? { ...about, said: 'unclear' } : { ...about, said: 'failed', resultCode }
}
