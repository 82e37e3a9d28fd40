// Waiting for what other processes do: looking again and again, never longer than a deadline.

/** Longer than anything here takes on a busy machine. */
const DEADLINE_MS = 60_000
const LOOK_EVERY_MS = 10

/**
 * Looks until there is something.
 * @param lookEveryMs longer where looking keeps a server busy
 * @throws when there is nothing by the deadline
 */
export async function poll<T>(
  what: string,
  look: () => T | Promise<T | undefined | null | false> | undefined | null | false,
  deadlineMs = DEADLINE_MS,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<T> {
  const endAtMs = performance.now() + deadlineMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > endAtMs) throw new Error(`${what}: not within ${deadlineMs / 1000} s`)
    await pass(lookEveryMs)
  }
}

/** Lets time go by: for the moment of a kill, and between two sendings. Nothing is ever concluded from it. */
export function pass(delayMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, delayMs))
}
