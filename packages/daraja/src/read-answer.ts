// Reads what an HTTP answer holds, trusting neither its status nor its content type: Daraja sends error bodies with
// status 200, and gateways send HTML with any status.

import type { WireError } from './wire.ts'

/** The text as one JSON object, or null for anything else (HTML, arrays, half a body, nothing). */
export function readJsonObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** Daraja's error body, whatever the status beside it; null where there is none. */
export function readErrorBody(text: string): { code: string; message: string } | null {
  const body = readJsonObject(text) as WireError | null
  const code = toId(body?.errorCode)
  if (code === null) return null
  return { code, message: typeof body?.errorMessage === 'string' ? body.errorMessage : '' }
}

/** Nothing Daraja writes is longer; the rest is cut off. */
const MAX_TEXT_LENGTH = 500

/** What Daraja makes up to name something: printable and without spaces. The longest seen has 35 characters. */
const ID_SHAPE = /^[\x21-\x7e]{1,128}$/

/**
 * Text or a number as trimmed text; null for anything else and for nothing. What no database keeps as it is, control
 * characters and halves of characters, is replaced, so that what was signed is what is read again.
 */
export function toText(value: unknown): string | null {
  const text = trim(value)
  if (text === null) return null
  return text
    .slice(0, MAX_TEXT_LENGTH)
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
}

/** The same for an identifier or a code. What has other characters, or too many, names nothing. */
export function toId(value: unknown): string | null {
  const text = trim(value)
  return text !== null && ID_SHAPE.test(text) ? text : null
}

function trim(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text
}
