// M-PESA's receipt number as people type it: ten letters and digits, a letter first, at least one digit. Found inside a
// message or alone, and forgiven the slips that reading it off a phone invites.

/** A code that was found. */
export interface FoundCode {
  readonly receiptNumber: string
  /** Where it stands in the text. */
  readonly start: number
}

/** Why there is none. `wrong-length`: one was meant, with so many characters. */
export type ReceiptCodeProblem =
  | { readonly problem: 'empty' }
  | { readonly problem: 'wrong-length'; readonly length: number }
  | { readonly problem: 'no-code' }

const CODE_LENGTH = 10
const CODE = /\b(?=[A-Z0-9]*\d)[A-Z][A-Z0-9]{9}\b/
/** The word behind it may have lost its space. */
const CODE_BEFORE_WORD = /\b([A-Z0-9]{10})[\s.,:-]{0,3}(?:CONFIRMED|IMETHIBITISHWA|IMEKAMILIKA)/
/** Text of this length at most is a code and nothing else. */
const MAX_LONE_LENGTH = 24
/** What somebody who meant a code has typed. */
const LIKE_CODE = /\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{7,14}\b/
const SHAPE = /^(?=.*\d)[A-Z][A-Z0-9]{9}$/
const MISTAKEN = { O: '0', '0': 'O', I: '1', '1': 'I' } as const
/** So many mistakes at once are followed up; with more places for them, only single ones are. */
const MAX_AT_ONCE = 4

/** @param text without anything unseen in it */
export function findReceiptCode(text: string): FoundCode | ReceiptCodeProblem {
  const capitals = toCapitals(text)
  if (capitals.trim() === '') return { problem: 'empty' }

  const beforeWord = CODE_BEFORE_WORD.exec(capitals)
  if (beforeWord?.[1] && isMeantAsCode(beforeWord[1])) {
    return { receiptNumber: beforeWord[1], start: beforeWord.index }
  }
  const inText = CODE.exec(capitals)
  if (inText) return { receiptNumber: inText[0], start: inText.index }

  if (capitals.length <= MAX_LONE_LENGTH) {
    const lone = capitals.replace(/[^A-Z0-9]/g, '')
    if (isMeantAsCode(lone)) return { receiptNumber: lone, start: 0 }
    const isOneWord = /\d/.test(lone) || !/\s/.test(capitals.trim())
    if (lone.length > 0 && lone.length !== CODE_LENGTH && isOneWord)
      return { problem: 'wrong-length', length: lone.length }
  }
  const like = LIKE_CODE.exec(capitals)
  return like && like[0].length !== CODE_LENGTH
    ? { problem: 'wrong-length', length: like[0].length }
    : { problem: 'no-code' }
}

/**
 * A code, and what it may have been before O was taken for 0 or I for 1, or the other way round.
 * @returns only what can be a code; the code as it stands first, where it is one; at most sixteen
 */
export function listReceiptSpellings(code: string): string[] {
  const places = [...code].flatMap((character, index) => (character in MISTAKEN ? [index] : []))
  const swapAt = (text: string, index: number) => {
    const mistaken = MISTAKEN[text[index] as keyof typeof MISTAKEN]
    return text.slice(0, index) + mistaken + text.slice(index + 1)
  }
  let spellings = [code]
  if (places.length > MAX_AT_ONCE) spellings = [code, ...places.map(index => swapAt(code, index))]
  else for (const index of places) spellings = [...spellings, ...spellings.map(text => swapAt(text, index))]
  return spellings.filter(text => SHAPE.test(text))
}

/** Digits alone are a phone number. */
function isMeantAsCode(word: string): boolean {
  return word.length === CODE_LENGTH && /[A-Z]/.test(word) && listReceiptSpellings(word).length > 0
}

/** As long as the text was, so that places in it stay the same. */
function toCapitals(text: string): string {
  return text.replace(/[a-z]/g, letter => letter.toUpperCase())
}
