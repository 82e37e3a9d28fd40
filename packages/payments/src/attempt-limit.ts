// How often somebody may guess: wrong answers are counted for each address, in this process's memory.

import { createRecentEvents } from './recent-events.ts'

export interface AttemptLimit {
  /** Whether this address has guessed too often lately. */
  isSpent(address: string): boolean
  /** Counts one wrong answer. */
  count(address: string): void
}

/** @param most wrong answers within the window @param toName makes one name of all addresses somebody has */
export function createAttemptLimit(
  most: number,
  windowMs: number,
  { nowMs, toName }: { nowMs: () => number; toName: (address: string) => string },
): AttemptLimit {
  const listRecent = createRecentEvents(windowMs, nowMs)
  return {
    isSpent: address => listRecent(toName(address)).length >= most,
    count(address) {
      const wrong = listRecent(toName(address))
      if (wrong.length < most) wrong.push({ atMs: nowMs() })
    },
  }
}
