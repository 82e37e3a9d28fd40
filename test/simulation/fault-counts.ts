// What went wrong, how often, and in which state the payment was that it happened to: a simulation that never went
// somewhere proves nothing about it.

export const FAULTS = [
  'callback-lost',
  'callback-late',
  'callback-doubled',
  'callback-before-answer',
  'callback-malformed',
  'callback-contradicting',
  'callback-cut',
  'callback-refused',
  'push-request-lost',
  'push-answer-lost',
  'push-5xx',
  'push-html',
  'push-throttled',
  'push-unsent',
  'token-refused',
  'outage',
  'query-busy',
  'query-contradicts',
  'query-lost',
  'forged-callback',
  'forged-by-key',
  'replayed-callback',
  'crash',
  'pause',
  'clock-jump',
  'database-busy',
  'disk-full',
  'outcome-unknown',
] as const

export type Fault = (typeof FAULTS)[number]

export const STATES = ['none', 'created', 'pending', 'succeeded', 'failed', 'review'] as const
export type State = (typeof STATES)[number]

export class FaultCounts {
  readonly #counts = new Map<string, number>()

  add(fault: Fault, state: State): void {
    const key = `${fault}/${state}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  get(fault: Fault, state: State): number {
    return this.#counts.get(`${fault}/${state}`) ?? 0
  }

  merge(cells: Readonly<Record<string, number>>): void {
    for (const [key, count] of Object.entries(cells)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count)
  }

  /** Cells nothing ever happened in, though it could have: `fault/state`. */
  listEmpty(): string[] {
    return FAULTS.flatMap(fault =>
      STATES.filter(state => !NOT_DEMANDED[fault]?.includes(state) && this.get(fault, state) === 0).map(
        state => `${fault}/${state}`,
      ),
    )
  }

  toCells(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}

/**
 * Cells that cannot happen, or only where several unlikely things meet, and why. Everything else must have happened before
 * a long run proves anything.
 */
export const NOT_DEMANDED: Readonly<Partial<Record<Fault, readonly State[]>>> = {
  // A push is sent once, right after its row: the payment is `created`, or `pending` where the process was stopped between.
  'push-request-lost': ['none', 'succeeded', 'failed', 'review'],
  'push-unsent': ['none', 'succeeded', 'failed', 'review'],
  'push-throttled': ['none', 'succeeded', 'failed', 'review'],
  // Its answer may come after the callback: rare, as most phones need longer.
  'push-html': ['none', 'succeeded', 'failed', 'review'],
  'push-5xx': ['none', 'succeeded', 'failed', 'review'],
  'push-answer-lost': ['none', 'succeeded', 'failed', 'review'],
  'callback-before-answer': ['none', 'pending', 'succeeded', 'failed', 'review'],
  // Only what was prompted can be called back about. C2B confirmations are about no payment, and are never late or doubled.
  'callback-late': ['none', 'created'],
  'callback-doubled': ['none'],
  'callback-malformed': ['none'],
  'callback-contradicting': ['none'],
  // A query is asked about what is open, or uncertain; `created` has no checkout request unless a callback named one.
  'query-busy': ['none', 'created'],
  'query-contradicts': ['none', 'created'],
  'query-lost': ['none', 'created'],
  'token-refused': ['none'],
  'forged-callback': ['none'],
  'forged-by-key': ['none'],
}
