// Reads what a giver tells besides amount and number: text without anything that is more than text, cut to its length.
// Pure.

import { DETAILS_LENGTHS, type DonationDetails } from '@harambee/payments'
import type { TypedDetails } from './gift-answer.ts'

/** What the fields hold; `details` null: nothing was told. */
export interface ReadDetails {
  readonly typed: TypedDetails
  readonly details: DonationDetails | null
  readonly isEmailWrong: boolean
  readonly isPinWrong: boolean
}

/** One @, a name before it, and a host with a dot behind it. Whether it exists, only a letter to it would tell. */
const EMAIL = /^[^\s@<>()[\],;:"\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}$/i

/** A letter, nine digits and a letter (the Kenya Revenue Authority's own form). */
const KRA_PIN = /^[A-Z]\d{9}[A-Z]$/

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
    kraPin: toPin(form),
    showName: form.get('showName') === 'yes',
    showAmount: form.get('showAmount') === 'yes',
  }
  const { name, message, tribute, email, kraPin, showName, showAmount } = typed
  const isEmailWrong = email !== '' && !EMAIL.test(email)
  const isPinWrong = kraPin !== '' && !KRA_PIN.test(kraPin)
  const isAnything = [name, message, tribute, email, kraPin].some(text => text !== '') || showName
  const details = {
    ...{ name: name || null, message: message || null, tribute: tribute || null, email: email || null },
    kraPin: kraPin || null,
    ...{ mayShow: showName, showsAmount: showName && showAmount },
  }
  const isWhole = isAnything && !isEmailWrong && !isPinWrong
  return { typed, isEmailWrong, isPinWrong, details: isWhole ? details : null }
}

/** As it is written on the certificate, however it was typed. */
function toPin(form: FormData): string {
  const value = form.get('kraPin')
  if (typeof value !== 'string') return ''
  const plain = value
    .slice(0, MAX_LENGTH)
    .normalize('NFKC')
    .replaceAll(UNSEEN, '')
    .replaceAll(/[\s.-]/g, '')
    .toUpperCase()
  return plain.slice(0, DETAILS_LENGTHS.kraPin + 1)
}

function toLine(form: FormData, name: keyof typeof DETAILS_LENGTHS): string {
  const value = form.get(name)
  if (typeof value !== 'string') return ''
  const text = value.slice(0, MAX_LENGTH).toWellFormed().replaceAll(/\s+/g, ' ').replaceAll(UNSEEN, '').normalize('NFC')
  return [...text].slice(0, DETAILS_LENGTHS[name]).join('').trim()
}
