// What a payer typed as the account of a PayBill. Many people type their own number there.

import { maskPhoneNumber, parsePhoneNumber } from '@harambee/daraja'

/** A Kenyan mobile number among other text, in the spellings people use, with blanks or dashes between its digits. */
const NUMBER = /(?<!\d)(?:\+?254[\s-]?|0)?[17](?:[\s-]?\d){8}(?!\d)/g

/** The account as it is stored: phone numbers in it are masked. */
export function toStoredAccount(typed: string | null): string | null {
  if (typed === null) return null
  return typed.replace(NUMBER, text => {
    const parsed = parsePhoneNumber(text)
    return 'phoneNumber' in parsed ? maskPhoneNumber(parsed.phoneNumber) : text
  })
}
