// When to ask Daraja about a payment. First as often as a waiting donor deserves, then ever more rarely; after a day a person
// has to look, and it is still asked about for the rest of the week: an outage may last longer than a day.

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** After this long without an answer a person has to look. */
export const GIVE_UP_AFTER_MS = DAY_MS

/** A success through the weaker door that no query confirms for this long goes to a person. */
export const CLAIM_GIVE_UP_AFTER_MS = 15 * MINUTE_MS

/**
 * A push ends within this, token renewal included (2 × (10 s token + 30 s push)); a payment still `created` later
 * belonged to a process that died, and nobody knows whether its push left.
 */
export const PUSH_DEADLINE_MS = 90 * SECOND_MS

/** Offsets from the push. 23 questions in a day at most, and 6 more in a week. */
const OFFSETS_MS: readonly number[] = [
  ...[20, 30, 45, 60, 90, 120, 180, 300, 600, 1_200, 2_400].map(seconds => seconds * SECOND_MS),
  ...[1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21].map(hours => hours * HOUR_MS),
  ...[1, 2, 3, 4, 5, 6, 7].map(days => days * DAY_MS),
]

/**
 * The next time on the schedule after `nowMs`: what was missed while nobody was running is not caught up in a burst.
 * @param sinceMs the push, or whatever else the waiting began with
 * @returns null a week later
 */
export function nextQueryAtMs(sinceMs: number, nowMs: number): number | null {
  const offset = OFFSETS_MS.find(candidate => sinceMs + candidate > nowMs)
  return offset === undefined ? null : sinceMs + offset
}

/** When nobody is waited for any longer: a day after the push, 15 minutes after a success no query has confirmed. */
export function toGiveUpAtMs(payment: {
  readonly createdAtMs: number
  readonly pushedAtMs: number | null
  readonly claim: { readonly atMs: number } | null
}): number {
  if (payment.claim) return payment.claim.atMs + CLAIM_GIVE_UP_AFTER_MS
  return (payment.pushedAtMs ?? payment.createdAtMs) + GIVE_UP_AFTER_MS
}
