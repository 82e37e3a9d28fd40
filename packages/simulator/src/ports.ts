// What the simulator needs from the world: time, a way to be woken, and a way to post callbacks. Passed in, so that a
// simulation can play all of it; only this file and those under http/ touch the real ones.

import { randomBytes } from 'node:crypto'

/** Takes something off the agenda; harmless when it has run. */
export type Cancel = () => void

/** Time as the outside gives it. */
export interface TimePorts {
  /** Milliseconds since 1970 UTC. */
  nowMs(): number
  /** Calls `run` once at or after `atMs` of the same clock, never before this call has returned. */
  schedule(atMs: number, run: () => void): Cancel
}

/** One POST to an organisation. */
export interface OutgoingCallback {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Give up after this long. */
  readonly timeoutMs: number
}

/** What came back: `'failed'` when no answer came. */
export type CallbackAnswer = { readonly status: number; readonly body: string } | 'failed'

/** The outside world. In a simulation, all of it is played by the simulation. */
export interface SimulatorPorts extends TimePorts {
  /** Posts once, following no redirect. Never throws. */
  postCallback(callback: OutgoingCallback): Promise<CallbackAnswer>
}

/** Node's timers cannot wait longer; whoever is woken early looks at the clock and waits again. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The real clock. Its timers keep no process alive. */
export function createTimePorts(): TimePorts {
  return {
    nowMs: () => Date.now(),
    schedule(atMs, run) {
      const delayMs = atMs - Date.now()
      if (delayMs <= 0) {
        const immediate = setImmediate(run)
        return () => clearImmediate(immediate)
      }
      const timer = setTimeout(run, Math.min(delayMs, MAX_TIMER_MS))
      timer.unref()
      return () => clearTimeout(timer)
    },
  }
}

/** A seed nobody has had before: other receipt numbers than any earlier run's. */
export function drawSeed(): bigint {
  return randomBytes(8).readBigUInt64BE()
}
