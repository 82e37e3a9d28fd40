// What becomes of a control request: a value, or why not, in words that say what to do.

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: 400 | 404 | 409; readonly code: string; readonly message: string }

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

/** What was asked cannot be: all problems at once. */
export function invalid(...problems: readonly string[]): Outcome<never> {
  return { ok: false, status: 400, code: 'invalid', message: `${problems.join('; ')}.` }
}

export function notFound(message: string): Outcome<never> {
  return { ok: false, status: 404, code: 'not-found', message }
}

export function conflict(message: string): Outcome<never> {
  return { ok: false, status: 409, code: 'conflict', message }
}

/**
 * The value.
 * @throws with the outcome's message where there is none, for callers in the same program
 */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new Error(outcome.message)
}
