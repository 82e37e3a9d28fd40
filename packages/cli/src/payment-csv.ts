// Payments as rows for a spreadsheet: the facts of the JSON (payment-json.ts), under the same names.

import type { Payment } from '@harambee/payments'
import { type CsvValue, toCsvLines } from './csv.ts'
import { type PaymentJson, toPaymentJson } from './payment-json.ts'

const COLUMNS = [
  'createdAt',
  'status',
  'amountKes',
  'receiptNumber',
  'phoneNumber',
  'campaign',
  'failureReason',
  'resultCode',
  'settledAt',
  'id',
  'donationId',
  'checkoutRequestId',
  'merchantRequestId',
  'sources',
] as const satisfies readonly (keyof PaymentJson)[]

export function toPaymentCsvLines(payments: readonly Payment[]): string[] {
  const rows = payments.map(payment => {
    const json = toPaymentJson(payment)
    return COLUMNS.map((column): CsvValue => (column === 'sources' ? json.sources.join(' ') : json[column]))
  })
  return toCsvLines(COLUMNS, rows)
}
