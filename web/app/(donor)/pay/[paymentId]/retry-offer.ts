// Whether, and when, a giver may have the prompt sent again. The page shows it and the form's action asks the same
// question once more, so that a page left open cannot press too early (UX 1.1.5).

import { explainResultCode } from '@harambee/daraja'
import { type Payment, PROMPT_OPEN_MS } from '@harambee/payments'
import { type Outcome, toOutcome } from './outcome.ts'

export type RetryOffer =
  | { readonly offer: 'now' }
  /** Not before this moment, for the reason the failure's sentence gives. */
  | { readonly offer: 'wait'; readonly readyAtMs: number }
  /** Open for long: pressing has M-PESA asked first, and sends only where nothing is under way. */
  | { readonly offer: 'ask-first' }
  | { readonly offer: 'none' }

const SECOND_MS = 1_000

/** Refused pushes have no result code to look up: what to advise instead. Seconds; null: no retry helps. */
const WAIT_AFTER_REFUSAL_SECONDS: Partial<Record<Outcome, number | null>> = {
  'request-refused': 0,
  'our-side': null,
  'many-givers': 60,
  'other-transaction': 120,
}

/** Daraja could not be reached at all: it may be back in a minute. */
const UNREACHABLE_WAIT_SECONDS = 60

/**
 * What to offer below one payment.
 * @param attempts every payment of the donation, newest first
 */
export function toRetryOffer(payment: Payment, attempts: readonly Payment[], nowMs: number): RetryOffer {
  const isNewest = attempts[0]?.id === payment.id
  const isPaid = attempts.some(({ status }) => status === 'succeeded' || status === 'reversed')
  // Somebody looks into an earlier attempt: it may turn out paid.
  const isInReview = attempts.some(({ status }) => status === 'review')
  if (!isNewest || isPaid || isInReview) return { offer: 'none' }

  if (payment.status === 'created' || payment.status === 'pending') {
    const isOldEnough = nowMs >= payment.createdAtMs + PROMPT_OPEN_MS
    return isOldEnough && payment.claim === null ? { offer: 'ask-first' } : { offer: 'none' }
  }
  if (payment.status !== 'failed') return { offer: 'none' }

  const waitSeconds = toWaitSeconds(payment)
  if (waitSeconds === null) return { offer: 'none' }
  const readyAtMs = (payment.settledAtMs ?? payment.createdAtMs) + waitSeconds * SECOND_MS
  return readyAtMs <= nowMs ? { offer: 'now' } : { offer: 'wait', readyAtMs }
}

/** When an open payment will be offered again, so that its page can be rendered anew then; null: it is not to come. */
export function toOfferAtMs(payment: Payment, nowMs: number): number | null {
  const offerAtMs = payment.createdAtMs + PROMPT_OPEN_MS
  const isOpen = payment.status === 'created' || payment.status === 'pending'
  return isOpen && offerAtMs > nowMs ? offerAtMs : null
}

/** How long after the failure; null: not at all. */
function toWaitSeconds(payment: Payment): number | null {
  const refused = WAIT_AFTER_REFUSAL_SECONDS[toOutcome(payment)]
  if (payment.failureReason === 'not-sent' && payment.resultCode === null) return UNREACHABLE_WAIT_SECONDS
  if (refused !== undefined) return refused
  const { advice } = explainResultCode(payment.resultCode ?? '')
  if (advice.retry === 'no') return null
  return advice.retry === 'wait' ? advice.waitSeconds : 0
}
