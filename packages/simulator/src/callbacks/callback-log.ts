// What was posted to organisations, or lost on purpose: the last ones, for the page and for those who look for a bug.
// Not kept over a restart.

import type { WaitingCallback } from '../tables.ts'

/** Entries kept; older ones are dropped. */
export const MAX_LOGGED_CALLBACKS = 10_000

/** One POST that was made, or that a fault swallowed. */
export interface LoggedCallback extends WaitingCallback {
  readonly atMs: number
  /** HTTP status of the answer; null where none came. */
  readonly status: number | null
  readonly isLost: boolean
}
