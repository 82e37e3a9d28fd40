// The body of an STK callback, byte for byte as recorded in production: one line, amounts with decimals, a Balance item
// without a value, dates and phone numbers as JSON numbers.

import { toCompactTime } from '../east-africa-time.ts'
import type { Faults } from '../faults.ts'
import { toWireAmount } from '../money.ts'
import { toWirePhoneNumber } from '../phone-number.ts'
import { toCallbackText, toWireResultCode } from '../result-codes.ts'

/** What became of one checkout request. `paid` exactly when the code is 0. */
export interface StkOutcome {
  readonly merchantRequestId: string
  readonly checkoutRequestId: string
  readonly resultCode: string
  readonly paid: {
    readonly amountKes: number
    readonly receiptNumber: string
    readonly completedAtMs: number
    readonly phoneNumber: string
  } | null
}

/** How the sender writes it, where senders differ. */
export interface StkCallbackStyle {
  readonly phoneFormat: Faults['phoneFormat']
  readonly codeAsText: boolean
}

/** The body, as text. */
export function buildStkCallback(outcome: StkOutcome, style: StkCallbackStyle): string {
  const { merchantRequestId, checkoutRequestId, resultCode } = outcome
  return (
    `{"Body":{"stkCallback":{"MerchantRequestID":"${merchantRequestId}","CheckoutRequestID":"${checkoutRequestId}",` +
    `"ResultCode":${toWireResultCode(resultCode, style.codeAsText)},` +
    `"ResultDesc":${JSON.stringify(toCallbackText(resultCode))}${buildMetadata(outcome, style)}}}}`
  )
}

function buildMetadata({ paid }: StkOutcome, style: StkCallbackStyle): string {
  if (paid === null) return ''
  const items = [
    `{"Name":"Amount","Value":${toWireAmount(paid.amountKes)}}`,
    `{"Name":"MpesaReceiptNumber","Value":"${paid.receiptNumber}"}`,
    '{"Name":"Balance"}',
    `{"Name":"TransactionDate","Value":${toCompactTime(paid.completedAtMs)}}`,
  ]
  const phoneNumber = toWirePhoneNumber(paid.phoneNumber, style.phoneFormat)
  if (phoneNumber !== null) {
    const isNumber = style.phoneFormat === 'plain'
    items.push(`{"Name":"PhoneNumber","Value":${isNumber ? phoneNumber : JSON.stringify(phoneNumber)}}`)
  }
  return `,"CallbackMetadata":{"Item":[${items.join(',')}]}`
}
