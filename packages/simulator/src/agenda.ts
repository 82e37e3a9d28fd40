// The simulator's clock and everything that is due at some moment of it. The clock is the port's clock plus an offset;
// moving the offset fires what became due, in due order, each at its own moment.

import type { Cancel, TimePorts } from './ports.ts'

export interface Agenda {
  /** The simulator's time. */
  nowMs(): number
  offsetMs(): number
  /** Runs something at a moment of the simulator's time; two things due together run in the order they were asked. */
  at(dueMs: number, run: () => void): void
  /** Moves the clock forward and runs what became due on the way. */
  advance(byMs: number): void
  /** Forgets everything due and sets the offset. */
  clear(offsetMs: number): void
}

interface Entry {
  readonly dueMs: number
  readonly order: number
  readonly run: () => void
}

/** Run in one go before other work gets its turn. */
const MAX_RUN_AT_ONCE = 500
/** One move of the clock cannot loop for ever over things that schedule each other. */
const MAX_RUN_PER_ADVANCE = 5_000_000

/** An empty agenda whose clock is `offsetMs` ahead of the port's. */
export function createAgenda(ports: TimePorts, startOffsetMs: number): Agenda {
  const heap: Entry[] = []
  let offsetMs = startOffsetMs
  let order = 0
  let armedForMs = Number.POSITIVE_INFINITY
  let disarm: Cancel = () => {}
  const nowMs = () => ports.nowMs() + offsetMs

  const arm = () => {
    const first = heap[0]
    if (first === undefined || first.dueMs >= armedForMs) return
    disarm()
    armedForMs = first.dueMs
    disarm = ports.schedule(first.dueMs - offsetMs, runDue)
  }
  const rearm = () => {
    disarm()
    armedForMs = Number.POSITIVE_INFINITY
    arm()
  }
  const runDue = () => {
    armedForMs = Number.POSITIVE_INFINITY
    try {
      for (let count = 0; count < MAX_RUN_AT_ONCE; count += 1) {
        const first = heap[0]
        if (first === undefined || first.dueMs > nowMs()) break
        removeFirst(heap)
        first.run()
      }
    } finally {
      arm()
    }
  }

  return {
    nowMs,
    offsetMs: () => offsetMs,
    at(dueMs, run) {
      order += 1
      insert(heap, { dueMs, order, run })
      arm()
    },
    advance(byMs) {
      const targetMs = nowMs() + byMs
      // Real time goes on meanwhile: the offset grows by what was asked, not up to a moment that has passed.
      const targetOffsetMs = offsetMs + byMs
      for (let count = 0; count < MAX_RUN_PER_ADVANCE; count += 1) {
        const first = heap[0]
        if (first === undefined || first.dueMs > targetMs) break
        removeFirst(heap)
        offsetMs = Math.max(offsetMs, first.dueMs - ports.nowMs())
        first.run()
      }
      offsetMs = targetOffsetMs
      rearm()
    },
    clear(newOffsetMs) {
      heap.length = 0
      offsetMs = newOffsetMs
      rearm()
    },
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order)
}

/** A binary heap: thousands of prompts ring out at once, and no list is walked through for any of them. */
function insert(heap: Entry[], entry: Entry): void {
  let index = heap.length
  heap.push(entry)
  while (index > 0) {
    const parentIndex = (index - 1) >> 1
    const parent = heap[parentIndex] as Entry
    if (!isBefore(entry, parent)) break
    heap[index] = parent
    index = parentIndex
  }
  heap[index] = entry
}

function removeFirst(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let index = 0
  for (;;) {
    let childIndex = 2 * index + 1
    let child = heap[childIndex]
    if (child === undefined) break
    const right = heap[childIndex + 1]
    if (right !== undefined && isBefore(right, child)) {
      child = right
      childIndex += 1
    }
    if (!isBefore(child, last)) break
    heap[index] = child
    index = childIndex
  }
  heap[index] = last
}
