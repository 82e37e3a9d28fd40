// Reads whatever Daraja posts: STK callbacks, C2B validations and confirmations, result envelopes. Takes any bytes,
// never throws, and says in `problems` what it could not use. What a callback claims is not yet true: the caller
// compares amount, short code and ids with what it asked for.

import { findAmbiguity } from './ambiguous-json.ts'
import { parseC2b } from './c2b.ts'
import { type Callback, isObject, NO_FACTS, type UnrecognisedCallback } from './callback-facts.ts'
import { parseResultEnvelope } from './result-envelope.ts'
import { parseStkCallback } from './stk-callback.ts'

/** Any bytes → what they say. @see docs/daraja.md §4 and §6 for the shapes and their variations */
export function parseCallback(body: Uint8Array | string): Callback {
  const text = (typeof body === 'string' ? body : new TextDecoder().decode(body)).replace(/^\ufeff/, '')
  if (text.trim() === '') return unrecognised('the body is empty')

  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Not the parser's own message: it quotes the body, and the body holds a phone number.
    return unrecognised('the body is not JSON')
  }
  const ambiguity = findAmbiguity(text)
  return ambiguity === null ? readCallback(value) : unrecognised(`the body can be read in two ways: ${ambiguity}`)
}

/** The same for a body that is parsed already: what was ambiguous in its text can no longer be seen. */
export function readCallback(value: unknown): Callback {
  if (!isObject(value)) return unrecognised('the body is not a JSON object')
  return (
    parseStkCallback(value) ??
    parseResultEnvelope(value) ??
    parseC2b(value) ??
    unrecognised('the body has none of the shapes Daraja posts')
  )
}

function unrecognised(problem: string): UnrecognisedCallback {
  return { ...NO_FACTS, kind: 'unrecognised', problems: [problem] }
}
