// What a payer types as the account of the PayBill: a donation's own reference such as `MAD-7K2QX4`, or the campaign's
// code. Crockford's base32 without I, L, O and U, so that no two characters look alike, and a check character at the end: a
// slip is noticed, and put right where only one open donation can be meant.

/** As shown and stored: the campaign's first letters, a dash, random characters and the check character. */
export type AccountReference = string

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const PREFIX_LENGTH = 3
const RANDOM_CHARACTERS = 5
const CODE_LENGTH = RANDOM_CHARACTERS + 1
/** Whatever is longer was not meant to be a reference, with room for blanks and dashes. */
const MAX_TYPED_LENGTH = 40

/** The letters a campaign's references begin with. */
export function toPrefix(campaignAccount: string): string {
  return campaignAccount.slice(0, PREFIX_LENGTH)
}

/** What every reference of a campaign begins with. @param accountReference the campaign's code, or one of its references */
export function toReferenceStart(accountReference: string): string {
  return `${toPrefix(accountReference)}-`
}

/** A reference of this campaign. @param random random bytes, at least five */
export function makeAccountReference(campaignAccount: string, random: Uint8Array): AccountReference {
  const digits = [...random.subarray(0, RANDOM_CHARACTERS)].map(byte => byte % ALPHABET.length)
  const code = [...digits, toCheckDigit(digits)].map(digit => ALPHABET[digit]).join('')
  return `${toPrefix(campaignAccount)}-${code}`
}

/** Whether it is a donation's own, rather than a campaign's code, which has no dash. */
export function isOwnReference(accountReference: string): boolean {
  return accountReference.includes('-')
}

/** What people take for the same: capitals or not, blanks and dashes or none, O for 0, I and L for 1, U for V. */
export function toPlainReference(typed: string): string {
  return typed
    .slice(0, MAX_TYPED_LENGTH)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/U/g, 'V')
}

/** The references something typed may stand for. */
export interface ReferenceGuesses {
  /** Typed as it is, but for capitals, blanks, dashes and look-alikes; the campaign's letters may be missing. */
  readonly exact: readonly AccountReference[]
  /** One slip away: a wrong, missing or extra character, or two neighbours exchanged. */
  readonly near: readonly AccountReference[]
}

/** @param campaignAccounts the account codes of all campaigns */
export function guessReferences(typed: string | null, campaignAccounts: readonly string[]): ReferenceGuesses {
  const plain = toPlainReference(typed ?? '')
  const exact = new Set<AccountReference>()
  const near = new Set<AccountReference>()
  for (const prefix of new Set(campaignAccounts.map(toPrefix))) {
    const add = (to: Set<AccountReference>, code: string) => {
      if (isCode(code)) to.add(`${prefix}-${code}`)
    }
    const plainPrefix = toPlainReference(prefix)
    if (plain.length === CODE_LENGTH) add(exact, plain)
    if (plain.startsWith(plainPrefix)) {
      const code = plain.slice(plainPrefix.length)
      add(exact, code)
      if (!isCode(code)) for (const guess of listNeighbours(code)) add(near, guess)
    } else if (isOneSlipAway(plain.slice(0, -CODE_LENGTH), plainPrefix)) {
      add(near, plain.slice(-CODE_LENGTH))
    }
  }
  return { exact: [...exact], near: [...near].filter(reference => !exact.has(reference)) }
}

/** How many slips lie between two texts; more than `most` counts as one more than it. */
export function countSlips(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + Number(left[row - 1] !== right[column - 1])
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return Math.min(previous[right.length] ?? 0, most + 1)
}

function isOneSlipAway(left: string, right: string): boolean {
  return left !== '' && countSlips(left, right, 1) <= 1
}

/** Everything one slip makes of it; the check character leaves few of them. */
function* listNeighbours(code: string): Iterable<string> {
  if (Math.abs(code.length - CODE_LENGTH) > 1) return
  for (let index = 0; index <= code.length; index++) {
    const [before, after] = [code.slice(0, index), code.slice(index)]
    if (code.length === CODE_LENGTH) {
      for (const character of ALPHABET) yield before + character + after.slice(1)
      yield before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2)
    }
    if (code.length < CODE_LENGTH) for (const character of ALPHABET) yield before + character + after
    if (code.length > CODE_LENGTH) yield before + after.slice(1)
  }
}

function isCode(code: string): boolean {
  if (code.length !== CODE_LENGTH) return false
  const digits = [...code].map(character => ALPHABET.indexOf(character))
  return !digits.includes(-1) && toCheckDigit(digits.slice(0, -1)) === digits.at(-1)
}

/**
 * Weighs each character with another power of 2 in the field of 32 elements: any one wrong character and any two exchanged
 * neighbours change the sum.
 */
function toCheckDigit(digits: readonly number[]): number {
  let sum = 0
  for (const digit of digits) sum = double(sum ^ digit)
  return sum
}

/** Times x, modulo x⁵ + x² + 1. */
function double(element: number): number {
  const doubled = element << 1
  return doubled >= 32 ? doubled ^ 0b100101 : doubled
}
