// A phone number and an amount as an operator types them, or a sentence about what is wrong with them.

import {
  type MoneyProblem,
  type PhoneNumber,
  type PhoneNumberProblem,
  parsePhoneNumber,
  parseShillings,
  type Shillings,
} from '@harambee/daraja'
import { isPaymentId, type PaymentId } from '@harambee/payments'
import { UsageProblem } from './failure.ts'

/**
 * @param name what it was typed as
 * @throws {UsageProblem}
 */
export function readPhoneNumber(text: string, name = '--phone'): PhoneNumber {
  const parsed = parsePhoneNumber(text)
  if ('phoneNumber' in parsed) return parsed.phoneNumber
  // The number itself is not repeated: it may be somebody's, and what is printed here is often kept.
  throw new UsageProblem(`${name}: ${explainPhone(parsed)}. M-PESA numbers have ten digits, like 0712 345 678.`)
}

/** @throws {UsageProblem} */
export function readAmount(text: string): Shillings {
  const parsed = parseShillings(text)
  if ('amountKes' in parsed) return parsed.amountKes
  throw new UsageProblem(`--amount ${text.slice(0, 40)}: ${explainAmount(parsed)}.`)
}

/** @throws {UsageProblem} */
export function readPaymentId(text: string): PaymentId {
  if (isPaymentId(text)) return text
  throw new UsageProblem(
    `--id ${text.slice(0, 80)}: use up to 64 letters, digits, - and _, beginning with a letter or digit.`,
  )
}

function explainPhone(problem: PhoneNumberProblem): string {
  switch (problem.problem) {
    case 'empty':
      return 'it is empty'
    case 'not-a-number':
      return 'that is no phone number'
    case 'foreign':
      return 'that is no Kenyan number'
    case 'landline':
      return 'that is a landline'
    case 'too-short':
      return problem.missingDigits === 1 ? 'one digit is missing' : `${problem.missingDigits} digits are missing`
    case 'too-long':
      return problem.extraDigits === 1 ? 'it has one digit too many' : `it has ${problem.extraDigits} digits too many`
    case 'not-mobile':
      return 'that is no mobile number'
  }
}

function explainAmount(problem: MoneyProblem): string {
  switch (problem.problem) {
    case 'empty':
      return 'it is empty; use whole shillings, such as 500'
    case 'not-a-number':
      return 'that is no amount; use whole shillings, such as 500'
    case 'has-cents':
      return 'M-PESA takes whole shillings only'
    case 'not-positive':
      return 'use at least 1 shilling'
    case 'too-large':
      return 'that is more than M-PESA moves'
    case 'did-you-mean':
      return `did you mean ${problem.suggestionKes}? Write it out`
  }
}
