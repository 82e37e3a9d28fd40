// How many rows of one kind are stored: whoever sends the same thing a million times fills no disk. Only what is durable
// counts, so that nobody is told "stored" on the strength of a commit that fails.

import { createBoundedMap } from './bounded-map.ts'

export interface RowCap {
  /**
   * Stores, unless enough rows of this key are stored.
   * @param store resolves once the row is durable
   * @returns 0 where it is stored, else how many of this key have been turned away by now
   * @throws what kept the row from being stored
   */
  store(key: string, store: () => Promise<void>): Promise<number>
}

interface Entry {
  /** Durable rows, as far as this process knows. */
  stored: number
  /** Rows whose commit is under way. */
  underWay: number
  turnedAway: number
  isCounted: boolean
  counting: Promise<void> | null
  /** Resolves when a commit under way has ended, well or not. */
  ended: PromiseWithResolvers<void> | null
}

/** A key this process has seen so often is counted in the database, once: an earlier process may have stored rows of it. */
export const UNCOUNTED_ROWS = 3

/**
 * @param options.mostRows of one key
 * @param options.mostKeys are remembered; a key that was forgotten is counted again
 * @param options.countStored rows that were stored before; without it only this process's rows count
 */
export function createRowCap(options: {
  mostRows: number
  mostKeys: number
  countStored?: (key: string) => Promise<number>
}): RowCap {
  const { mostRows, mostKeys, countStored } = options
  const entries = createBoundedMap<Entry>(mostKeys, () => ({
    stored: 0,
    underWay: 0,
    turnedAway: 0,
    isCounted: countStored === undefined,
    counting: null,
    ended: null,
  }))

  async function count(key: string, entry: Entry): Promise<void> {
    try {
      // Some of this process's own are among them, and the rest is not drained yet.
      entry.stored = Math.max(entry.stored, (await countStored?.(key)) ?? 0)
      entry.isCounted = true
    } catch {
      // Whoever cannot count cannot store either, and says so then.
    }
    entry.counting = null
  }

  /** @returns false where enough rows are durable; true: one more may be stored, and its place is taken */
  async function takePlace(key: string, entry: Entry): Promise<boolean> {
    let mayCount = true
    // Ends: a commit that fails makes room, one that succeeds fills it.
    for (;;) {
      if (entry.stored >= mostRows) return false
      if (mayCount && !entry.isCounted && entry.stored + entry.underWay >= UNCOUNTED_ROWS) {
        mayCount = false
        entry.counting ??= count(key, entry)
        await entry.counting
      } else if (entry.stored + entry.underWay < mostRows) {
        entry.underWay += 1
        return true
      } else {
        entry.ended ??= Promise.withResolvers<void>()
        await entry.ended.promise
      }
    }
  }

  function end(entry: Entry): void {
    entry.underWay -= 1
    entry.ended?.resolve()
    entry.ended = null
  }

  return {
    async store(key, store) {
      const entry = entries.take(key)
      if (!(await takePlace(key, entry))) {
        entry.turnedAway += 1
        return entry.turnedAway
      }
      try {
        await store()
        entry.stored += 1
        return 0
      } finally {
        end(entry)
      }
    },
  }
}
