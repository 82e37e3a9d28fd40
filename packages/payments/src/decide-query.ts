// What an STK query means: it can confirm and it can fail an open payment, but it never overturns what is known.

import { explainResultCode } from '@harambee/daraja'
import type { Decision, ReceiptFacts } from './decision.ts'
import type { Payment } from './payment.ts'
import type { QueryReport } from './status-report.ts'
import {
  fail,
  findMismatch,
  flagged,
  isPaidByMoneyAlone,
  scheduleNextQuery,
  settle,
  toReview,
  verdict,
  withSource,
} from './transitions.ts'

/** @see decide */
export function decideQuery(asked: Payment, report: QueryReport, receipt: ReceiptFacts): Decision {
  if (report.turn !== undefined && report.turn !== asked.queryTurn) {
    return verdict('nothing-new', 'whoever asked had let its turn lapse, and another has asked since', asked)
  }
  const payment: Payment = { ...asked, queryCount: asked.queryCount + 1, lastQueryAtMs: report.atMs }
  switch (report.said) {
    case 'succeeded':
      return querySaysPaid(payment, report.atMs, receipt)
    case 'failed':
      return querySaysNotPaid(payment, report.resultCode, report.atMs)
    case 'processing':
      return verdict('nothing-new', 'M-PESA is still working on it', askLater(payment, report.atMs))
    case 'nothing':
      return verdict('nothing-new', 'the query had no answer', askLater(payment, report.atMs))
  }
}

function querySaysPaid(payment: Payment, atMs: number, receipt: ReceiptFacts): Decision {
  const { claim, status } = payment
  if (status === 'succeeded' || status === 'reversed') {
    return verdict('duplicate', 'paid, as we knew', doneAsking(withSource(payment, 'query')))
  }
  if (status === 'review' && payment.reviewReason === 'contradiction') {
    return verdict('nothing-new', 'a person is looking into this payment already', doneAsking(payment))
  }
  const mismatch = claim?.receiptNumber ? findMismatch(payment, payment, receipt, claim.isTrusted) : null
  const isCertainFailure = status === 'failed' && payment.doubt === null
  if (isCertainFailure && (!claim?.receiptNumber || mismatch)) {
    const because = 'the query says paid, but a failure was reported: a person has to look'
    return verdict('contradiction', because, toReview(flagged(payment, 'query-contradicts'), 'contradiction'))
  }
  if (mismatch && claim?.isTrusted) {
    const because = `paid, but the callback that waited does not fit: ${mismatch}`
    return verdict('contradiction', because, toReview(payment, 'contradiction'), 'contradiction')
  }
  if (mismatch) {
    // Whoever claimed it through the weaker door does not speak for Safaricom, the query does: paid, receipt unknown.
    const because = `paid, says the query; the callback that waited does not fit: ${mismatch}`
    const unnamed = { receiptNumber: null, occurredAtMs: null, source: 'query', atMs, isInferred: false } as const
    const settled = settle(flagged(payment, 'callback-contradicted'), unnamed)
    return verdict(status === 'review' ? 'late' : 'applied', because, settled, 'contradiction')
  }
  const { receiptNumber = null, occurredAtMs = null } = claim ?? {}
  const proof = { receiptNumber, occurredAtMs, atMs, isInferred: claim?.isTrusted === false }
  const settled = settle(claim ? withSource(payment, 'callback') : payment, { ...proof, source: 'query' })
  const because = claim ? 'paid: the query agrees with the callback that waited' : 'paid, says the query'
  return verdict(status === 'review' ? 'late' : 'applied', because, settled, claim && 'applied')
}

function querySaysNotPaid(payment: Payment, resultCode: string, atMs: number): Decision {
  const { claim, status } = payment
  const because = `not paid (${resultCode}), says the query`
  if (isPaidByMoneyAlone(payment)) {
    return verdict('applied', `${because}: the gift was paid by hand`, doneAsking(flagged(payment, 'paid-by-hand')))
  }
  if (status === 'succeeded' || status === 'reversed') {
    const contradicted = flagged(payment, 'query-contradicts')
    return verdict('contradiction', `${because}; the payment stays as it is`, doneAsking(contradicted))
  }
  if (status === 'review' && payment.reviewReason === 'contradiction') {
    return verdict('nothing-new', `${because}; a person is looking into it already`, doneAsking(payment))
  }
  if (!explainResultCode(resultCode).isKnown && payment.doubt === null) {
    const undocumented = `the query answers ${resultCode}, which nobody has documented`
    return verdict('nothing-new', undocumented, askLater(payment, atMs))
  }
  const contradicted = claim ? flagged(payment, 'callback-contradicted') : payment
  if (status === 'failed') {
    const agreed = withSource({ ...contradicted, claim: null, doubt: null }, 'query')
    return verdict('duplicate', 'not paid, as we knew', doneAsking(agreed), claim && 'contradiction')
  }
  const failed = fail(contradicted, { resultCode, atMs, source: 'query' })
  return verdict(status === 'review' ? 'late' : 'applied', because, failed, claim && 'contradiction')
}

/** Only what is open, uncertain, or given up because nobody answered, is asked about again. */
function askLater(payment: Payment, nowMs: number): Payment {
  const isOpen = payment.status === 'created' || payment.status === 'pending'
  const isUncertain = payment.claim !== null || payment.doubt !== null
  const isWorthAsking = payment.status === 'review' ? payment.reviewReason === 'no-answer' : isOpen || isUncertain
  return isWorthAsking ? { ...payment, nextQueryAtMs: scheduleNextQuery(payment, nowMs) } : doneAsking(payment)
}

function doneAsking(payment: Payment): Payment {
  return { ...payment, nextQueryAtMs: null }
}
