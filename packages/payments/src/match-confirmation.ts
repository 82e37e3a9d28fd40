// Finds the C2B confirmation that belongs to a paid payment without a receipt, and the other way round. A confirmation
// names no payment, so it counts only where exactly one of each fits.

import type { ReceiptTable } from './database/tables.ts'
import type { Payment, ReceiptNumber } from './payment.ts'
import type { ConfirmationReport } from './status-report.ts'

/** Clocks at Safaricom disagree by minutes (docs/daraja.md §4), and a query may settle a payment late. */
export const MATCH_WITHIN_MS = 30 * 60_000

/** What a confirmation shows of its payer: the keyed hash of a whole number, or the digits a mask leaves. */
export interface PayerHint {
  readonly phoneHash: string | null
  /** First and last digits around the mask; null where the number is hashed or absent. */
  readonly visible: { readonly start: string; readonly end: string } | null
}

const NO_HINT: PayerHint = { phoneHash: null, visible: null }

/** What may belong together: paid payments without a receipt, and receipts without a payment. */
export interface Unmatched {
  readonly payments: readonly Payment[]
  readonly receipts: readonly ReceiptTable[]
}

/** The report to apply, where one receipt and only one fits this payment, and no other payment fits it. */
export function findConfirmation(payment: Payment, among: Unmatched, atMs: number): ConfirmationReport | null {
  const [receipt, another] = among.receipts.filter(candidate => fits(payment, candidate))
  if (!receipt || another) return null
  return findConfirmedPayment(receipt, among)?.id === payment.id ? toConfirmationReport(receipt, atMs) : null
}

/** The one paid payment without a receipt that a receipt fits; null where there is none, or more than one. */
export function findConfirmedPayment(receipt: Omit<ReceiptTable, 'seal'>, among: Unmatched): Payment | null {
  const [payment, another] = among.payments.filter(candidate => fits(candidate, receipt))
  if (!payment || another) return null
  return among.receipts.filter(candidate => fits(payment, candidate)).length === 1 ? payment : null
}

/** What a confirmation says of the payment it was matched with. */
export function toConfirmationReport(
  receipt: Omit<ReceiptTable, 'seal'>,
  atMs: number,
  named: Partial<Pick<ConfirmationReport, 'isNamed' | 'isVouched' | 'isInferred'>> = {},
): ConfirmationReport {
  return {
    source: 'confirmation',
    said: 'succeeded',
    atMs,
    inboxId: receipt.inbox_id,
    amountKes: receipt.confirmed_kes ?? receipt.amount_kes,
    receiptNumber: receipt.receipt_number as ReceiptNumber,
    occurredAtMs: receipt.occurred_at,
    isNamed: false,
    isVouched: true,
    isInferred: true,
    ...named,
  }
}

/** What is visible of a masked number such as `2547 ***** 349` or `25470****149`, and of ours as well: four digits and three. */
function readMask(payer: string): PayerHint['visible'] {
  const parts = /^(\d{3,7})\*{3,}(\d{2,4})$/.exec(payer.replace(/\s/g, ''))
  return parts?.[1] && parts[2] ? { start: parts[1].slice(0, 4), end: parts[2].slice(-3) } : null
}

/**
 * How a line of the statement fits a payment. `surely`: amount, time and payer agree, and the account where it names one.
 * `perhaps`: nothing contradicts, but the payer is hidden.
 */
export function howItFits(payment: Payment, receipt: Omit<ReceiptTable, 'seal'>): 'surely' | 'perhaps' | 'not' {
  const isSame =
    receipt.amount_kes === payment.amountKes &&
    isNear(payment, receipt) &&
    // A till has no accounts.
    (receipt.account_reference === null || isSameAccount(payment.accountReference, receipt.account_reference))
  if (!isSame) return 'not'
  if (isSamePayer(payment, receipt.payer)) return 'surely'
  const { phoneHash, visible }: PayerHint = receipt.payer ? JSON.parse(receipt.payer) : NO_HINT
  return phoneHash === null && visible === null ? 'perhaps' : 'not'
}

/** The number, or what is visible of it. @param hashPhone a keyed hash */
export function toPayerHint(
  { phoneNumber, payer }: { readonly phoneNumber: string | null; readonly payer: string | null },
  hashPhone: (phoneNumber: string) => string,
): PayerHint {
  if (phoneNumber !== null) return { phoneHash: hashPhone(phoneNumber), visible: null }
  return { phoneHash: null, visible: payer === null ? null : readMask(payer) }
}

function isNear(payment: Payment, receipt: Omit<ReceiptTable, 'seal'>): boolean {
  const paidAtMs = payment.pushedAtMs ?? payment.createdAtMs
  return receipt.occurred_at !== null && Math.abs(receipt.occurred_at - paidAtMs) <= MATCH_WITHIN_MS
}

function fits(payment: Payment, receipt: Omit<ReceiptTable, 'seal'>): boolean {
  return (
    receipt.amount_kes === payment.amountKes &&
    isNear(payment, receipt) &&
    isSameAccount(payment.accountReference, receipt.account_reference) &&
    isSamePayer(payment, receipt.payer)
  )
}

function isSameAccount(ours: string, theirs: string | null): boolean {
  return theirs !== null && toPlainAccount(ours) === toPlainAccount(theirs)
}

/** People type `madarasa ` or `MADARASA-`. */
export function toPlainAccount(account: string): string {
  return account.replace(/[^A-Za-z0-9]/g, '').toUpperCase()
}

/** Whether what a confirmation shows of its payer is this payment's phone. */
export function isSamePayer(payment: Payment, payer: string | null): boolean {
  if (payer === null) return false
  const { phoneHash, visible } = JSON.parse(payer) as PayerHint
  if (phoneHash !== null) return phoneHash === payment.phoneHash
  if (visible === null) return false
  // Our own mask shows four digits in front and three behind.
  const start = payment.phoneMasked.slice(0, 4)
  const end = payment.phoneMasked.slice(-3)
  return (
    (start.startsWith(visible.start) || visible.start.startsWith(start)) &&
    (end.endsWith(visible.end) || visible.end.endsWith(end))
  )
}
