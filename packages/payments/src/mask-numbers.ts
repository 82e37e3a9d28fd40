// Phone numbers in text somebody else has written, such as Daraja's error messages: masked before a log keeps them.

import { maskPhoneNumber, parsePhoneNumber } from '@harambee/daraja'

/** In the spellings people use. Digits within a word, such as an id's, are none. */
const NUMBER = /(?<![0-9A-Za-z])(?:\+?254[\s-]?|0)?[17](?:[\s-]?\d){8}(?![0-9A-Za-z])/g
/** Daraja's checkout requests end with the number. */
const CHECKOUT = /ws_CO_\d+/g

export function maskNumbers(text: string): string {
  return text.replace(CHECKOUT, 'ws_CO_…').replace(NUMBER, found => {
    const parsed = parsePhoneNumber(found)
    return 'phoneNumber' in parsed ? maskPhoneNumber(parsed.phoneNumber) : found
  })
}
