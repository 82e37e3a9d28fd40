// A payment for tests: pending, asked of an invented phone, everything else as each test wants it.

import type { Shillings } from '@harambee/daraja'
import type { Payment, PaymentId } from '@harambee/payments'

/** The moment the payment of a test is made. */
export const MADE_AT_MS = Date.UTC(2026, 10, 24, 7, 0, 0)

export function buildPayment(changes: Partial<Payment> = {}): Payment {
  // Only what the pages look at; the engine keeps more.
  const facts = {
    id: '0123456789abcdef0123456789abcdef' as PaymentId,
    donationId: 'd1',
    campaign: 'madarasa',
    status: 'pending',
    failureReason: null,
    resultCode: null,
    reviewReason: null,
    flag: null,
    amountKes: 500 as Shillings,
    phoneHash: 'hash',
    phoneMasked: '2547•••••001',
    shortCode: '174379',
    accountReference: 'MADARASA',
    checkoutRequestId: 'c1.concealed',
    merchantRequestId: 'm1',
    receiptNumber: null,
    isReceiptInferred: false,
    claim: null,
    doubt: null,
    sources: [],
    createdAtMs: MADE_AT_MS,
    pushedAtMs: MADE_AT_MS + 1_000,
    settledAtMs: null,
    occurredAtMs: null,
    ...changes,
  }
  return facts as Payment
}
