// One file, one or more callbacks. A file is read as what it most likely is, in this order: one JSON value; an array;
// one callback a line, as logs keep them; deliveries of one request after another. Anything else stays whole: guessing
// where one payload of a raw log ends and the next begins would invent callbacks nobody sent.

import { type Callback, parseCallback, readCallback } from '@harambee/daraja'
import { splitJsonValues } from './split-json-values.ts'

/** What the bytes hold: at least one callback, of kind `unrecognised` where they make no sense. */
export function readPayloads(bytes: Uint8Array): Callback[] {
  const text = new TextDecoder().decode(bytes).replace(/^\ufeff/, '')
  const value = parseJson(text)
  if (value !== undefined) return Array.isArray(value) ? readArray(value) : [parseCallback(text)]

  return readLines(text) ?? readDeliveries(text) ?? [explainWhole(text)]
}

function readArray(elements: readonly unknown[]): Callback[] {
  const callbacks = elements.map(readCallback)
  return hasCallback(callbacks) ? callbacks : [readCallback(elements)]
}

/**
 * One payload a line, with or without a time stamp or the like in front. A broken line is an unrecognised payload of its
 * own, but only among lines that are whole: the lines of one broken body are no payloads.
 */
function readLines(text: string): Callback[] | null {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  if (lines.length < 2) return null
  const callbacks = lines.map(line => parseCallback(toJsonPart(line)))
  return hasCallback(callbacks) ? callbacks : null
}

/** `2026-11-24 12:00:00 INFO {"Body":…}` → `{"Body":…}`. Behind it nothing may stand: that is a piece of a larger body. */
function toJsonPart(line: string): string {
  const start = line.indexOf('{')
  return start === -1 ? line : line.slice(start)
}

/** Bodies over several lines, one after another, all about one request: how one request's deliveries are kept. */
function readDeliveries(text: string): Callback[] | null {
  const values = splitJsonValues(text)
  if (values === null || values.length < 2) return null
  const callbacks = values.map(value => parseCallback(value))
  const [first] = callbacks
  return first && callbacks.every(callback => isAboutTheSame(first, callback)) ? callbacks : null
}

function isAboutTheSame(left: Callback, right: Callback): boolean {
  const isSame = (one: string | null, other: string | null) => one !== null && one === other
  return isSame(left.checkoutRequestId, right.checkoutRequestId) || isSame(left.receiptNumber, right.receiptNumber)
}

/** The whole text as one unrecognised payload, saying what would help where it holds several values. */
function explainWhole(text: string): Callback {
  const whole = parseCallback(text)
  const values = splitJsonValues(text)
  if (values === null || values.length < 2) return whole
  const problem = `it holds ${values.length} JSON values that are not one a line: put each on a line of its own (jq -c . FILE)`
  return { ...whole, problems: [...whole.problems, problem] }
}

function hasCallback(callbacks: readonly Callback[]): boolean {
  return callbacks.some(callback => callback.kind !== 'unrecognised')
}

/** The parsed value, an array as it is; undefined where the text is not JSON. */
function parseJson(text: string): unknown[] | { json: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return Array.isArray(json) ? json : { json }
  } catch {
    return undefined
  }
}
