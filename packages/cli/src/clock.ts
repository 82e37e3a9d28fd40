// The real clock and timers, for the parts of the command line that have no engine open.

/** Milliseconds since 1970 UTC. */
export function nowMs(): number {
  return Date.now()
}

/** Resolves after `delayMs`, or at once when the signal aborts. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, delayMs)
    signal?.addEventListener('abort', done)
  })
}

/** A timer as the database wants it. */
export function setTimer(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
