// What clients sent and what they got, unredacted: the simulator holds no real secret, and a developer needs to see all.

/** Requests kept; older ones are dropped. */
export const MAX_LOGGED_REQUESTS = 10_000

/** One request to Daraja's own paths. */
export interface LoggedRequest {
  /** ISO-8601 UTC, by the simulator's clock. */
  readonly at: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** HTTP status of the answer; 0 where the connection was cut instead. */
  readonly status: number
  readonly response: string
}
