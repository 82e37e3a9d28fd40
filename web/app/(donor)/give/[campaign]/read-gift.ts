// Reads the fields of the form: untrusted text in, a gift or every problem at once out. Pure.

import {
  isShillings,
  MAX_TRANSACTION_KES,
  type PhoneNumber,
  parsePhoneNumber,
  parseShillings,
  type Shillings,
} from '@harambee/daraja'
import type { AmountProblem, PhoneProblem, TypedGift } from './gift-answer.ts'
import { type ReadDetails, readDetails } from './read-details.ts'

/** Gifts above this are shown once more, in words, before anybody is asked (UX 1.1.2). */
export const CONFIRM_ABOVE_KES = 20_000

/** Nothing longer is shown again: what was typed is echoed into the page. */
const MAX_TYPED_LENGTH = 64

/** What a sent form holds, once read. */
export interface ReadGift {
  readonly typed: TypedGift
  readonly phone: { readonly phoneNumber: PhoneNumber | null } | PhoneProblem
  readonly amount: { readonly amountKes: Shillings } | AmountProblem
  readonly details: ReadDetails['details']
  readonly isEmailWrong: boolean
  readonly isPinWrong: boolean
  /** The giver has seen exactly this amount in words. */
  readonly confirmedKes: number | null
}

/**
 * Reads the fields.
 * @param options.isPhoneOptional a retry: left empty, the number of the attempt before is used
 */
export function readGift(form: FormData, options: { floorKes: number; isPhoneOptional: boolean }): ReadGift {
  const confirmed = form.get('confirmedKes')
  const { typed: details, ...told } = readDetails(form)
  const [phone, amount, otherAmount] = [toEcho(form, 'phone'), toEcho(form, 'amount'), toEcho(form, 'otherAmount')]
  return {
    typed: { phone, amount, otherAmount, details },
    ...told,
    phone: readPhone(form, options.isPhoneOptional),
    amount: readAmount(form, options.floorKes),
    confirmedKes: typeof confirmed === 'string' && /^\d{1,9}$/.test(confirmed) ? Number(confirmed) : null,
  }
}

function readPhone(form: FormData, isOptional: boolean): ReadGift['phone'] {
  const typed = form.getAll('phone')
  if (typed.length > 1) return { problem: 'several' }
  const parsed = parsePhoneNumber(typed[0])
  return isOptional && 'problem' in parsed && parsed.problem === 'empty' ? { phoneNumber: null } : parsed
}

function readAmount(form: FormData, floorKes: number): ReadGift['amount'] {
  const chosen = form.getAll('amount')
  const others = form.getAll('otherAmount')
  if (chosen.length > 1 || others.length > 1) return { problem: 'several' }

  const [choice] = chosen
  const [other] = others
  const hasTypedOther = typeof other === 'string' && other.trim() !== ''
  if (choice === undefined || choice === '')
    return hasTypedOther ? checkLimits(other, floorKes) : { problem: 'none-chosen' }
  return checkLimits(choice === 'other' ? other : toPlainAmount(choice), floorKes)
}

/** A radio's value is ours, so it is whole ASCII digits; anything else is somebody's own form. */
function toPlainAmount(choice: FormDataEntryValue): FormDataEntryValue {
  return typeof choice === 'string' && /^[\x20-\x7e]*$/.test(choice) ? choice : '?'
}

function checkLimits(text: unknown, floorKes: number): ReadGift['amount'] {
  const parsed = parseShillings(text)
  if ('problem' in parsed) {
    const isTooLarge = parsed.problem === 'did-you-mean' && parsed.suggestionKes > MAX_TRANSACTION_KES
    return isTooLarge ? { problem: 'too-large' } : parsed
  }
  const { amountKes } = parsed
  if (amountKes > MAX_TRANSACTION_KES) return { problem: 'too-large' }
  if (amountKes < floorKes) return { problem: 'below-floor', floorKes }
  return isShillings(amountKes) ? { amountKes } : { problem: 'not-a-number' }
}

function toEcho(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.slice(0, MAX_TYPED_LENGTH) : ''
}
