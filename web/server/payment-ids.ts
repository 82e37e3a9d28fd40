// The ids forms carry: made by the server with each form it renders, so that pressing twice is one payment.

import { randomBytes } from 'node:crypto'
import type { PaymentId } from '@harambee/payments'

const BYTES = 16

/** 128 random bits in hex. */
export function createPaymentId(): PaymentId {
  return randomBytes(BYTES).toString('hex') as PaymentId
}
