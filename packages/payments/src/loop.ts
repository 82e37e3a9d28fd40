// A loop that works, sleeps until there is more to do, and goes on after whatever fails.

import { toErrorText } from './log.ts'
import type { Ports } from './ports.ts'

export interface Loop {
  /** There is something to do now. */
  kick(): void
  /** Finishes what is under way and stops. */
  stop(): Promise<void>
}

/** After a failure the loop waits longer and longer, up to this. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000

/**
 * Starts a loop.
 * @param name what it does, for the log
 * @param run does what there is to do, and answers in how many milliseconds it wants to run again at the latest
 */
export function startLoop(ports: Ports, name: string, run: () => Promise<number>): Loop {
  let isStopped = false
  let isKicked = false
  let running: Promise<void> | null = null
  let cancel = () => {}
  let pauseMs = FIRST_PAUSE_MS

  async function runOnce(): Promise<number> {
    try {
      const sleepMs = await run()
      pauseMs = FIRST_PAUSE_MS
      return sleepMs
    } catch (error) {
      ports.log.error(`${name} failed and will be tried again`, { error: toErrorText(error) })
      const sleepMs = pauseMs
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      return sleepMs
    }
  }

  function begin(): void {
    if (running || isStopped) return
    cancel()
    isKicked = false
    running = runOnce().then(sleepMs => {
      running = null
      if (isStopped) return
      if (isKicked) ports.soon(begin)
      else cancel = ports.setTimer(sleepMs, begin)
    })
  }

  begin()
  return {
    kick() {
      if (isKicked) return
      isKicked = true
      if (!running) ports.soon(begin)
    },
    async stop() {
      isStopped = true
      cancel()
      await running
    },
  }
}
