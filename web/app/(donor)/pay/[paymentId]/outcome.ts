// Which sentence tells a giver why a payment did not happen. Chosen by code, never by Safaricom's text: the text beside a
// code changes from day to day, and some of it accuses people of what they did not do.

import type { Payment } from '@harambee/payments'

export const OUTCOMES = [
  'insufficient-funds',
  'prompt-closed',
  'no-answer',
  'wrong-pin',
  'pin-locked',
  'other-transaction',
  'ran-out',
  'not-shown',
  'same-amount-twice',
  'mpesa-busy',
  'too-small',
  'too-large',
  'day-limit',
  'charity-account',
  'payer-account',
  'request-refused',
  'our-side',
  'many-givers',
  'unknown-code',
] as const

/** One sentence of the dictionary. */
export type Outcome = (typeof OUTCOMES)[number]

/** Result codes of prompts that were shown, or should have been. */
const BY_CODE: Readonly<Record<string, Outcome>> = {
  '1': 'insufficient-funds',
  '2': 'too-small',
  '3': 'too-large',
  '4': 'day-limit',
  '17': 'same-amount-twice',
  '26': 'mpesa-busy',
  '1001': 'other-transaction',
  '1037': 'no-answer',
}

const BY_REASON: Readonly<Record<NonNullable<Payment['failureReason']>, Outcome>> = {
  'insufficient-funds': 'insufficient-funds',
  cancelled: 'prompt-closed',
  unreachable: 'not-shown',
  'wrong-pin': 'wrong-pin',
  'pin-locked': 'pin-locked',
  expired: 'ran-out',
  busy: 'many-givers',
  limit: 'day-limit',
  'not-sent': 'our-side',
  'payer-account': 'payer-account',
  'charity-account': 'charity-account',
  'unknown-code': 'unknown-code',
}

/** The sentence of a failed payment. */
export function toOutcome(payment: Pick<Payment, 'failureReason' | 'resultCode'>): Outcome {
  const { failureReason, resultCode } = payment
  const byCode = resultCode === null ? undefined : BY_CODE[resultCode]
  if (byCode) return byCode
  // Refused pushes carry Daraja's error code: nobody was prompted.
  if (failureReason === 'busy' && resultCode === '500.001.1001') return 'other-transaction'
  if (failureReason === 'not-sent' && resultCode === '400.002.02') return 'request-refused'
  return failureReason === null ? 'unknown-code' : BY_REASON[failureReason]
}
