// Everything the engine needs from the world: time, chance, timers, the network, a place to tell what it does. Passed in,
// so that the simulation runs the shipped code under a virtual clock; only this file touches the real ones.

import { randomBytes } from 'node:crypto'
import type { Transport } from '@harambee/daraja'
import { type CrashPoint, createCrashPoints } from './crash-points.ts'
import type { Log } from './log.ts'

/** Runs something later. Returns how to call it off. */
export type SetTimer = (delayMs: number, run: () => void) => () => void

export interface Ports {
  /** Milliseconds since 1970 UTC. */
  nowMs(): number
  /** `bytes` random bytes. */
  random(bytes: number): Buffer
  setTimer: SetTimer
  /** Runs something as soon as what is going on now is done, before timers. */
  soon(run: () => void): void
  transport: Transport
  log: Log
  /** A place where a test may have the process die. */
  reach(point: CrashPoint): void
}

/**
 * The real ones.
 * @param clockOffsetMs shifts the clock, for tests that need tomorrow (`HARAMBEE_TEST_CLOCK_OFFSET_MS`)
 */
export function createPorts(options: { transport: Transport; log: Log; clockOffsetMs?: number }): Ports {
  const offsetMs = options.clockOffsetMs ?? 0
  return {
    nowMs: () => Date.now() + offsetMs,
    random: bytes => randomBytes(bytes),
    setTimer(delayMs, run) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    soon: run => void setImmediate(run),
    transport: options.transport,
    log: options.log,
    reach: createCrashPoints(process.env.HARAMBEE_TEST_CRASH_AT, process.env.HARAMBEE_TEST_CRASH_MARK),
  }
}
