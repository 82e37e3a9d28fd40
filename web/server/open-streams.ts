// The event streams waiting pages hold open, so that a process that stops can end them: browsers then connect again, to
// the next process.

/** More waiting pages than this at once poll instead. */
const MAX_STREAMS = 2_000

const STREAMS_KEY = Symbol.for('harambee.open-streams')
type Holder = { [STREAMS_KEY]?: Set<() => void> }

// One set for all copies of this module (see engine.ts).
const holder = globalThis as Holder
holder[STREAMS_KEY] ??= new Set()
const streams = holder[STREAMS_KEY]

/**
 * Counts a stream in.
 * @param close ends it
 * @returns how to count it out; null where there are too many
 */
export function openStream(close: () => void): (() => void) | null {
  if (streams.size >= MAX_STREAMS) return null
  streams.add(close)
  return () => void streams.delete(close)
}

/** Ends all of them. */
export function closeStreams(): void {
  for (const close of [...streams]) close()
}
