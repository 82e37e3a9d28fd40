// A form's answer as the lines of its summary.

import type { ProblemLine } from '../../components/form/problem-summary.tsx'
import { toAmountSentence, toPhoneSentence, toRequestSentence } from '../../words/problem-sentences.ts'
import type { Words } from '../../words/words.ts'
import { type GiftAnswer, isByHandOnly } from './give/[campaign]/gift-answer.ts'

/** @param isDemo says which settings the limits are */
export function toProblemLines(words: Words, answer: GiftAnswer | null, isDemo = false): ProblemLine[] {
  if (answer === null) return []
  const lines: ProblemLine[] = []
  if (answer.request) {
    const sentence = toRequestSentence(words, answer.request)
    const own = answer.request.problem === 'prompt-open' ? answer.request.paymentId : null
    lines.push(
      own === null
        ? { sentence, href: null }
        : { sentence, href: null, link: { href: `/pay/${own}`, text: words.problems.openOwnPrompt } },
    )
  }
  if (isDemo && isByHandOnly(answer.request)) lines.push({ sentence: words.problems.demoLimits, href: null })
  if (answer.amount) lines.push({ sentence: toAmountSentence(words, answer.amount), href: toAmountField(answer) })
  if (answer.phone) lines.push({ sentence: toPhoneSentence(words, answer.phone), href: '#phone' })
  if (answer.isEmailWrong) lines.push({ sentence: words.campaign.emailProblem, href: '#email' })
  if (answer.isPinWrong) lines.push({ sentence: words.campaign.giverPinProblem, href: '#kraPin' })
  if (answer.pledge) lines.push({ sentence: words.pledge.problem[answer.pledge], href: '#pledge' })
  return lines
}

function toAmountField(answer: GiftAnswer): string {
  const isTyped = answer.typed.amount === 'other' && answer.amount?.problem !== 'none-chosen'
  return isTyped ? '#other-amount' : '#amount-1'
}
