// What one source says of one payment. Every way of hearing from Safaricom, and an operator, ends in one of these.

import type { FailureReason } from '@harambee/daraja'
import type { ConcealedId } from './concealing.ts'
import type { ReceiptNumber } from './payment.ts'

/** The ids a source names; null where it names none. */
export interface RequestIds {
  readonly checkoutRequestId: ConcealedId | null
  readonly merchantRequestId: string | null
}

/** The answer to our own push. */
export type PushReport = { readonly source: 'push'; readonly atMs: number } & (
  | ({ readonly said: 'accepted' } & RequestIds)
  | { readonly said: 'rejected'; readonly failureReason: FailureReason; readonly resultCode: string | null }
  /** Timeout, 5xx, reset, or our process died: somebody may have been prompted. */
  | { readonly said: 'unknown' }
)

/**
 * Daraja's POST about a push. `full`: the per-payment door from an allowed address. `confirm`: the same door, but from an
 * unlisted address while observing, or where `MPESA_CONFIRM=always` wants a query to agree: whoever speaks knows the
 * payment's own token. `weak`: the weaker door, which only takes the key all payments share.
 */
export type CallbackReport = {
  readonly source: 'callback'
  readonly atMs: number
  readonly inboxId: number
  readonly trust: 'full' | 'confirm' | 'weak'
} & RequestIds &
  (
    | {
        readonly said: 'succeeded'
        readonly amountKes: number
        readonly receiptNumber: ReceiptNumber
        readonly occurredAtMs: number | null
      }
    | { readonly said: 'failed'; readonly resultCode: string }
    /** Code 0 without receipt or whole amount: it does not say that money moved. */
    | { readonly said: 'unclear' }
  )

/** What an STK query answered. It never names a receipt or an amount. */
export type QueryReport = {
  readonly source: 'query'
  readonly atMs: number
  /** The turn it was asked in; absent where somebody asked out of turn. */
  readonly turn?: number
} & (
  | { readonly said: 'succeeded' }
  | { readonly said: 'failed'; readonly resultCode: string }
  | { readonly said: 'processing' }
  /** Busy, throttled, "does not exist", no answer at all. */
  | { readonly said: 'nothing' }
)

/**
 * A C2B confirmation. `isNamed`: its account is this payment's donation's, or the payment was made for it; else it fits this
 * payment and no other, as far as amount, payer and time tell. `isVouched`: M-PESA itself has told of the receipt the
 * payment holds already.
 */
export interface ConfirmationReport {
  readonly source: 'confirmation'
  readonly said: 'succeeded'
  readonly atMs: number
  readonly inboxId: number | null
  readonly amountKes: number
  readonly receiptNumber: ReceiptNumber
  readonly occurredAtMs: number | null
  readonly isNamed: boolean
  readonly isVouched: boolean
  /** The payment was made for it: the receipt is nobody else's. */
  readonly isInferred: boolean
}

/** A line of M-PESA's own list of what came in (Pull Transactions). */
export interface StatementReport {
  readonly source: 'statement'
  readonly said: 'succeeded'
  readonly atMs: number
  readonly amountKes: number
  readonly receiptNumber: ReceiptNumber
  readonly occurredAtMs: number | null
  /** It was found to fit this payment; false: the payment was made for it. */
  readonly isInferred: boolean
}

/** A person who looked into it. */
export type OperatorReport = { readonly source: 'operator'; readonly atMs: number; readonly by: string } & (
  | { readonly said: 'succeeded'; readonly amountKes: number; readonly receiptNumber: ReceiptNumber }
  | { readonly said: 'failed'; readonly resultCode: string }
)

/** Time is up: nobody has answered for as long as we wait. */
export interface SilenceReport {
  readonly source: 'clock'
  readonly said: 'gave-up'
  readonly atMs: number
}

export type StatusReport =
  | PushReport
  | CallbackReport
  | QueryReport
  | ConfirmationReport
  | StatementReport
  | OperatorReport
  | SilenceReport

/**
 * What came of a report. `applied`: it changed or completed the payment · `duplicate`: the same fact again · `waiting`:
 * a query must agree · `late`: it ended a review · `contradiction`: wrong amount, ids or receipt, or against what is
 * settled · `nothing-new`: it does not say more than we know.
 */
export type ReportVerdict = 'applied' | 'duplicate' | 'waiting' | 'late' | 'contradiction' | 'nothing-new'

/** Verdicts of inbox rows: the report's, or why there was no report. null: not drained yet. */
export type InboxVerdict = Exclude<ReportVerdict, 'nothing-new'> | 'unmatched' | 'unreadable'
