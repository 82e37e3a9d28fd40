// Keeps our questions within what Daraja allows. Sandbox: five requests a minute, pushes included (docs/daraja.md §3).

import type { Ports } from './ports.ts'

export interface RateLimit {
  /** Resolves when one more request may go. */
  wait(): Promise<void>
  /** Daraja said that we are too fast: nothing goes for a while, longer each time it says so again. */
  slowDown(): void
}

const MINUTE_MS = 60_000
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = MINUTE_MS

/** At most `perMinute` in any minute, and never two pauses in a row of the same length. */
export function createRateLimit(perMinute: number, ports: Pick<Ports, 'nowMs' | 'setTimer'>): RateLimit {
  const sent: number[] = []
  let pausedUntilMs = 0
  let pauseMs = FIRST_PAUSE_MS
  let turn: Promise<void> = Promise.resolve()

  const sleep = (delayMs: number) => new Promise<void>(resolve => ports.setTimer(delayMs, resolve))

  async function takeTurn(): Promise<void> {
    for (;;) {
      const nowMs = ports.nowMs()
      while (sent.length > 0 && (sent[0] ?? 0) <= nowMs - MINUTE_MS) sent.shift()
      const freeAtMs = sent.length < perMinute ? nowMs : (sent[0] ?? nowMs) + MINUTE_MS
      const waitMs = Math.max(freeAtMs, pausedUntilMs) - nowMs
      if (waitMs <= 0) break
      await sleep(waitMs)
    }
    sent.push(ports.nowMs())
    if (ports.nowMs() > pausedUntilMs + MINUTE_MS) pauseMs = FIRST_PAUSE_MS
  }

  return {
    wait() {
      turn = turn.then(takeTurn)
      return turn
    },
    slowDown() {
      const nowMs = ports.nowMs()
      if (nowMs < pausedUntilMs) return
      pausedUntilMs = nowMs + pauseMs
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    },
  }
}
