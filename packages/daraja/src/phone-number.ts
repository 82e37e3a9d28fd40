// Kenyan mobile numbers in every spelling people use, as the one form M-PESA wants: 2547######## or 2541########.
// No prefix table: numbers are ported and Safaricom keeps opening 01 ranges, so only the shape is checked.

declare const phoneNumber: unique symbol
/** A Kenyan mobile number, `254` and nine digits, the first of them 7 or 1. */
export type PhoneNumber = string & { readonly [phoneNumber]: true }

/** Why a typed number is not one. Counts are of the ten digits people know, as in 0712 345 678. */
export type PhoneNumberProblem =
  | { problem: 'empty' }
  | { problem: 'not-a-number' }
  | { problem: 'foreign' }
  | { problem: 'landline' }
  | { problem: 'too-short'; missingDigits: number }
  | { problem: 'too-long'; extraDigits: number }
  | { problem: 'not-mobile' }

/** Longer text than any phone number: refused before a pattern looks at it. */
const MAX_TYPED_LENGTH = 64

/** Blanks of every width, zero-width and bidi marks (a WhatsApp paste carries them), and the usual separators. */
const IGNORED = /[\s\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff.()/\-‐‑‒–—]/g

const SHAPE = /^(?:\+|00)?(?:254)?0?([17]\d{8})$/

/** True for a number already in M-PESA's own form. */
export function isPhoneNumber(value: unknown): value is PhoneNumber {
  return typeof value === 'string' && /^254[17]\d{8}$/.test(value)
}

/**
 * A number as people type or paste it.
 * @returns the number in M-PESA's form, or what is wrong with it, in descending precedence:
 * `empty`, `not-a-number`, `foreign`, `landline`, `too-short`, `too-long`, `not-mobile`
 */
export function parsePhoneNumber(typed: unknown): { phoneNumber: PhoneNumber } | PhoneNumberProblem {
  if (typeof typed !== 'string') return { problem: 'empty' }
  if (typed.length > MAX_TYPED_LENGTH) return { problem: 'not-a-number' }

  const text = toAsciiDigits(typed.normalize('NFKC')).replace(IGNORED, '')
  if (text === '') return { problem: 'empty' }

  const significant = SHAPE.exec(text)?.[1]
  if (significant) return { phoneNumber: `254${significant}` as PhoneNumber }
  return explainPhoneNumber(text)
}

/**
 * The phone number in a payload: a JSON number or text of digits. Masked (`2547 ***** 349`) or hashed ones are no number.
 * @returns null where the payload does not hold the whole number
 */
export function parseWirePhoneNumber(value: unknown): PhoneNumber | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return isPhoneNumber(text) ? text : null
}

/** `254712345678` → `2547•••••678`: for operators, logs and the command line. */
export function maskPhoneNumber(phoneNumber: PhoneNumber): string {
  return `${phoneNumber.slice(0, 4)}•••••${phoneNumber.slice(-3)}`
}

/** `254712345678` → `0712 ••• 678`: for the giver's own page. */
export function maskPhoneNumberForPayer(phoneNumber: PhoneNumber): string {
  return `0${phoneNumber.slice(3, 6)} ••• ${phoneNumber.slice(-3)}`
}

/** `254712345678` → `0712 345 678`, as people say it. */
export function toLocalPhoneNumber(phoneNumber: PhoneNumber): string {
  return `0${phoneNumber.slice(3, 6)} ${phoneNumber.slice(6, 9)} ${phoneNumber.slice(9)}`
}

function explainPhoneNumber(text: string): PhoneNumberProblem {
  const international = /^(?:\+|00)/.test(text)
  const digits = text.replace(/^(?:\+|00)/, '')
  if (!/^\d+$/.test(digits)) return { problem: 'not-a-number' }

  const isKenyan = digits.startsWith('254')
  if (international && !isKenyan) return { problem: 'foreign' }

  const significant = digits.replace(/^(?:254)?0?/, '')
  if (/^[2-6]/.test(significant) && /^(?:254|0)/.test(digits)) return { problem: 'landline' }
  if (significant.length < 9) return { problem: 'too-short', missingDigits: 9 - significant.length }
  if (significant.length > 9) return { problem: 'too-long', extraDigits: significant.length - 9 }
  return { problem: 'not-mobile' }
}

/** Arabic-Indic digits, which NFKC leaves alone (it does turn full-width ones into ASCII). */
function toAsciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, digit => String((digit.codePointAt(0) ?? 0) & 0xf))
}
