// Phone numbers in text somebody else has written: masked before it is kept.

import { maskPhoneNumber, parsePhoneNumber } from '@harambee/daraja'

/** A Kenyan mobile number in the spellings people use, with blanks or dashes between its digits. */
const NUMBER = String.raw`(?:\+?254[\s-]?|0)?[17](?:[\s-]?\d){8}`
const AMONG_DIGITS = new RegExp(`(?<!\\d)${NUMBER}(?!\\d)`, 'g')
const AMONG_WORDS = new RegExp(`(?<![0-9A-Za-z])${NUMBER}(?![0-9A-Za-z])`, 'g')
/** Daraja's checkout requests end with the number. */
const CHECKOUT = /ws_CO_\d+/g

/** For logs, of which Daraja's error messages are a part. Digits within a word, such as an id's, are no number. */
export function maskNumbers(text: string): string {
  return maskFound(text.replace(CHECKOUT, 'ws_CO_…'), AMONG_WORDS)
}

/** What a payer typed as the account of a PayBill, as it is stored. Many people type their own number there. */
export function toStoredAccount(typed: string | null): string | null {
  return typed === null ? null : maskFound(typed, AMONG_DIGITS)
}

function maskFound(text: string, numbers: RegExp): string {
  return text.replace(numbers, found => {
    const parsed = parsePhoneNumber(found)
    return 'phoneNumber' in parsed ? maskPhoneNumber(parsed.phoneNumber) : found
  })
}
