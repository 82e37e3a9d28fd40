// Callback bodies as Daraja writes them, about a payment a test has made.

import type { Payment } from '../src/payment.ts'
import { checkoutOf } from './test-secret.ts'

export interface SuccessFacts {
  readonly amount?: unknown
  readonly receiptNumber?: unknown
  readonly checkoutRequestId?: string
  readonly merchantRequestId?: string
  readonly items?: readonly object[]
}

/** Paid: code 0 with its items. */
export function successBody(payment: Payment, facts: SuccessFacts = {}): string {
  const items = facts.items ?? [
    { Name: 'Amount', Value: 'amount' in facts ? facts.amount : payment.amountKes },
    { Name: 'MpesaReceiptNumber', Value: facts.receiptNumber ?? 'UKO1AB2C3D' },
    { Name: 'Balance' },
    { Name: 'TransactionDate', Value: 20261124120015 },
    { Name: 'PhoneNumber', Value: 254700000001 },
  ]
  return toBody(payment, facts, {
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    CallbackMetadata: { Item: items },
  })
}

/** Not paid: a code and no items. */
export function failureBody(payment: Payment, resultCode: string | number, facts: SuccessFacts = {}): string {
  return toBody(payment, facts, { ResultCode: resultCode, ResultDesc: 'text that must not matter' })
}

/** A C2B confirmation or validation, all text. */
export function c2bBody(facts: Record<string, string> = {}): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: 'UKO1AB2C3D',
    TransTime: '20261124120020',
    TransAmount: '500.00',
    BusinessShortCode: '174379',
    BillRefNumber: 'MADARASA',
    InvoiceNumber: '',
    OrgAccountBalance: '49197.00',
    ThirdPartyTransID: '',
    MSISDN: '2547 ***** 001',
    FirstName: 'AMANI',
    ...facts,
  })
}

function toBody(payment: Payment, facts: SuccessFacts, outcome: object): string {
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: facts.merchantRequestId ?? payment.merchantRequestId ?? 'merchant-unknown',
        CheckoutRequestID: facts.checkoutRequestId ?? checkoutOf(payment) ?? 'ws_CO_unknown',
        ...outcome,
      },
    },
  })
}
