// Whether one more prompt may be asked for, decided in the transaction that stores the payment, so that all processes on
// all hosts count together (docs/decisions/0018). The phone and the address are locked by then; the sum of all is not, so
// it may be passed by as many as begin in the same instant.

import type { Kysely } from 'kysely'
import type { PromptLimits } from './configuration/prompt-limits.ts'
import type { Tables } from './database/tables.ts'
import { findPromptCounts } from './queries/find-prompt-counts.ts'
import { listPhonePrompts, type PhonePrompt } from './queries/list-phone-prompts.ts'

/** Why no prompt may be asked for now. Of several the first in this order. */
export type PromptObstacle =
  /** Its owner wants none. */
  | { readonly reason: 'phone-stopped'; readonly retryAtMs: null }
  /** Too many on this phone, or too many in a row that nobody wanted. */
  | { readonly reason: 'phone-limit'; readonly retryAtMs: number }
  | { readonly reason: 'address-limit'; readonly retryAtMs: number }
  | { readonly reason: 'overall-limit'; readonly retryAtMs: number }

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/**
 * How long a phone is left alone once as many prompts in a row as the first limit allows (three) were cancelled or not
 * answered, and after each further one. Two may be a bad network or a change of mind; more are somebody else's doing.
 */
const PAUSES_MS = [HOUR_MS / 2, 2 * HOUR_MS, 8 * HOUR_MS] as const

/** What a person does who does not want a prompt: cancel it, or let it go by. */
const REFUSALS: readonly (string | null)[] = ['cancelled', 'unreachable', 'expired']

/** @param asks whose prompt it would be; `addressHash` null: nobody's browser asks */
export async function findPromptObstacle(
  transaction: Kysely<Tables>,
  limits: PromptLimits,
  asks: { readonly phoneHash: string; readonly addressHash: string | null },
  nowMs: number,
): Promise<PromptObstacle | null> {
  const counts = await findPromptCounts(transaction, limits, asks, nowMs)
  if (counts.isPhoneStopped) return { reason: 'phone-stopped', retryAtMs: null }

  const longestMs = Math.max(DAY_MS, ...limits.perPhone.map(({ windowMs }) => windowMs))
  const prompts = await listPhonePrompts(transaction, asks.phoneHash, nowMs - longestMs)
  const phoneFreeAtMs = toPhoneFreeAt(limits, prompts, nowMs)
  if (phoneFreeAtMs > nowMs) return { reason: 'phone-limit', retryAtMs: phoneFreeAtMs }

  const { addressFreeAtMs, overallFreeAtMs } = counts
  if (addressFreeAtMs !== null) return { reason: 'address-limit', retryAtMs: addressFreeAtMs }
  return overallFreeAtMs === null ? null : { reason: 'overall-limit', retryAtMs: overallFreeAtMs }
}

/**
 * When a phone may be prompted again. Pure.
 * @param prompts newest first
 * @returns milliseconds since 1970 UTC; not after now: at once
 */
export function toPhoneFreeAt(
  limits: Pick<PromptLimits, 'perPhone'>,
  prompts: readonly PhonePrompt[],
  nowMs: number,
): number {
  let freeAtMs = 0
  for (const { count, windowMs } of limits.perPhone) {
    const inWindow = prompts.filter(({ askedAtMs }) => askedAtMs > nowMs - windowMs)
    const filling = inWindow[count - 1]
    if (filling) freeAtMs = Math.max(freeAtMs, filling.askedAtMs + windowMs)
  }
  const firstWanted = prompts.findIndex(
    ({ status, failureReason }) => status !== 'failed' || !REFUSALS.includes(failureReason),
  )
  const refusals = firstWanted === -1 ? prompts.length : firstWanted
  const patience = Math.min(...limits.perPhone.map(({ count }) => count))
  const pauseMs = PAUSES_MS[Math.min(refusals - patience, PAUSES_MS.length - 1)]
  const [last] = prompts
  return pauseMs !== undefined && last ? Math.max(freeAtMs, last.askedAtMs + pauseMs) : freeAtMs
}
