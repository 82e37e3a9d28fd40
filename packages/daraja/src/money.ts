// Whole Kenyan shillings. M-PESA moves no cents, so money is an integer everywhere and a fraction is refused, not rounded.

declare const shillings: unique symbol
/** A whole, positive number of Kenyan shillings. */
export type Shillings = number & { readonly [shillings]: true }

/** Safaricom's limit for one M-PESA transaction (docs/daraja.md §2). */
export const MAX_TRANSACTION_KES = 250_000

/** Why a typed amount is not one. `suggestionKes` is what the person probably meant. */
export type MoneyProblem =
  | { problem: 'empty' }
  | { problem: 'not-a-number' }
  | { problem: 'has-cents' }
  | { problem: 'not-positive' }
  | { problem: 'too-large' }
  | { problem: 'did-you-mean'; suggestionKes: Shillings }

/** Longer text than any amount: refused before a pattern looks at it. */
const MAX_TYPED_LENGTH = 40

/** The largest amount read at all; anything above is a slip of the finger, whatever the limits are today. */
const MAX_READABLE_KES = 999_999_999

/** True for a whole number of shillings, at least 1, exactly representable. */
export function isShillings(value: unknown): value is Shillings {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX_READABLE_KES
}

/**
 * An amount as people type it: `1000`, `1,000`, `1 000`, `KSh 1,000`, `1000/-`, `1000/=`, `1000.00`.
 * @returns the shillings, or every reader's question: what is wrong with it? In descending precedence:
 * `empty`, `not-a-number`, `not-positive`, `did-you-mean` (`1k`), `has-cents`, `too-large`.
 */
export function parseShillings(typed: unknown): { amountKes: Shillings } | MoneyProblem {
  if (typeof typed !== 'string' || typed.trim() === '') return { problem: 'empty' }
  if (typed.length > MAX_TYPED_LENGTH) return { problem: 'not-a-number' }

  const text = typed
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
    .replace(/^(?:kshs?|kes|shs?|sh)\.?\s*/i, '')
    .replace(/\s*(?:\/[-=]|kshs?|kes|shillings?|bob|shilingi)\.?$/i, '')
    .trim()

  if (/^[-−–]\s*\d/.test(text)) return { problem: 'not-positive' }

  const thousands = /^(\d{1,6})(?:\.(\d))?\s*k$/i.exec(text)
  if (thousands) {
    const suggestion = Number(thousands[1]) * 1000 + Number(thousands[2] ?? 0) * 100
    return isShillings(suggestion)
      ? { problem: 'did-you-mean', suggestionKes: suggestion }
      : { problem: suggestion === 0 ? 'not-positive' : 'too-large' }
  }

  const parts = /^(\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\s\d{3})+)(?:\.(\d{1,2}))?$/.exec(text)
  if (!parts) return { problem: 'not-a-number' }
  if (parts[2] !== undefined && Number(parts[2]) !== 0) return { problem: 'has-cents' }

  const amountKes = Number((parts[1] ?? '').replace(/[,\s]/g, ''))
  if (amountKes === 0) return { problem: 'not-positive' }
  return isShillings(amountKes) ? { amountKes } : { problem: 'too-large' }
}

/**
 * An amount as Daraja writes it: a JSON number (`500`, `500.00`) or its text (`"500"`, `"500.00"`).
 * @returns null where it is not a whole, positive number of shillings, or has a zero in front; never a rounded one
 */
export function parseWireAmount(value: unknown): Shillings | null {
  if (isShillings(value)) return value
  if (typeof value !== 'string' || !/^[1-9]\d{0,8}(?:\.0{1,2})?$/.test(value.trim())) return null
  const amountKes = Number(value)
  return isShillings(amountKes) ? amountKes : null
}

/** `1234567` → `1,234,567`: the grouping Kenyans write, the same on every machine. */
export function groupThousands(amountKes: number): string {
  return String(amountKes).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `500` → `KSh 500`. The space does not break. */
export function formatShillings(amountKes: number): string {
  return `KSh\u00a0${groupThousands(amountKes)}`
}
