// What the form is answered with, carried in the page's query: the kind of problem, never the number.

import type { PhoneProblem } from '../(donor)/give/[campaign]/gift-answer.ts'

export type StopAnswer =
  | { readonly answer: 'none' | 'stopped' | 'too-many' }
  | { readonly answer: 'problem'; readonly phone: PhoneProblem }

const PLAIN = ['empty', 'not-a-number', 'foreign', 'landline', 'not-mobile', 'several'] as const
/** Digits a number can lack, or have too many. */
const MOST_DIGITS = 30

/** Pure. */
export function toStopQuery(answer: StopAnswer): string {
  if (answer.answer === 'none') return ''
  if (answer.answer !== 'problem') return `?${answer.answer}`
  const { phone } = answer
  if (phone.problem === 'too-short') return `?problem=too-short&digits=${phone.missingDigits}`
  if (phone.problem === 'too-long') return `?problem=too-long&digits=${phone.extraDigits}`
  return `?problem=${phone.problem}`
}

/** Reads it back; whatever nobody here wrote is no answer. */
export function readStopAnswer(query: Readonly<Record<string, string | string[] | undefined>>): StopAnswer {
  if (query.stopped !== undefined) return { answer: 'stopped' }
  if (query['too-many'] !== undefined) return { answer: 'too-many' }
  const digits = Number(query.digits)
  const isCount = Number.isInteger(digits) && digits > 0 && digits <= MOST_DIGITS
  if (query.problem === 'too-short' && isCount) {
    return { answer: 'problem', phone: { problem: 'too-short', missingDigits: digits } }
  }
  if (query.problem === 'too-long' && isCount) {
    return { answer: 'problem', phone: { problem: 'too-long', extraDigits: digits } }
  }
  const problem = PLAIN.find(name => name === query.problem)
  return problem === undefined ? { answer: 'none' } : { answer: 'problem', phone: { problem } }
}
