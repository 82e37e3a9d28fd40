// What happens, told as it happens: for the page's live feed and for a terminal. Sentences never hold a whole number.

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
  /** Plain English; phone numbers as `2547•••••678`. */
  readonly sentence: string
  /** Which phone it is about, in full, for the page; null where none. */
  readonly phoneNumber: string | null
}

export interface Events {
  /** `describe` is called only when somebody listens. */
  tell(type: EventType, describe: () => string, phoneNumber?: string | null): void
  /** Calls `listener` for everything that happens from now on; the answer ends that. */
  subscribe(listener: (event: SimulatorEvent) => void): () => void
  clear(): void
}

export function createEvents(nowMs: () => number): Events {
  const listeners = new Set<(event: SimulatorEvent) => void>()
  let count = 0
  return {
    tell(type, describe, phoneNumber = null) {
      if (listeners.size === 0) return
      count += 1
      const at = new Date(nowMs()).toISOString()
      const event: SimulatorEvent = { id: count, type, at, sentence: describe(), phoneNumber }
      for (const listener of listeners) listener(event)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear: () => listeners.clear(),
  }
}
