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
  const code = toText(body?.errorCode)
  if (code === null) return null
  return { code, message: typeof body?.errorMessage === 'string' ? body.errorMessage : '' }
}

/** Text or a number as trimmed text; null for anything else and for nothing. */
export function toText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text
}
