// A list that keeps only its newest entries, without ever moving the others.

export interface Ring<T> {
  add(entry: T): void
  /** Newest first, at most `limit`. */
  newest(limit: number): T[]
  clear(): void
}

/** @param capacity how many entries are kept */
export function createRing<T>(capacity: number): Ring<T> {
  let entries: T[] = []
  let next = 0
  return {
    add(entry) {
      entries[next] = entry
      next = (next + 1) % capacity
    },
    newest(limit) {
      const count = Math.min(limit, entries.length)
      const list: T[] = []
      for (let back = 1; back <= count; back += 1) {
        list.push(entries[(next - back + entries.length) % entries.length] as T)
      }
      return list
    },
    clear() {
      entries = []
      next = 0
    },
  }
}
