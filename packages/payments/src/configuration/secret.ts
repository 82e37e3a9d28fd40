// A value that does not print itself: not in a log, not in an error, not in JSON, not in the inspector.

import { inspect } from 'node:util'

export interface Secret {
  /** The value. Call it where it is used, and nowhere else. */
  reveal(): string
}

const HIDDEN = '[secret]'

/** Wraps a value. */
export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: () => HIDDEN,
    toJSON: () => HIDDEN,
    [inspect.custom]: () => HIDDEN,
  })
}
