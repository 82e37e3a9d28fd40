// Group commit: callbacks that arrive while the last commit is in flight share the next one. No timer takes part, so
// nothing waits longer than the commit before it; one fsync carries dozens of callbacks under load.

import type { NewCallback } from './database/changes.ts'
import { type Database, isDataError } from './database/database.ts'
import { toError } from './log.ts'
import type { Ports } from './ports.ts'
import { writeNothing } from './queries/write-nothing.ts'

export interface InboxWriter {
  /**
   * Resolves when the callback is on disk.
   * @throws {Error} where it is not: the queue is full, or the database refused it. Whoever sent it must be told so.
   */
  store(callback: NewCallback): Promise<void>
  /** Callbacks waiting for a commit. */
  readonly queued: number
  /**
   * For whoever watches over us. Where storing failed last, or nothing has been stored for a while, something is written.
   * @throws what keeps callbacks from being stored
   */
  assertStores(): Promise<void>
}

/** More than this in one transaction would only make the first wait longer. */
const MAX_BATCH = 1_024

/** About 70 MB of the largest bodies; beyond it Safaricom is told to come back rather than us running out of memory. */
const MAX_QUEUE = 4_096

/** A full disk is to be known before the next callback comes, at the cost of one small commit this often. */
const PROBE_AFTER_MS = 10_000
/** While nothing can be stored: so often at most, however many ask. */
const PROBE_AGAIN_AFTER_MS = 1_000

/** Raised when callbacks arrive faster than the disk takes them. */
export class InboxFull extends Error {
  constructor() {
    super(`more than ${MAX_QUEUE} callbacks are waiting to be stored`)
    this.name = 'InboxFull'
  }
}

interface Waiting {
  readonly callback: NewCallback
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** @param onStored called after each commit, so that draining starts at once */
export function createInboxWriter(database: Database, ports: Ports, onStored: () => void): InboxWriter {
  const queue: Waiting[] = []
  let isFlushing = false
  /** What came of the last attempt to write, and when. */
  let failure: Error | null = null
  let triedAtMs = Number.NEGATIVE_INFINITY
  let probing: Promise<void> | null = null

  function note(outcome: Error | null): void {
    failure = outcome
    triedAtMs = ports.nowMs()
  }

  async function probe(): Promise<void> {
    try {
      await writeNothing(database, `probe-${ports.random(8).toString('hex')}`)
      note(null)
    } catch (error) {
      note(toError(error))
    }
    probing = null
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MAX_BATCH)
      await storeBatch(batch)
    }
    isFlushing = false
  }

  async function storeBatch(batch: readonly Waiting[]): Promise<void> {
    ports.reach('callbacks-received')
    let results: (Error | null)[]
    try {
      results = await database.insertCallbacks(batch.map(waiting => waiting.callback))
    } catch (error) {
      results = batch.map(() => toError(error))
    }
    ports.reach('callbacks-stored')
    // A row that breaks a rule says nothing of the disk.
    note(results.find(result => result !== null && !isDataError(result)) ?? null)
    for (const [index, waiting] of batch.entries()) {
      const refusal = results[index]
      if (refusal) waiting.reject(refusal)
      else waiting.resolve()
    }
    onStored()
  }

  return {
    store(callback) {
      if (queue.length >= MAX_QUEUE) return Promise.reject(new InboxFull())
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      queue.push({ callback, resolve, reject })
      if (!isFlushing) {
        isFlushing = true
        ports.soon(() => void flush())
      }
      return promise
    },
    get queued() {
      return queue.length
    },
    async assertStores() {
      const isOld = Math.abs(ports.nowMs() - triedAtMs) >= (failure ? PROBE_AGAIN_AFTER_MS : PROBE_AFTER_MS)
      if (isOld) probing ??= probe()
      await probing
      if (failure) throw failure
    },
  }
}
