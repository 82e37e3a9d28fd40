// A payment whose phone number was forgotten: the money stays in the books, and nothing leads to the person any more.

import type { Payment } from './payment.ts'

/** Where a mask would show digits, and there are none to show. */
export const HIDDEN_PHONE = '•••••••••••'

/** No number has it, so nothing is found by it. */
export const FORGOTTEN_HASH = ''

/** What a callback's body is replaced by. */
export const FORGOTTEN_BODY = Buffer.from('{"forgotten":true}')

export function isForgotten({ phoneHash }: Pick<Payment, 'phoneHash'>): boolean {
  return phoneHash === FORGOTTEN_HASH
}

/** The payment as it is afterwards. Its checkout request goes too: it ends with digits of the number. */
export function withoutNumber(payment: Payment): Payment {
  return { ...payment, phoneHash: FORGOTTEN_HASH, phoneMasked: HIDDEN_PHONE, checkoutRequestId: null }
}
