// What happened lately under each of many names, in this process's memory.

import { createBoundedMap } from './bounded-map.ts'

/** Names that are remembered. */
const MAX_NAMES = 10_000

/** @returns the events of a name within the window, oldest first: whoever asks adds to them and takes from them */
export function createRecentEvents<Event extends { readonly atMs: number }>(
  windowMs: number,
  nowMs: () => number,
): (name: string) => Event[] {
  const events = createBoundedMap<Event[]>(MAX_NAMES, () => [])
  return name => {
    const recent = events.take(name)
    while (recent.length > 0 && (recent[0]?.atMs ?? 0) <= nowMs() - windowMs) recent.shift()
    return recent
  }
}
