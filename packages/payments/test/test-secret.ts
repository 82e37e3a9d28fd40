// The secret of every engine opened for a test, and what it opens.

import { randomBytes } from 'node:crypto'
import { deriveKeys } from '../src/keys.ts'
import type { Payment } from '../src/payment.ts'
import { createSealer } from '../src/sealing.ts'

export const TEST_SECRET = 'h'.repeat(64)

export const testSealer = createSealer(deriveKeys(TEST_SECRET), randomBytes)

/** What Daraja calls a payment's checkout request; null while there is none. */
export function checkoutOf({ checkoutRequestId }: Pick<Payment, 'checkoutRequestId'>): string | null {
  return checkoutRequestId && testSealer.reveal(checkoutRequestId)
}
