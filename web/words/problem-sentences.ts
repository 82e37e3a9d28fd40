// What is wrong with a form, as the sentence a giver reads.

import { formatShillings } from '@harambee/daraja'
import type { AmountProblem, PhoneProblem, RequestProblem } from '../app/(donor)/give/[campaign]/gift-answer.ts'
import type { Words } from './words.ts'

export function toPhoneSentence(words: Words, problem: PhoneProblem): string {
  if (problem.problem === 'too-short') return words.problems.digitsMissing(problem.missingDigits)
  if (problem.problem === 'too-long') return words.problems.digitsTooMany(problem.extraDigits)
  return words.problems.phone[problem.problem]
}

export function toAmountSentence(words: Words, problem: AmountProblem): string {
  if (problem.problem === 'did-you-mean') return words.problems.didYouMean(formatShillings(problem.suggestionKes))
  if (problem.problem === 'below-floor') return words.problems.belowFloor(formatShillings(problem.floorKes))
  return words.problems.amount[problem.problem]
}

export function toRequestSentence(words: Words, problem: RequestProblem): string {
  if (problem.problem === 'too-early') return words.problems.tooEarly(problem.waitSeconds)
  if (problem.problem === 'address-limit') return words.problems.addressLimit(problem.waitMinutes)
  if (problem.problem === 'overall-limit') return words.problems.overallLimit(problem.waitMinutes)
  return words.problems.request[problem.problem]
}
