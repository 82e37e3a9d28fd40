// What the answer to our own push means. It may come after the callback, and it may never come.

import type { Decision } from './decision.ts'
import type { Payment } from './payment.ts'
import type { PushReport } from './status-report.ts'
import { bindIds, flagged, isOtherCheckout, scheduleNextQuery, toReview, verdict } from './transitions.ts'

/** @see decide */
export function decidePush(payment: Payment, report: PushReport): Decision {
  const isOpen = payment.status === 'created' || payment.status === 'pending'
  // Given up before the answer could be written down: it may still lead to the truth.
  const isGivenUp = payment.status === 'review' && payment.reviewReason === 'no-answer'

  switch (report.said) {
    case 'accepted': {
      if (isOtherCheckout(payment, report)) {
        const because = 'Daraja answered with another checkout request than the callback named'
        if (!isOpen) return verdict('contradiction', because, flagged(payment, 'ids-differ'))
        return verdict('contradiction', because, toReview(flagged(payment, 'ids-differ'), 'contradiction'))
      }
      const bound: Payment = { ...bindIds(payment, report), pushedAtMs: payment.pushedAtMs ?? report.atMs }
      if (!isOpen) {
        const because = isGivenUp
          ? 'Daraja had taken the request: now it can be asked what became of it'
          : 'Daraja had taken the request; the outcome was known already'
        const mustAsk = isGivenUp || (payment.status === 'failed' && isAwaitingQuery(payment))
        return verdict('nothing-new', because, mustAsk ? { ...bound, nextQueryAtMs: report.atMs } : bound)
      }
      return verdict('applied', 'Daraja took the request', {
        ...bound,
        status: 'pending',
        nextQueryAtMs: isAwaitingQuery(payment) ? report.atMs : scheduleNextQuery(bound, report.atMs),
      })
    }

    case 'rejected': {
      if (payment.status === 'succeeded' || isAwaitingQuery(payment)) {
        const because = 'Daraja refused the request, yet a callback speaks of it'
        return verdict('contradiction', because, flagged(payment, 'callback-contradicted'))
      }
      if (!isOpen && !isGivenUp) {
        return verdict('nothing-new', 'Daraja refused the request; the outcome was known already', payment)
      }
      return verdict(isGivenUp ? 'late' : 'applied', 'Daraja refused the request: nobody was asked', {
        ...payment,
        status: 'failed',
        failureReason: report.failureReason,
        resultCode: report.resultCode,
        reviewReason: null,
        settledAtMs: report.atMs,
        nextQueryAtMs: null,
      })
    }

    case 'unknown': {
      if (payment.status !== 'created') return verdict('nothing-new', 'no answer to the push', payment)
      const because = 'no answer to the push: somebody may have been asked, so it is not sent again'
      const nextQueryAtMs = isAwaitingQuery(payment) ? payment.nextQueryAtMs : scheduleNextQuery(payment, report.atMs)
      return verdict('applied', because, { ...payment, status: 'pending', nextQueryAtMs })
    }
  }
}

/** A callback has spoken and waits for a query: that question must not be put off by the push's answer. */
function isAwaitingQuery(payment: Payment): boolean {
  return payment.claim !== null || payment.doubt !== null
}
