// Payments as rows for a spreadsheet: the facts of the JSON (payment-json.ts), under the same names.

import type { Engine, Payment } from '@harambee/payments'
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
  'merchantRequestId',
  'sources',
] as const satisfies readonly (keyof PaymentJson)[]

/** Without the checkout request, which ends with the phone's digits: spreadsheets are passed on. */
export function toPaymentCsvLines(payments: readonly Payment[], engine: Pick<Engine, 'sealer'>): string[] {
  const rows = payments.map(payment => {
    const json = toPaymentJson(payment, engine)
    return COLUMNS.map((column): CsvValue => (column === 'sources' ? json.sources.join(' ') : json[column]))
  })
  return toCsvLines(COLUMNS, rows)
}
