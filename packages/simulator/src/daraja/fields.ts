// Reads a request body field by field. Daraja takes numbers as text and text with blanks around it; `strict` does not.

import type { Core } from '../core.ts'
import { parseCompactTime } from '../east-africa-time.ts'
import { isSubscriberNumber } from '../phone-number.ts'
import { type DarajaReply, refuseField, refusePayload } from './reply.ts'

/** What one field must look like. All values are read as text. */
export interface FieldRule {
  /** What it is in JSON, with `strict.types`. */
  readonly json: 'number' | 'text'
  readonly isOptional?: boolean
  isValid(text: string, core: Core): boolean
}

/** Every field of the rules, as trimmed text; empty where an optional one is missing. */
export type Fields<Name extends string> = Readonly<Record<Name, string>>

/** `strict.timestampZone` lets clocks disagree this much. */
const TIMESTAMP_TOLERANCE_MS = 15 * 60 * 1000

/** The fields in the order of the rules, or the refusal of the first bad one. */
export function readFields<Name extends string>(
  core: Core,
  body: string,
  rules: Readonly<Record<Name, FieldRule>>,
): { readonly fields: Fields<Name> } | { readonly refusal: DarajaReply } {
  const object = parseObject(body)
  if (object === null) return { refusal: refusePayload(core) }
  const fields: Record<string, string> = {}
  for (const [name, rule] of Object.entries<FieldRule>(rules)) {
    const text = readText(core, Object.hasOwn(object, name) ? object[name] : undefined, rule)
    if (text === null) return { refusal: refuseField(core, name) }
    fields[name] = text
  }
  return { fields: fields as Fields<Name> }
}

/** PayBill, store or till. */
export const SHORT_CODE: FieldRule = { json: 'number', isValid: text => /^\d{5,8}$/.test(text) }
export const SUBSCRIBER: FieldRule = { json: 'number', isValid: isSubscriberNumber }
/** Whole shillings, at least one. */
export const AMOUNT: FieldRule = { json: 'number', isValid: text => /^[1-9]\d{0,8}$/.test(text) }
export const ANY_TEXT: FieldRule = { json: 'text', isValid: () => true }
export const TIMESTAMP: FieldRule = {
  json: 'text',
  isValid(text, core) {
    const ms = parseCompactTime(text)
    if (ms === null) return false
    return !core.strict.timestampZone || Math.abs(ms - core.agenda.nowMs()) <= TIMESTAMP_TOLERANCE_MS
  },
}

/** One of these words, exactly. */
export function oneOf(...words: readonly string[]): FieldRule {
  return { json: 'text', isValid: text => words.includes(text) }
}

/** The same rule for a field that may be missing, null or empty. */
export function optional(rule: FieldRule): FieldRule {
  return { ...rule, isOptional: true }
}

/** Text that `strict.lengths` cuts off at `maxLength`; otherwise its length shows later, if at all. */
export function textUpTo(maxLength: number): FieldRule {
  return { json: 'text', isValid: (text, core) => !core.strict.lengths || text.length <= maxLength }
}

function parseObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function readText(core: Core, value: unknown, rule: FieldRule): string | null {
  const isMissing = value === undefined || value === null || value === ''
  if (isMissing) return rule.isOptional ? '' : null
  if (typeof value !== 'string' && typeof value !== 'number') return null
  if (core.strict.types && typeof value !== (rule.json === 'number' ? 'number' : 'string')) return null

  const text = String(value)
  const trimmed = text.trim()
  if (core.strict.whitespace && trimmed !== text) return null
  if (trimmed === '') return rule.isOptional ? '' : null
  return rule.isValid(trimmed, core) ? trimmed : null
}
