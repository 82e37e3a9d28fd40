// One connection, one user at a time. Two SQLite connections in one process block each other for the whole busy
// timeout, so a process has one, and this queue in front of it.

export interface Mutex {
  /** Resolves with a function that lets the next one in. */
  acquire(): Promise<() => void>
  /** Runs at once where nobody holds it, and in turn otherwise. */
  run<T>(work: () => T | Promise<T>): Promise<T>
}

/** First come, first served. */
export function createMutex(): Mutex {
  const waiting: (() => void)[] = []
  let isHeld = false

  function release(): void {
    const next = waiting.shift()
    if (next) next()
    else isHeld = false
  }

  async function acquire(): Promise<() => void> {
    if (isHeld) await new Promise<void>(resolve => waiting.push(resolve))
    isHeld = true
    return release
  }

  return {
    acquire,
    async run(work) {
      const done = await acquire()
      try {
        return await work()
      } finally {
        done()
      }
    },
  }
}
