// What happens, told as it happens: for the page's live feed and for a terminal. Sentences never hold a whole number.

import { createRing } from './ring.ts'

/** What can happen. */
export type EventType =
  | 'request'
  | 'prompt-opened'
  | 'prompt-answered'
  | 'prompt-closed'
  | 'payment'
  | 'message'
  | 'callback'
  | 'callback-lost'
  | 'fault'
  | 'warning'
  | 'subscriber'
  | 'faults'
  | 'clock'
  | 'reset'

/** One thing that happened. */
export interface SimulatorEvent {
  /** Counts from 1 in each process. */
  readonly id: number
  readonly type: EventType
  /** ISO-8601 UTC, by the simulator's clock. */
  readonly at: string
  /** Plain English, one line; phone numbers as `2547•••••678`. */
  readonly sentence: string
  /** Which phone it is about, in full, for the page; null where none. */
  readonly phoneNumber: string | null
}

export interface Events {
  /** `describe` is called only when somebody listens or looks back, so it must hold what it needs. */
  tell(type: EventType, describe: () => string, phoneNumber?: string | null): void
  /** Calls `listener` for everything that happens from now on; the answer ends that. */
  subscribe(listener: (event: SimulatorEvent) => void): () => void
  /** The last events, oldest first. */
  recent(): SimulatorEvent[]
  /** Ends all listening. */
  close(): void
}

/** Events kept for those who start listening later. */
export const MAX_RECENT_EVENTS = 100

interface Told {
  readonly id: number
  readonly type: EventType
  readonly atMs: number
  readonly describe: () => string
  readonly phoneNumber: string | null
}

export function createEvents(nowMs: () => number): Events {
  const listeners = new Set<(event: SimulatorEvent) => void>()
  const recent = createRing<Told>(MAX_RECENT_EVENTS)
  let count = 0
  return {
    tell(type, describe, phoneNumber = null) {
      count += 1
      const told: Told = { id: count, type, atMs: nowMs(), describe, phoneNumber }
      recent.add(told)
      if (listeners.size === 0) return
      const event = toEvent(told)
      for (const listener of listeners) listener(event)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    recent: () => recent.newest(MAX_RECENT_EVENTS).reverse().map(toEvent),
    close: () => listeners.clear(),
  }
}

function toEvent({ id, type, atMs, describe, phoneNumber }: Told): SimulatorEvent {
  return { id, type, at: new Date(atMs).toISOString(), sentence: toSafeSentence(describe()), phoneNumber }
}

/** Characters that would steer a terminal or turn text around. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const PHONE_NUMBERS = /(?<!\d)(?:254|0)?[17]\d{8}(?!\d)/g

/** Sentences hold what clients sent, an account reference above all, and people use their numbers as references. */
function toSafeSentence(text: string): string {
  return text.replace(CONTROLS, ' ').replace(PHONE_NUMBERS, number => `${number.slice(0, -8)}•••••${number.slice(-3)}`)
}
