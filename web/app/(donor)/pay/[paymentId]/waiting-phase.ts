// What a waiting page says at which second (UX 1.1.3). The server renders by it, and the page's own clock follows it
// between two answers; both use this file, so they cannot disagree.

import type { Payment } from '@harambee/payments'

export const WAITING_PHASES = ['sending', 'enter-pin', 'still-waiting', 'checking', 'unknown', 'being-checked'] as const
export type WaitingPhase = (typeof WAITING_PHASES)[number]

/** Milliseconds since the push at which something on the page changes. */
export const PHASE_STARTS_MS = {
  /** No prompt yet? Some advice. */
  hint: 15_000,
  stillWaiting: 30_000,
  /** The prompt has closed by now, whatever came of it. */
  checking: 65_000,
  unknown: 120_000,
} as const

/** What the server knows of an open payment. */
export interface WaitingFacts {
  /** Daraja has taken the request, or may have. */
  readonly isPushed: boolean
  /** Somebody has said what became of it, and a query has to agree. */
  readonly isDoubted: boolean
  /** What they said is that it was paid. */
  readonly isClaimed: boolean
}

/** Whether somebody said that it is paid, and M-PESA has to agree before it counts. */
export function isBeingChecked({ status, claim }: Pick<Payment, 'status' | 'claim'>): boolean {
  return (status === 'created' || status === 'pending') && claim !== null
}

/** What of a payment the waiting page goes by. */
export function toWaitingFacts(payment: Pick<Payment, 'status' | 'claim' | 'doubt'>): WaitingFacts {
  const isClaimed = payment.claim !== null
  return { isPushed: payment.status === 'pending', isDoubted: isClaimed || payment.doubt !== null, isClaimed }
}

/** The phase so long after the push. A success nobody has confirmed is being checked, however long that takes. */
export function toWaitingPhase(facts: WaitingFacts, elapsedMs: number): WaitingPhase {
  if (facts.isClaimed) return 'being-checked'
  if (elapsedMs >= PHASE_STARTS_MS.unknown) return 'unknown'
  if (facts.isDoubted || elapsedMs >= PHASE_STARTS_MS.checking) return 'checking'
  if (elapsedMs >= PHASE_STARTS_MS.stillWaiting) return 'still-waiting'
  return facts.isPushed ? 'enter-pin' : 'sending'
}

/** How many of the four steps are over: sent, PIN, confirmed, receipt. */
export function toStepsDone(facts: WaitingFacts, phase: WaitingPhase): number {
  if (phase === 'checking' || phase === 'unknown' || phase === 'being-checked') return 2
  return facts.isPushed ? 1 : 0
}

/** The next moment at which the page changes of its own accord; null: none is left. */
export function nextChangeMs(elapsedMs: number): number | null {
  const later = Object.values(PHASE_STARTS_MS).filter(startMs => startMs > elapsedMs)
  return later.length === 0 ? null : Math.min(...later)
}
