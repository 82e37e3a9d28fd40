// What is said of a message nothing could be found with.

import type { PaidProblem } from '../app/(donor)/pay/[paymentId]/paid-answer.ts'
import type { Words } from './words.ts'

export function toPaidSentence({ paid }: Words, problem: PaidProblem): string {
  if (problem.problem === 'wrong-length') return paid.wrongLength(problem.length)
  if (problem.problem === 'other-payee') return paid.otherPayee(problem.payee)
  return paid.problems[problem.problem]
}
