// How often somebody may guess: wrong answers are counted for each address, in this process's memory.

import { createBoundedMap } from './bounded-map.ts'

export interface AttemptLimit {
  /** Whether this address has guessed too often lately. */
  isSpent(address: string): boolean
  /** Counts one wrong answer. */
  count(address: string): void
}

/** Addresses that are remembered. */
const MAX_ADDRESSES = 10_000

/** @param most wrong answers within the window @param toName makes one name of all addresses somebody has */
export function createAttemptLimit(
  most: number,
  windowMs: number,
  { nowMs, toName }: { nowMs: () => number; toName: (address: string) => string },
): AttemptLimit {
  const wrong = createBoundedMap<number[]>(MAX_ADDRESSES, () => [])
  const listRecent = (address: string) => {
    const times = wrong.take(toName(address))
    while (times.length > 0 && (times[0] ?? 0) <= nowMs() - windowMs) times.shift()
    return times
  }
  return {
    isSpent: address => listRecent(address).length >= most,
    count(address) {
      const times = listRecent(address)
      if (times.length < most) times.push(nowMs())
    },
  }
}
