// The few ways a payment changes, so that every decision changes it the same way. All pure.

import { explainResultCode } from '@harambee/daraja'
import type { Decision, ReceiptFacts } from './decision.ts'
import { isForgotten } from './forgotten.ts'
import type { Flag, Payment, ReceiptNumber, ReportSource, ReviewReason } from './payment.ts'
import { nextQueryAtMs, toGiveUpAtMs } from './query-schedule.ts'
import type { InboxVerdict, ReportVerdict, RequestIds } from './status-report.ts'

/** A decision in one line. */
export function verdict(
  verdict: ReportVerdict,
  because: string,
  payment: Payment,
  claimVerdict: InboxVerdict | null = null,
): Decision {
  return { payment, verdict, because, claimVerdict }
}

/** Paid. The receipt may be null (a query names none) and is back-filled later. */
export function settle(
  payment: Payment,
  proof: {
    receiptNumber: ReceiptNumber | null
    occurredAtMs: number | null
    source: ReportSource
    atMs: number
    isInferred: boolean
  },
): Payment {
  return {
    ...payment,
    status: 'succeeded',
    failureReason: null,
    resultCode: '0',
    reviewReason: null,
    flag: payment.status === 'failed' ? 'success-after-failure' : payment.flag,
    receiptNumber: proof.receiptNumber ?? payment.receiptNumber,
    isReceiptInferred: proof.receiptNumber !== null && proof.isInferred,
    claim: null,
    doubt: null,
    sources: addSource(payment, proof.source),
    settledAtMs: proof.atMs,
    occurredAtMs: proof.occurredAtMs ?? payment.occurredAtMs,
    nextQueryAtMs: null,
  }
}

/**
 * Whether nothing but money that was found to fit says that it is paid: no callback, query or person does. What a prompt
 * says afterwards is then about the prompt alone, and should the money prove to be another's, the payment is open again.
 */
export function isPaidByMoneyAlone({ status, flag, isReceiptInferred, sources }: Payment): boolean {
  const isUnheard = sources.every(source => source === 'confirmation' || source === 'statement')
  return status === 'succeeded' && isReceiptInferred && (flag === 'paid-by-hand' || isUnheard)
}

/** Open again: the money was another's. Daraja is asked what became of its own prompt. */
export function reopen(payment: Payment, atMs: number): Payment {
  const open: Payment = {
    ...payment,
    status: 'pending',
    failureReason: null,
    resultCode: null,
    flag: payment.flag === 'paid-by-hand' ? null : payment.flag,
    receiptNumber: null,
    isReceiptInferred: false,
    sources: [],
    settledAtMs: null,
    occurredAtMs: null,
  }
  return askNow(open, atMs)
}

/** Gives a paid payment the receipt it did not have. */
export function fillReceipt(
  payment: Payment,
  proof: { receiptNumber: ReceiptNumber; occurredAtMs: number | null; source: ReportSource; isInferred: boolean },
): Payment {
  return {
    ...payment,
    receiptNumber: proof.receiptNumber,
    isReceiptInferred: proof.isInferred,
    occurredAtMs: proof.occurredAtMs ?? payment.occurredAtMs,
    claim: null,
    sources: addSource(payment, proof.source),
  }
}

/** Not paid, for the reason the code stands for. */
export function fail(payment: Payment, said: { resultCode: string; source: ReportSource; atMs: number }): Payment {
  return {
    ...payment,
    status: 'failed',
    failureReason: explainResultCode(said.resultCode).failureReason ?? 'unknown-code',
    resultCode: said.resultCode,
    reviewReason: null,
    claim: null,
    doubt: null,
    sources: addSource(payment, said.source),
    settledAtMs: said.atMs,
    nextQueryAtMs: null,
  }
}

/** A person has to look. Nothing is asked of its own accord any more. */
export function toReview(payment: Payment, reviewReason: ReviewReason): Payment {
  return {
    ...payment,
    status: 'review',
    failureReason: null,
    resultCode: null,
    reviewReason,
    settledAtMs: null,
    nextQueryAtMs: null,
  }
}

/** Marks something odd. The first flag stays: it is what the treasurer looks into. */
export function flagged(payment: Payment, flag: Flag): Payment {
  return payment.flag ? payment : { ...payment, flag }
}

/** Adds who agreed to the outcome. */
export function withSource(payment: Payment, source: ReportSource): Payment {
  return payment.sources.includes(source) ? payment : { ...payment, sources: addSource(payment, source) }
}

/** Takes over ids a source names, where we have none yet: the push's own answer may be lost or late. */
export function bindIds(payment: Payment, ids: RequestIds): Payment {
  // What was forgotten does not come back.
  const checkoutRequestId = payment.checkoutRequestId ?? (isForgotten(payment) ? null : ids.checkoutRequestId)
  const merchantRequestId = payment.merchantRequestId ?? ids.merchantRequestId
  if (checkoutRequestId === payment.checkoutRequestId && merchantRequestId === payment.merchantRequestId) return payment
  return { ...payment, checkoutRequestId, merchantRequestId }
}

/** True where both sides name a checkout request and they are not the same. */
export function isOtherCheckout(payment: Payment, ids: RequestIds): boolean {
  return differ(payment.checkoutRequestId, ids.checkoutRequestId)
}

/**
 * What does not fit between a claimed success and what we asked for; null: everything fits.
 * @param isTrusted whoever says so knows the receipt: an inference of another payment gives way
 */
export function findMismatch(
  payment: Payment,
  success: { amountKes: number } & Partial<RequestIds>,
  receipt: ReceiptFacts,
  isTrusted: boolean,
): string | null {
  if (differ(payment.checkoutRequestId, success.checkoutRequestId ?? null)) return 'it names another checkout request'
  if (differ(payment.merchantRequestId, success.merchantRequestId ?? null)) return 'it names another merchant request'
  if (success.amountKes !== payment.amountKes) {
    return `it says KSh ${success.amountKes}, we asked for KSh ${payment.amountKes}`
  }
  const isTaken = receipt.heldBy !== null && receipt.heldBy !== payment.id
  if (isTaken && !(isTrusted && receipt.isHeldByInference)) {
    return `its receipt belongs to payment ${receipt.heldBy}`
  }
  if (receipt.confirmedKes !== null && receipt.confirmedKes !== payment.amountKes) {
    return `a confirmation gave its receipt KSh ${receipt.confirmedKes}`
  }
  return null
}

/**
 * The next time to ask; where the payment is still open, no later than the time to give up.
 * @returns null where nobody is asked any more, or where there is no checkout request to ask about
 */
export function scheduleNextQuery(payment: Payment, nowMs: number): number | null {
  const isOpen = payment.status === 'created' || payment.status === 'pending'
  const givesUp = isOpen || (payment.claim !== null && payment.status === 'failed')
  const times = givesUp ? [toGiveUpAtMs(payment)] : []
  if (payment.checkoutRequestId !== null) {
    const byPush = nextQueryAtMs(payment.pushedAtMs ?? payment.createdAtMs, nowMs)
    const byClaim = payment.claim && nextQueryAtMs(payment.claim.atMs, nowMs)
    if (byPush !== null) times.push(byPush)
    if (byClaim !== null) times.push(byClaim)
  }
  return times.length > 0 ? Math.min(...times) : null
}

/** A question that cannot wait for the schedule. */
export function askNow(payment: Payment, nowMs: number): Payment {
  return { ...payment, nextQueryAtMs: payment.checkoutRequestId === null ? scheduleNextQuery(payment, nowMs) : nowMs }
}

function addSource(payment: Payment, source: ReportSource): readonly ReportSource[] {
  return payment.sources.includes(source) ? payment.sources : [...payment.sources, source]
}

function differ(ours: string | null, theirs: string | null): boolean {
  return ours !== null && theirs !== null && ours !== theirs
}
