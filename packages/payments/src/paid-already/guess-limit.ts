// How many different codes somebody may tell: each counts once, before it is looked up, so that guessing at the same moment
// gains nothing. Kept in this process's memory, as wrong receipts are (attempt-limit.ts).

import { createRecentEvents } from '../recent-events.ts'

export interface GuessLimit {
  /** Counts a code. @returns false where it is one too many, and is not to be looked up */
  mayTell(name: string, code: string): boolean
  /** It was right: it was no guess. */
  forgive(name: string, code: string): void
}

interface Guess {
  readonly code: string
  readonly atMs: number
}

/** @param most codes within the window */
export function createGuessLimit(most: number, windowMs: number, nowMs: () => number): GuessLimit {
  const listRecent = createRecentEvents<Guess>(windowMs, nowMs)
  return {
    mayTell(name, code) {
      const guesses = listRecent(name)
      if (guesses.some(guess => guess.code === code)) return true
      if (guesses.length >= most) return false
      guesses.push({ code, atMs: nowMs() })
      return true
    },
    forgive(name, code) {
      const guesses = listRecent(name)
      const index = guesses.findIndex(guess => guess.code === code)
      if (index !== -1) guesses.splice(index, 1)
    },
  }
}
