// What a C2B confirmation, an operator and silence mean.

import type { Decision, ReceiptFacts } from './decision.ts'
import { isFinal, type Payment } from './payment.ts'
import type { ConfirmationReport, OperatorReport, SilenceReport } from './status-report.ts'
import {
  fail,
  fillReceipt,
  findMismatch,
  flagged,
  scheduleNextQuery,
  settle,
  toReview,
  verdict,
  withSource,
} from './transitions.ts'

/**
 * A confirmation names a receipt but no payment; the caller found the one payment it fits. It adds the receipt to a
 * payment a query has confirmed. Where its account names the payment's own donation, it also settles one that is not paid
 * yet: by whatever way it came, it is money for that donation. The receipt stays inferred, because the same donor may have
 * been prompted and have paid by PayBill as well; the prompt's own callback then takes its place.
 * @see decide
 */
export function decideConfirmation(payment: Payment, report: ConfirmationReport, receipt: ReceiptFacts): Decision {
  if (payment.receiptNumber === report.receiptNumber) {
    return verdict('duplicate', 'the same receipt, through C2B', withSource(payment, 'confirmation'))
  }
  const isUnvouched = report.isNamed && payment.isReceiptInferred && !report.isVouched
  const isReceiptless = payment.status === 'succeeded' && (payment.receiptNumber === null || isUnvouched)
  const isUnpaid = payment.status !== 'succeeded' && payment.status !== 'reversed'
  const maySettle = report.isNamed && isUnpaid && payment.reviewReason !== 'contradiction'
  if (!isReceiptless && !maySettle) {
    return verdict('nothing-new', 'it names a receipt that is not of this payment', payment)
  }
  const mismatch = findMismatch(payment, report, receipt, false)
  if (mismatch) return verdict('nothing-new', `it does not fit: ${mismatch}`, payment)
  if (isReceiptless) {
    return verdict('applied', 'the receipt of a payment a query had confirmed', fillReceipt(payment, report))
  }
  const settled = settle(payment, report)
  const isClaimed = payment.claim?.receiptNumber === report.receiptNumber
  const claimVerdict = payment.claim && (isClaimed ? 'applied' : 'contradiction')
  if (payment.status !== 'failed') {
    const because = report.isInferred ? 'paid, to the account of its donation' : 'money nobody was prompted for'
    return verdict(payment.status === 'review' ? 'late' : 'applied', because, settled, claimVerdict)
  }
  // Whoever said that its prompt had come to nothing does not say that it is paid: the money alone does.
  const byHand = { ...settled, sources: [report.source], flag: payment.flag ?? ('paid-by-hand' as const) }
  return verdict('applied', 'paid by hand, after its prompt had come to nothing', byHand, claimVerdict)
}

/** @see decide */
export function decideOperator(payment: Payment, report: OperatorReport, receipt: ReceiptFacts): Decision {
  const isPaid = payment.status === 'succeeded' || payment.status === 'reversed'
  const verdictIfChanged = payment.status === 'review' ? 'late' : 'applied'

  if (report.said === 'failed') {
    if (isPaid) return verdict('contradiction', 'it is paid: give the money back instead', payment)
    if (payment.status === 'failed') return verdict('duplicate', 'not paid, as we knew', payment)
    const failed = fail(payment, { ...report, source: 'operator' })
    return verdict(verdictIfChanged, `not paid, says ${report.by}`, failed, payment.claim && 'contradiction')
  }

  if (isPaid && payment.receiptNumber === report.receiptNumber) {
    return verdict('duplicate', 'paid, with the same receipt', withSource(payment, 'operator'))
  }
  const mismatch = findMismatch(payment, report, receipt, true)
  if (mismatch) return verdict('contradiction', mismatch, payment)
  const proof = { ...report, occurredAtMs: null, source: 'operator' as const, isInferred: false }
  if (payment.status === 'succeeded' && payment.receiptNumber === null) {
    return verdict('applied', `the receipt, from ${report.by}`, fillReceipt(payment, proof))
  }
  if (isPaid) return verdict('contradiction', 'paid already, with another receipt', payment)
  return verdict(verdictIfChanged, `paid, says ${report.by}`, settle(payment, proof), payment.claim && 'duplicate')
}

/**
 * Nobody answered for as long as we wait. The claim stays: who looks into it needs to see it. Where somebody may still
 * answer, asking goes on, only more rarely.
 * @see decide
 */
export function decideSilence(payment: Payment, report: SilenceReport): Decision {
  // Both unproven: whoever forged one of them must not have the last word.
  const isContradiction = payment.status === 'failed' && payment.claim !== null && payment.doubt === null
  if (isContradiction) {
    const because = 'reported as paid and as failed, and no query could tell'
    const unsettled = flagged(payment, 'callback-contradicted')
    return verdict('applied', because, toReview(unsettled, 'contradiction'), 'contradiction')
  }
  if ((isFinal(payment.status) && payment.claim === null) || payment.status === 'review') {
    // Whoever speaks may have looked before another gave it up, or before its failure was doubted: these are still asked about.
    const isStillAsked = payment.reviewReason === 'no-answer' || payment.doubt !== null
    const after = isStillAsked ? payment : { ...payment, nextQueryAtMs: null }
    return verdict('nothing-new', 'nobody has to answer any more', after)
  }
  const because = payment.claim
    ? 'reported as paid, and no query could confirm it'
    : 'nobody could say what became of it'
  const reviewed = toReview(payment, 'no-answer')
  return verdict('applied', because, { ...reviewed, nextQueryAtMs: scheduleNextQuery(reviewed, report.atMs) })
}
