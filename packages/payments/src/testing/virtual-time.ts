// A clock that stands still until it is moved: for tests of schedules, leases and time limits without any waiting.

import type { SetTimer } from '../ports.ts'

export interface VirtualTime {
  nowMs(): number
  setTimer: SetTimer
  /** Runs something at the present moment, after what is queued for it already. */
  soon(run: () => void): void
  /** Runs everything due now, and what that leads to, until nothing more happens at this moment. */
  settle(): Promise<void>
  /** Moves the clock forward, running what becomes due on the way, each at its own moment. */
  advance(byMs: number): Promise<void>
  /** Timers waiting. */
  readonly waiting: number
}

interface Timer {
  readonly dueMs: number
  readonly order: number
  readonly run: () => void
}

/** More events than any test needs; beyond it something schedules itself for ever. */
const MAX_EVENTS = 1_000_000

/**
 * @param startMs milliseconds since 1970 UTC
 * @param isBusy whether something real is under way, such as a statement at a database server: the clock waits for it
 */
export function createVirtualTime(startMs: number, isBusy: () => boolean = () => false): VirtualTime {
  let nowMs = startMs
  let order = 0
  const timers = new Set<Timer>()

  function setTimer(delayMs: number, run: () => void): () => void {
    order += 1
    const timer = { dueMs: nowMs + Math.max(0, delayMs), order, run }
    timers.add(timer)
    return () => timers.delete(timer)
  }

  function takeFirst(untilMs: number): Timer | null {
    let first: Timer | null = null
    for (const timer of timers) {
      if (timer.dueMs > untilMs) continue
      const isBefore = !first || timer.dueMs < first.dueMs || (timer.dueMs === first.dueMs && timer.order < first.order)
      if (isBefore) first = timer
    }
    if (first) timers.delete(first)
    return first
  }

  async function runUntil(untilMs: number): Promise<void> {
    await letThingsRun(isBusy)
    for (let events = 0; events < MAX_EVENTS; events++) {
      const timer = takeFirst(untilMs)
      if (!timer) {
        nowMs = Math.max(nowMs, untilMs)
        return
      }
      nowMs = Math.max(nowMs, timer.dueMs)
      timer.run()
      await letThingsRun(isBusy)
    }
    throw new Error(`more than ${MAX_EVENTS} events by ${new Date(nowMs).toISOString()}: something never ends`)
  }

  return {
    nowMs: () => nowMs,
    setTimer,
    soon: run => void setTimer(0, run),
    settle: () => runUntil(nowMs),
    advance: byMs => runUntil(nowMs + byMs),
    get waiting() {
      return timers.size
    },
  }
}

/** Immediates run once every chain of promises has come to a stop. */
async function letThingsRun(isBusy: () => boolean): Promise<void> {
  do await new Promise(resolve => setImmediate(resolve))
  while (isBusy())
}
