// Reads the text message M-PESA sends to whoever has paid, as people paste it: English or Kiswahili, forwarded, in small
// letters, with its spaces gone. What it says is not yet true: anybody can type such a message, so the caller looks the code
// up. No wording of Safaricom's is guaranteed (docs/daraja.md §8): each fact is looked for by itself, and may be missing.

import { findSmsTime } from './confirmation-sms-time.ts'
import { isShillings, type Shillings } from './money.ts'
import { findReceiptCode, listReceiptSpellings, type ReceiptCodeProblem } from './receipt-code.ts'

/** What a message says. A fact it does not hold is null. */
export interface ConfirmationSms {
  /** The code as it stands there, in capitals. */
  readonly receiptNumber: string
  /** The code, and what it may have been before somebody mistook O for 0 or I for 1: the code as typed comes first. */
  readonly spellings: readonly string[]
  readonly amountKes: Shillings | null
  /** The amount is no whole number of shillings: M-PESA moves none, so somebody has mistyped it. */
  readonly hasCents: boolean
  /** Whom the money went to, as M-PESA writes it: `TUMAINI TRUST`. */
  readonly payee: string | null
  /** It went to somebody's phone, and to no PayBill or till. */
  readonly isToPhone: boolean
  /** What was typed as the PayBill's account. */
  readonly account: string | null
  /** When M-PESA says it happened, to the minute; milliseconds since 1970 UTC. */
  readonly occurredAtMs: number | null
}

/** Longer text is not read to its end: the longest message of M-PESA's has under 400 characters. */
export const MAX_SMS_LENGTH = 2_000

/** Zero-width and bidi marks, which a pasted message is full of. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
/** What WhatsApp writes around bold, italic and quoted text. */
const MARKUP = /[*_~`"“”„«»>|]/g
const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g

const MONEY = /\bk\s?(?:shs?|es)\s?[.:]?\s?(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?!\d)(?:\.(\d{1,2})(?!\d))?/gi
/** What stands behind the amount that was paid … */
const PAID_AFTER =
  /^\s?(?:\/[-=])?\s?(?:has been |have been |was |ime|zime|i)?(?:sent|paid|given|transferred|tumwa|lipwa|lipiwa)/i
/** … or in front of it. */
const PAID_BEFORE =
  /(?:sent|paid|pay|umetuma|umelipa|umelipia|kutuma|kulipa|malipo ya|payment of|confirmed|imethibitishwa)[\s.:,-]{0,3}$/i
/** What no payment was: money that came, what is left, what it cost, what was borrowed. */
const OTHER_BEFORE =
  /\b(?:balance|salio|cost|gharama|fuliza|amount is|kiasi|interest|limit|received|umepokea)\b[\s\w,.-]{0,24}$|\b(?:is|ni)\s?$/i

const PAYEE_AFTER =
  /(?:sent|paid|given|transferred|tumwa|lipwa|lipiwa)\s?(?:to|kwa)\s?(?=\S)|(?:umelipa|umetuma|umelipia)[^\n]{0,30}?\skwa\s|\b(?:umelipa|umelipia|you paid)\s(?!k\s?(?:shs?|es)\b)(?=[a-z])/i
const PAYEE_ENDS =
  /[.,;]?\s?for\s?account|[.,;]?\s?(?:for|kwa|ya|katika|,)?\s?(?:ajili ya\s)?(?:acc(?:ount|t)?\b|a\/c\b|akaunti)|[.,;]?\s?(?:on|tarehe|mnamo|siku(?: ya)?|at|saa)\s?\d|[.,;]?\s?new\s?m-?pesa|[.,;]?\s?salio|[.,;]?\s?k\s?(?:shs?|es)[\s.:]{0,2}\d|(?<=\w{4})\.\s|\.?\s?transaction|\.?$/i
const ACCOUNT_AFTER =
  /(?:account|akaunti|\bacct?\b|\ba\/c)[\s.]{0,2}(?:(?:number|no|nambari|namba|ya)\b)?[\s.:#]{0,3}(?=[a-z0-9])/i
const ACCOUNT_ENDS =
  /[.,;]?\s?(?:on|tarehe|mnamo|siku(?: ya)?|at|saa)\s?\d|[.,;]?\s?new\s?m-?pesa|[.,;]\s|[.,;]?\s?salio|\.?$/i
const PHONE_AT_END = /[\s,-]*(?:\+?254|0)[17]\d{2}[\d*x•\s]{3,10}$/i

/** A message names four. */
const MAX_AMOUNTS = 12
const MAX_PAYEE_LENGTH = 80
const MAX_ACCOUNT_LENGTH = 40

/**
 * @param typed the whole message, or its code alone
 * @returns what it says, or what is wrong with it, in descending precedence: `empty`, `wrong-length` (something that was
 * meant to be a code), `no-code`
 */
export function parseConfirmationSms(typed: unknown): ConfirmationSms | ReceiptCodeProblem {
  const text = toPlainText(typed)
  const code = findReceiptCode(text)
  if ('problem' in code) return code

  // A forwarded message has another date and name in front of it.
  const said = text.slice(code.start)
  const amount = findAmount(said) ?? findAmount(text)
  const payee = findPayee(said) ?? findPayee(text)
  const name = payee?.text.replace(PHONE_AT_END, '').trim() || null
  return {
    receiptNumber: code.receiptNumber,
    spellings: listReceiptSpellings(code.receiptNumber),
    amountKes: amount?.amountKes ?? null,
    hasCents: amount !== null && amount.amountKes === null,
    payee: name,
    isToPhone: payee !== null && payee.text !== name,
    account: findBetween(payee?.rest ?? said, ACCOUNT_AFTER, ACCOUNT_ENDS, MAX_ACCOUNT_LENGTH)?.text ?? null,
    occurredAtMs: findSmsTime(said) ?? findSmsTime(text),
  }
}

/** One spelling of digits and blanks, nothing unseen, no mark-up. */
function toPlainText(typed: unknown): string {
  if (typeof typed !== 'string') return ''
  return typed
    .slice(0, MAX_SMS_LENGTH)
    .toWellFormed()
    .normalize('NFKC')
    .slice(0, MAX_SMS_LENGTH)
    .replace(UNSEEN, '')
    .replace(ARABIC_DIGITS, digit => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(MARKUP, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}

/** The amount that was paid: the one beside a word for paying, else the first that nothing else is said of. */
function findAmount(text: string): { readonly amountKes: Shillings | null } | null {
  let other: { readonly amountKes: Shillings | null } | null = null
  for (const match of [...text.matchAll(MONEY)].slice(0, MAX_AMOUNTS)) {
    const before = text.slice(Math.max(0, match.index - 40), match.index)
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 24)
    const amount = toAmount(match[1] ?? '', match[2])
    if (PAID_AFTER.test(after) || PAID_BEFORE.test(before)) return amount
    if (!OTHER_BEFORE.test(before)) other ??= amount
  }
  return other
}

function toAmount(whole: string, cents: string | undefined): { readonly amountKes: Shillings | null } {
  const amountKes = Number(whole.replaceAll(',', ''))
  return { amountKes: isShillings(amountKes) && Number(cents ?? 0) === 0 ? amountKes : null }
}

function findPayee(text: string): Found | null {
  return findBetween(text, PAYEE_AFTER, PAYEE_ENDS, MAX_PAYEE_LENGTH)
}

interface Found {
  readonly text: string
  /** What comes after it. */
  readonly rest: string
}

/** What stands between two phrases. The lines of a message may have been broken anywhere. */
function findBetween(text: string, begins: RegExp, ends: RegExp, maxLength: number): Found | null {
  const line = text.replaceAll('\n', ' ')
  const match = begins.exec(line)
  if (!match) return null
  const start = match.index + match[0].length
  const within = line.slice(start, start + maxLength)
  const length = ends.exec(within)?.index ?? within.length
  const found = within.slice(0, length).replace(/^[\s.,;:-]+|[\s.,;:-]+$/g, '')
  return found === '' ? null : { text: found, rest: line.slice(start + length) }
}
