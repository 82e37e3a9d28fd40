// Amounts in words, as on a cheque: a second look at a large gift, and the receipt.

import type { Language } from '../languages.ts'

/** The largest amount in words; M-PESA moves a quarter of it at most. */
const MAX_KES = 999_999

const EN_SMALL = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
]
const EN_TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

const SW_ONES = ['sifuri', 'moja', 'mbili', 'tatu', 'nne', 'tano', 'sita', 'saba', 'nane', 'tisa']
const SW_TENS = ['', 'kumi', 'ishirini', 'thelathini', 'arobaini', 'hamsini', 'sitini', 'sabini', 'themanini', 'tisini']

/**
 * `30000` → `thirty thousand shillings`, `shilingi elfu thelathini`.
 * @throws {RangeError} outside 1 – 999,999 or with a fraction
 */
export function toAmountInWords(amountKes: number, language: Language): string {
  if (!Number.isInteger(amountKes) || amountKes < 1 || amountKes > MAX_KES) {
    throw new RangeError(`no words for ${amountKes} shillings`)
  }
  if (language === 'sw') return `shilingi ${toSwahili(amountKes)}`
  return `${toEnglish(amountKes)} ${amountKes === 1 ? 'shilling' : 'shillings'}`
}

function toEnglish(value: number): string {
  const thousands = Math.floor(value / 1_000)
  const rest = value % 1_000
  if (thousands === 0) return englishBelowThousand(rest)
  const head = `${englishBelowThousand(thousands)} thousand`
  if (rest === 0) return head
  return rest < 100 ? `${head} and ${englishBelowThousand(rest)}` : `${head} ${englishBelowThousand(rest)}`
}

function englishBelowThousand(value: number): string {
  const hundreds = Math.floor(value / 100)
  const rest = value % 100
  if (hundreds === 0) return englishBelowHundred(rest)
  const head = `${EN_SMALL[hundreds]} hundred`
  return rest === 0 ? head : `${head} and ${englishBelowHundred(rest)}`
}

function englishBelowHundred(value: number): string {
  const small = EN_SMALL[value]
  if (small !== undefined) return small
  const ones = value % 10
  return `${EN_TENS[Math.floor(value / 10)]}${ones === 0 ? '' : `-${EN_SMALL[ones]}`}`
}

/**
 * Lakhs, thousands and the rest, set apart by commas: "elfu ishirini na tano" alone is 25,000, and with a comma,
 * "elfu ishirini, na tano", it is 20,005.
 */
function toSwahili(value: number): string {
  const lakhs = Math.floor(value / 100_000)
  const thousands = Math.floor((value % 100_000) / 1_000)
  const rest = value % 1_000
  const groups: string[] = []
  if (lakhs > 0) groups.push(`laki ${SW_ONES[lakhs]}`)
  if (thousands > 0) groups.push(`elfu ${swahiliBelowThousand(thousands)}`)
  if (rest > 0)
    groups.push(groups.length > 0 && rest < 100 ? `na ${swahiliBelowThousand(rest)}` : swahiliBelowThousand(rest))
  return groups.join(', ')
}

function swahiliBelowThousand(value: number): string {
  const parts: string[] = []
  const hundreds = Math.floor(value / 100)
  const tens = Math.floor((value % 100) / 10)
  const ones = value % 10
  if (hundreds > 0) parts.push(`mia ${SW_ONES[hundreds]}`)
  if (tens > 0) parts.push(SW_TENS[tens] ?? '')
  if (ones > 0) parts.push(SW_ONES[ones] ?? '')
  const last = parts.pop() ?? ''
  return parts.length === 0 ? last : `${parts.join(' ')} na ${last}`
}
