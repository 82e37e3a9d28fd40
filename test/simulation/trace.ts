// Everything that happened, as one hash: two runs of a seed that differ anywhere differ here. The last lines are kept for
// whoever has to find out why.

import { createHash } from 'node:crypto'

export interface Trace {
  event(atMs: number, what: string): void
  /** Counts for the hash, and is not kept. */
  end(books: string): void
  hash(): string
  /** The newest lines, oldest first. */
  tail(): string[]
}

const KEPT = 400

export function createTrace(): Trace {
  const hash = createHash('sha256')
  let lines: string[] = []
  return {
    event(atMs, what) {
      const line = `${atMs} ${what}`
      hash.update(line)
      lines.push(line)
      if (lines.length > 2 * KEPT) lines = lines.slice(-KEPT)
    },
    end: books => void hash.update(books),
    hash: () => hash.copy().digest('hex'),
    tail: () => lines.slice(-KEPT),
  }
}
