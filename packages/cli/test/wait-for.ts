// Looks again and again until something is the case. For tests that watch other processes; never a fixed sleep.

import { setTimeout as pause } from 'node:timers/promises'

const INTERVAL_MS = 30

/** @returns what `look` found @throws {Error} where it found nothing within the deadline */
export async function waitFor<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const untilMs = performance.now() + deadlineMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > untilMs) throw new Error(`${what}: not within ${deadlineMs} ms`)
    await pause(INTERVAL_MS)
  }
}
