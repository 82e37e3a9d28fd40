// English: "I paid, but …", where a giver pastes M-PESA's message.

import type { PaidProblem } from '../app/(donor)/pay/[paymentId]/paid-answer.ts'
import { paidFormEn } from './paid-form-en.ts'

type PaidSentences = Record<Exclude<PaidProblem['problem'], 'wrong-length' | 'other-payee'>, string>

export const paidEn = {
  ...paidFormEn,
  asking: (code: string) => `Asking M-PESA about ${code} – usually under a minute.`,
  person: (code: string, when: string) => `A person will check ${code} by ${when}.`,
  keep: 'This page keeps its address, and becomes your receipt once the money is found. Please do not pay again meanwhile.',
  lookAgain: 'Look again',
  linked: (code: string) => `${code} has been found.`,
  dismissed: (code: string) =>
    `We looked for ${code} by hand and did not find it among the payments to us. Please show the message to the charity.`,
  problems: {
    empty: 'Paste the M-PESA message, or type its code.',
    'no-code': 'There is no M-PESA code in it. M-PESA codes have 10 letters and numbers, like UJK7XQ2M9P.',
    'too-many':
      'Several codes were tried from here in the last hour. Please try again in an hour, or show the message to the charity.',
    unavailable: 'We could not read our books just now. Please try again in a minute.',
  } satisfies PaidSentences,
  wrongLength: (length: number) => `M-PESA codes have 10 letters and numbers, like UJK7XQ2M9P. This one has ${length}.`,
  otherPayee: (payee: string) => `This SMS is a payment to ${payee}, not to us.`,
}
