// What a callback means: the only source that names a receipt of its own accord, and the one anybody may try to forge.

import { explainResultCode } from '@harambee/daraja'
import type { Decision, ReceiptFacts } from './decision.ts'
import type { Payment } from './payment.ts'
import type { CallbackReport } from './status-report.ts'
import {
  askNow,
  bindIds,
  fail,
  fillReceipt,
  findMismatch,
  flagged,
  isOtherCheckout,
  isPaidByMoneyAlone,
  settle,
  toReview,
  verdict,
  withSource,
} from './transitions.ts'

type Success = Extract<CallbackReport, { said: 'succeeded' }>
type Failure = Extract<CallbackReport, { said: 'failed' }>
type Unclear = Extract<CallbackReport, { said: 'unclear' }>

/** @see decide */
export function decideCallback(payment: Payment, report: CallbackReport, receipt: ReceiptFacts): Decision {
  const isPaid = payment.status === 'succeeded' || payment.status === 'reversed'
  switch (report.said) {
    case 'succeeded':
      return isPaid ? successOfPaid(payment, report, receipt) : successOfUnpaid(payment, report, receipt)
    case 'failed':
      return isPaid ? failureOfPaid(payment, report) : failureOfUnpaid(payment, report)
    case 'unclear':
      return isPaid ? verdict('duplicate', 'paid already', payment) : unclearOfUnpaid(payment, report)
  }
}

function successOfPaid(payment: Payment, report: Success, receipt: ReceiptFacts): Decision {
  const mismatch = findMismatch(payment, report, receipt, report.trust !== 'weak')
  const isSameReceipt = payment.receiptNumber === report.receiptNumber
  if (isSameReceipt && !mismatch) {
    const isInferred = payment.isReceiptInferred && report.trust === 'weak'
    const agreed = withSource(payment, 'callback')
    const same = isInferred === agreed.isReceiptInferred ? agreed : { ...agreed, isReceiptInferred: isInferred }
    return verdict('duplicate', 'the same receipt again', same)
  }
  // A query has confirmed the payment, so a callback of either door may add the receipt, until one of better trust does.
  const isWeak = report.trust === 'weak'
  const mayFill = payment.receiptNumber === null || (payment.isReceiptInferred && !isWeak)
  if (mayFill && !mismatch && payment.status === 'succeeded') {
    const proof = { ...report, isInferred: isWeak }
    return verdict('applied', 'the receipt of a payment a query had confirmed', fillReceipt(payment, proof))
  }
  const because = mismatch ? `paid already, and ${mismatch}` : 'paid already, with another receipt'
  return verdict('contradiction', because, flagged(payment, mismatch ? 'callback-contradicted' : 'second-receipt'))
}

function successOfUnpaid(payment: Payment, report: Success, receipt: ReceiptFacts): Decision {
  const mismatch = findMismatch(payment, report, receipt, report.trust !== 'weak')
  if (mismatch && report.trust === 'weak')
    return unprovenContradiction(payment, `it says paid, but ${mismatch}`, report)
  if (mismatch) {
    const because = `it says paid, but ${mismatch}`
    return verdict('contradiction', because, toReview(payment, 'contradiction'), payment.claim && 'contradiction')
  }
  const bound = bindIds(payment, report)
  if (report.trust === 'full' && namesBothIds(report)) {
    const claimVerdict =
      payment.claim && (payment.claim.receiptNumber === report.receiptNumber ? 'duplicate' : 'contradiction')
    const settled = settle(bound, { ...report, isInferred: false })
    if (payment.status === 'review') return verdict('late', 'paid, after we had given it up', settled, claimVerdict)
    const because = payment.status === 'failed' ? 'paid, after a failure had been reported' : 'paid'
    return verdict('applied', because, settled, claimVerdict)
  }
  return claimSuccess(bound, report)
}

/** Daraja always does; a body that has lost one has been through other hands. */
function namesBothIds({ checkoutRequestId, merchantRequestId }: Success): boolean {
  return checkoutRequestId !== null && merchantRequestId !== null
}

/** Paid, says somebody who may not be Safaricom: a query has to agree first. */
function claimSuccess(payment: Payment, report: Success): Decision {
  if (payment.status === 'review' && payment.reviewReason === 'contradiction') {
    return verdict('contradiction', 'a person is looking into this payment already', payment)
  }
  const { claim } = payment
  const { receiptNumber, occurredAtMs, inboxId, atMs, trust } = report
  const isTrusted = trust !== 'weak'
  const isOther = claim?.receiptNumber && claim.receiptNumber !== receiptNumber
  if (isOther && !isTrusted) return unprovenContradiction(payment, 'another callback named another receipt', report)
  if (isOther && claim.isTrusted) {
    const because = 'two callbacks name different receipts'
    return verdict('contradiction', because, toReview(payment, 'contradiction'), 'contradiction')
  }
  const isSame = claim?.receiptNumber === receiptNumber && (claim.isTrusted || !isTrusted)
  if (isSame) return verdict('duplicate', 'the same receipt again, still waiting for a query', payment)

  const waiting = askNow({ ...payment, claim: { receiptNumber, occurredAtMs, inboxId, atMs, isTrusted } }, atMs)
  const because = isTrusted
    ? 'it names no request, its address is unlisted, or every success must be confirmed'
    : 'it came through the weaker door'
  return verdict(
    'waiting',
    `${because}: a query must agree`,
    waiting,
    claim && (isOther ? 'contradiction' : 'duplicate'),
  )
}

/**
 * Something does not fit, says somebody who may not be Safaricom: whoever knows the shared key must not be able to keep a
 * payment out of the books either. It is marked, what is open is asked about, and nothing else changes.
 */
function unprovenContradiction(payment: Payment, because: string, report: Success): Decision {
  const marked = flagged(payment, 'callback-contradicted')
  const isOpen = payment.status === 'created' || payment.status === 'pending'
  return verdict('contradiction', `${because}, through the weaker door`, isOpen ? askNow(marked, report.atMs) : marked)
}

function failureOfPaid(payment: Payment, report: Failure): Decision {
  if (isPaidByMoneyAlone(payment)) {
    const because = `its prompt came to nothing (${report.resultCode}); the gift was paid by hand`
    return verdict('applied', because, flagged(payment, 'paid-by-hand'))
  }
  const because = `failed (${report.resultCode}), after it had been paid`
  return verdict('contradiction', because, flagged(payment, 'failure-after-success'))
}

function failureOfUnpaid(payment: Payment, report: Failure): Decision {
  if (isOtherCheckout(payment, report)) {
    const because = 'it names another checkout request'
    return verdict('contradiction', because, askNow(flagged(payment, 'ids-differ'), report.atMs))
  }
  const bound = bindIds(payment, report)
  const isCertain = payment.doubt === null || report.trust === 'weak'
  if (payment.status === 'failed' && isCertain) {
    return verdict('duplicate', 'not paid, as we knew', withSource(bound, 'callback'))
  }
  if (payment.status === 'review' && payment.reviewReason === 'contradiction') {
    return verdict('contradiction', 'a person is looking into this payment already', bound)
  }
  const { resultCode, inboxId } = report
  if (!explainResultCode(resultCode).isKnown) {
    const because = `nobody has documented code ${resultCode}: a query must agree before it is a failure`
    return verdict('waiting', because, askNow({ ...bound, doubt: { resultCode, inboxId } }, report.atMs))
  }
  const failed = fail(bound, { ...report, source: 'callback' })
  // A success that waited for a query still does, and a failure through the weaker door is checked behind the scenes:
  // whoever forges one can make a donor try again, but not keep a payment out of the books.
  const doubt = report.trust === 'weak' ? { resultCode, inboxId } : null
  const mustAsk = payment.claim !== null || doubt !== null
  const checked = mustAsk ? askNow({ ...failed, claim: payment.claim, doubt }, report.atMs) : failed
  return verdict(payment.status === 'review' ? 'late' : 'applied', `not paid (${resultCode})`, checked)
}

function unclearOfUnpaid(payment: Payment, report: Unclear): Decision {
  if (isOtherCheckout(payment, report)) {
    return verdict('contradiction', 'it names another checkout request', askNow(payment, report.atMs))
  }
  if (payment.status === 'review' && payment.reviewReason === 'contradiction') {
    return verdict('contradiction', 'a person is looking into this payment already', payment)
  }
  const bound = bindIds(payment, report)
  if (payment.claim) return verdict('duplicate', 'a success is waiting for a query already', bound)
  const { inboxId, atMs } = report
  const claim = { receiptNumber: null, occurredAtMs: null, inboxId, atMs, isTrusted: report.trust !== 'weak' }
  const because = 'it says paid without a receipt and a whole amount: a query must agree'
  return verdict('waiting', because, askNow({ ...bound, claim }, report.atMs))
}
