// Payments that come into being together with what is said of them: the statements that store their first row, the same
// for both databases but for the placeholders.

import type { CreatedPayment } from './changes.ts'
import { PAYMENT_COLUMNS, toPaymentRow } from './payment-row.ts'
import type { DonationTable } from './tables.ts'

const DONATION_COLUMNS = [
  'id',
  'campaign',
  'giver_hash',
  'created_at',
  'seal',
] as const satisfies readonly (keyof DonationTable)[]

/** @param toPlaceholder the n-th parameter, counted from 1 */
export function toInsertStatements(toPlaceholder: (number: number) => string) {
  const insert = (table: string, columns: readonly string[]) =>
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => toPlaceholder(index + 1)).join(', ')})`
  return {
    donation: insert('donations', DONATION_COLUMNS),
    payment: insert('payments', [...PAYMENT_COLUMNS, 'phone_sealed']),
  }
}

/** The parameters, in the order of the statements'. */
export function toInsertValues({ donation, payment, phoneSealed }: CreatedPayment) {
  const row = toPaymentRow(payment)
  return {
    donation: donation && DONATION_COLUMNS.map(column => donation[column]),
    payment: [...PAYMENT_COLUMNS.map(column => row[column]), phoneSealed],
  }
}
