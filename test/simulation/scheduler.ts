// One queue for everything that will happen, in every process and on every wire. Two things due at the same moment happen
// in an order drawn from the seed: real machines promise none.

import type { Dice } from './dice.ts'

export interface Scheduler {
  /** Milliseconds since 1970 UTC. */
  nowMs(): number
  /** Happens at that moment, or now where it has passed. Returns how to call it off. */
  at(atMs: number, what: string, run: () => void): () => void
  /** Runs events until there are none before that moment, calling back after each. */
  runUntil(untilMs: number, afterEach: () => Promise<void>): Promise<void>
  /** How many events have happened. */
  readonly count: number
}

interface Event {
  readonly atMs: number
  readonly tie: number
  readonly order: number
  readonly what: string
  readonly run: () => void
  isOff: boolean
}

/** Something that schedules itself for ever at one moment is a bug. */
const MAX_EVENTS = 2_000_000

/** @param onEvent hears of each event before it happens */
export function createScheduler(startMs: number, dice: Dice, onEvent: (atMs: number, what: string) => void): Scheduler {
  const heap: Event[] = []
  let nowMs = startMs
  let order = 0
  let count = 0

  return {
    nowMs: () => nowMs,
    at(atMs, what, run) {
      order += 1
      const event: Event = { atMs: Math.max(atMs, nowMs), tie: dice.next(), order, what, run, isOff: false }
      push(heap, event)
      return () => {
        event.isOff = true
      }
    },
    async runUntil(untilMs, afterEach) {
      for (;;) {
        const event = heap[0]
        if (!event || event.atMs > untilMs) break
        pop(heap)
        if (event.isOff) continue
        count += 1
        if (count > MAX_EVENTS) throw new Error(`more than ${MAX_EVENTS} events: ${event.what} never ends`)
        nowMs = event.atMs
        onEvent(nowMs, event.what)
        event.run()
        // Every chain of promises comes to a stop before anything else happens.
        await new Promise(resolve => setImmediate(resolve))
        await afterEach()
      }
      nowMs = Math.max(nowMs, untilMs)
    },
    get count() {
      return count
    },
  }
}

function isBefore(one: Event, other: Event): boolean {
  if (one.atMs !== other.atMs) return one.atMs < other.atMs
  return one.tie !== other.tie ? one.tie < other.tie : one.order < other.order
}

function push(heap: Event[], event: Event): void {
  let index = heap.length
  heap.push(event)
  while (index > 0) {
    const parent = (index - 1) >> 1
    const above = heap[parent] as Event
    if (!isBefore(event, above)) break
    heap[index] = above
    index = parent
  }
  heap[index] = event
}

function pop(heap: Event[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    const left = heap[child]
    if (!left) break
    const right = heap[child + 1]
    let first = left
    if (right && isBefore(right, left)) {
      first = right
      child += 1
    }
    if (!isBefore(first, last)) break
    heap[index] = first
    index = child
  }
  heap[index] = last
}
