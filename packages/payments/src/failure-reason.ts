// Why a refused push was not sent, in the words of our own API.

import type { DarajaProblem, FailureReason } from '@harambee/daraja'

/** The reason a payment fails with when Daraja refused its push without effect. */
export function toFailureReason(problem: DarajaProblem): FailureReason {
  if (problem.reason === 'throttled' || problem.reason === 'payer-busy') return 'busy'
  return 'not-sent'
}
