// Builders for payments and reports, so that a test names only what it is about.

import type { Shillings } from '@harambee/daraja'
import type { ConcealedId } from '../src/concealing.ts'
import { newPayment, type Payment, type PaymentId, type ReceiptNumber } from '../src/payment.ts'

export const NOW = Date.parse('2026-11-24T09:00:00Z')
export const RECEIPT = 'UKO1AB2C3D' as ReceiptNumber
export const OTHER_RECEIPT = 'UKO9ZZ8Y7X' as ReceiptNumber
export const CHECKOUT = 'ws_CO_24112026120000000700000001' as ConcealedId
export const OTHER_CHECKOUT = 'ws_CO_24112026120000000700000009' as ConcealedId
export const MERCHANT = '2654-4b64-97ff-b827b542881d3130'

/** A payment of KSh 500 that Daraja took a minute ago. */
export function buildPayment(facts: Partial<Payment> = {}): Payment {
  const created = newPayment({
    id: 'a'.repeat(32) as PaymentId,
    donationId: 'd'.repeat(32),
    campaign: 'madarasa',
    amountKes: 500 as Shillings,
    phoneHash: 'hash',
    phoneMasked: '2547•••••001',
    shortCode: '174379',
    accountReference: 'MADARASA',
    createdAtMs: NOW - 60_000,
    pushDeadlineMs: NOW + 30_000,
  })
  const pending: Payment = {
    ...created,
    status: 'pending',
    checkoutRequestId: CHECKOUT,
    merchantRequestId: MERCHANT,
    pushedAtMs: NOW - 60_000,
    nextQueryAtMs: NOW + 30_000,
  }
  if (facts.status !== 'created') return { ...pending, ...facts }
  return { ...created, ...facts }
}
