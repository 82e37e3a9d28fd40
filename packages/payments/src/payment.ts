// A payment: one attempt to collect one amount from one phone. A donation may take several.

import type { FailureReason, PhoneNumber, Shillings } from '@harambee/daraja'
import type { ConcealedId } from './concealing.ts'

declare const paymentId: unique symbol
/** Names one payment, in URLs too: 32 hex digits (128 random bits) where we make it. */
export type PaymentId = string & { readonly [paymentId]: true }

declare const receiptNumber: unique symbol
/** M-PESA's proof, e.g. `UKO1AB2C3D`. */
export type ReceiptNumber = string & { readonly [receiptNumber]: true }

export type PaymentStatus = 'created' | 'pending' | 'succeeded' | 'failed' | 'review' | 'reversed'

/** Why a person has to look: nobody answered for too long, or sources contradict each other. */
export type ReviewReason = 'no-answer' | 'contradiction'

/** Something odd happened to a payment whose status stands; the treasurer sees it. */
export type Flag =
  | 'success-after-failure'
  | 'failure-after-success'
  | 'query-contradicts'
  | 'second-receipt'
  | 'ids-differ'
  | 'callback-contradicted'
  /** Its prompt came to nothing, and the money came by hand. */
  | 'paid-by-hand'

/** A success that does not count yet: it came through the weaker door, or lacked its facts. */
export interface Claim {
  readonly receiptNumber: ReceiptNumber | null
  readonly occurredAtMs: number | null
  readonly inboxId: number
  readonly atMs: number
  /** It came through the payment's own door from an allowed address: its receipt is the receipt, once a query agrees. */
  readonly isTrusted: boolean
}

/**
 * A failure that is not certain yet, because nobody documented its code or because it came through the weaker door: a
 * query has to agree.
 */
export interface Doubt {
  readonly resultCode: string
  readonly inboxId: number
}

/** Everything the engine knows of one payment. Times are milliseconds since 1970 UTC. */
export interface Payment {
  readonly id: PaymentId
  readonly donationId: string
  readonly campaign: string
  readonly status: PaymentStatus
  readonly failureReason: FailureReason | null
  readonly resultCode: string | null
  readonly reviewReason: ReviewReason | null
  readonly flag: Flag | null
  readonly amountKes: Shillings
  readonly phoneHash: string
  readonly phoneMasked: string
  readonly shortCode: string
  readonly accountReference: string
  readonly checkoutRequestId: ConcealedId | null
  readonly merchantRequestId: string | null
  readonly receiptNumber: ReceiptNumber | null
  /** The receipt was matched by amount, account and phone, or named by somebody with less than full trust. */
  readonly isReceiptInferred: boolean
  readonly claim: Claim | null
  readonly doubt: Doubt | null
  /** Who has said something of the outcome, in order of first report. */
  readonly sources: readonly ReportSource[]
  readonly createdAtMs: number
  /** When Daraja took the request; null while unknown. */
  readonly pushedAtMs: number | null
  /** When the status became final. */
  readonly settledAtMs: number | null
  /** When M-PESA says the money moved. */
  readonly occurredAtMs: number | null
  /** When to ask Daraja next; null where there is nothing to ask. */
  readonly nextQueryAtMs: number | null
  /** When Daraja last answered, or did not answer, a question about it. */
  readonly lastQueryAtMs: number | null
  readonly queryCount: number
  /** Counts the turns given out to ask about it: who asked in an earlier turn may not write any more. */
  readonly queryTurn: number
}

/** Who says something of a payment's outcome. */
export type ReportSource = 'callback' | 'query' | 'confirmation' | 'statement' | 'operator'

/** True where nothing more is expected: paid, not paid, or given back. */
export function isFinal(status: PaymentStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'reversed'
}

/** Whether a person's id may stand in a URL and a path of the listener. */
export function isPaymentId(value: unknown): value is PaymentId {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value) && value.toLowerCase() !== 'c2b'
}

/** Whether an id is one of our own making: 128 random bits in hex, which spells none of the words Safaricom forbids. */
export function isRandomPaymentId(value: unknown): value is PaymentId {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}

/** What a new payment starts as: the intent, written before anybody is asked. */
export function newPayment(intent: {
  id: PaymentId
  donationId: string
  campaign: string
  amountKes: Shillings
  phoneHash: string
  phoneMasked: string
  shortCode: string
  accountReference: string
  createdAtMs: number
  /** When the push must have ended one way or another, so that silence means its process died. */
  pushDeadlineMs: number
}): Payment {
  const { pushDeadlineMs, ...facts } = intent
  return {
    ...facts,
    status: 'created',
    failureReason: null,
    resultCode: null,
    reviewReason: null,
    flag: null,
    checkoutRequestId: null,
    merchantRequestId: null,
    receiptNumber: null,
    isReceiptInferred: false,
    claim: null,
    doubt: null,
    sources: [],
    pushedAtMs: null,
    settledAtMs: null,
    occurredAtMs: null,
    nextQueryAtMs: pushDeadlineMs,
    lastQueryAtMs: null,
    queryCount: 0,
    queryTurn: 0,
  }
}

export type { PhoneNumber }
