// One gift by its number: what was asked for, and what Safaricom says of it. The same number is the same gift in every
// process, so that whoever fills the books and whoever sends callbacks agree without talking.

import { createHash, createHmac } from 'node:crypto'
import { deriveKeys } from '@harambee/payments'

export interface Gift {
  readonly id: string
  readonly donationId: string
  readonly amountKes: number
  readonly phoneNumber: string
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
  readonly receiptNumber: string
}

/** What all processes of a measurement share. Nothing real is behind either. */
export const SECRET = 'b'.repeat(64)
export const SECURITY_KEY = 'c0ffeec0ffeec0ffeec0ffee'

const PHONES = 10_000
const AMOUNTS = 500
const SMALLEST_KES = 10

export function toGift(number: number): Gift {
  // As random as real ones: an index is not filled from left to right.
  const hash = createHash('sha256').update(`gift ${number}`).digest('hex')
  const digits = String(number).padStart(9, '0')
  return {
    id: hash.slice(0, 32),
    donationId: hash.slice(32),
    amountKes: SMALLEST_KES + (number % AMOUNTS),
    phoneNumber: `2547000${String(number % PHONES).padStart(5, '0')}`,
    checkoutRequestId: `ws_CO_2411202612${digits}7000000`,
    merchantRequestId: `29115-${digits}-1`,
    receiptNumber: `U${number.toString(36).toUpperCase().padStart(9, '0')}`,
  }
}

const keys = deriveKeys(SECRET)
const keyId = createHash('sha256').update(keys.callbackToken).digest('hex').slice(0, 4)

/** The path of a payment's own callback URL. */
export function toCallbackPath({ id }: Gift): string {
  const token = keyId + createHmac('sha256', keys.callbackToken).update(id).digest('hex').slice(0, 32)
  return `/api/mpesa/${SECURITY_KEY}/${id}/${token}`
}

/** What Safaricom posts when it has been paid. */
export function toCallbackBody(gift: Gift): string {
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: gift.merchantRequestId,
        CheckoutRequestID: gift.checkoutRequestId,
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: gift.amountKes },
            { Name: 'MpesaReceiptNumber', Value: gift.receiptNumber },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: 20261124120000 },
            { Name: 'PhoneNumber', Value: Number(gift.phoneNumber) },
          ],
        },
      },
    },
  })
}
