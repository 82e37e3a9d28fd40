// The simulator's own clock, and its new beginning, as the control API moves them.

import type { Core } from '../core.ts'
import { advanceCore, resetCore } from '../life.ts'
import { formatSeed, parseSeed } from '../seeded-random.ts'
import { done, invalid, type Outcome } from './outcome.ts'

/** A year: as far as anybody needs to look ahead in one step. */
const MAX_ADVANCE_MS = 366 * 24 * 60 * 60 * 1000

/** Where the clock stands. */
export interface ClockView {
  /** ISO-8601 UTC. */
  readonly now: string
  /** How far it is ahead of the machine's. */
  readonly offsetMs: number
}

export function lookAtClock(core: Core): ClockView {
  return { now: new Date(core.agenda.nowMs()).toISOString(), offsetMs: core.agenda.offsetMs() }
}

/** Moves the clock forward. */
export function advanceClock(core: Core, advanceMs: unknown): Outcome<ClockView> {
  const isPossible =
    typeof advanceMs === 'number' && Number.isInteger(advanceMs) && advanceMs >= 0 && advanceMs <= MAX_ADVANCE_MS
  if (!isPossible) return invalid(`"advanceMs" must be a whole number of milliseconds from 0 to ${MAX_ADVANCE_MS}`)
  advanceCore(core, advanceMs)
  return done(lookAtClock(core))
}

/** Starts over, with this seed or, without one, the next. */
export function startOver(core: Core, seed: unknown): Outcome<{ readonly seed: string }> {
  const wanted = seed === undefined || seed === null ? undefined : parseSeed(seed)
  if (wanted === null) return invalid('"seed" must be a whole number, like "0x1f" or 31')
  resetCore(core, wanted)
  return done({ seed: formatSeed(core.seed) })
}
