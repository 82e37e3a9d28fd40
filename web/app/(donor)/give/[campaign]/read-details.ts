// Reads what a giver tells besides amount and number: text without anything that is more than text, cut to its length.
// Pure.

import { DETAILS_LENGTHS, type DonationDetails } from '@harambee/payments'
import type { TypedDetails } from './gift-answer.ts'

/** What the fields hold; `details` null: nothing was told. */
export interface ReadDetails {
  readonly typed: TypedDetails
  readonly details: DonationDetails | null
  readonly isEmailWrong: boolean
}

/** One @, a name before it, and a host with a dot behind it. Whether it exists, only a letter to it would tell. */
const EMAIL = /^[^\s@<>()[\],;:"\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}$/i

/** Controls, halves of characters, and what turns or hides the text around it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu

/** Longer text is not looked at. */
const MAX_LENGTH = 2_000

export function readDetails(form: FormData): ReadDetails {
  const typed: TypedDetails = {
    name: toLine(form, 'name'),
    message: toLine(form, 'message'),
    tribute: toLine(form, 'tribute'),
    email: toLine(form, 'email'),
    showName: form.get('showName') === 'yes',
    showAmount: form.get('showAmount') === 'yes',
  }
  const { name, message, tribute, email, showName, showAmount } = typed
  const isEmailWrong = email !== '' && !EMAIL.test(email)
  const isAnything = [name, message, tribute, email].some(text => text !== '') || showName
  const details = {
    ...{ name: name || null, message: message || null, tribute: tribute || null, email: email || null },
    ...{ mayShow: showName, showsAmount: showName && showAmount },
  }
  return { typed, isEmailWrong, details: isAnything && !isEmailWrong ? details : null }
}

function toLine(form: FormData, name: keyof typeof DETAILS_LENGTHS): string {
  const value = form.get(name)
  if (typeof value !== 'string') return ''
  const text = value.slice(0, MAX_LENGTH).toWellFormed().replaceAll(/\s+/g, ' ').replaceAll(UNSEEN, '').normalize('NFC')
  return [...text].slice(0, DETAILS_LENGTHS[name]).join('').trim()
}
