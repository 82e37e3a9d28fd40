// Which payments still need their phone number, and why.

import { isFinal, type Payment } from '../payment.ts'

/**
 * `open`: its outcome is not certain yet, and a prompt or a question may be about it · `review`: a person has to look into
 * it first · `no-receipt`: it is paid, and the receipt that is still to come is recognised by the number; without it the
 * same money would be booked twice.
 */
export type WhyKept = 'open' | 'review' | 'no-receipt'

/** M-PESA's list, which brings the last receipts, reaches back two days; a server may be down for a while. */
export const RECEIPT_WAIT_MS = 7 * 24 * 60 * 60_000

/** @returns null where nothing needs the number any more */
export function whyKept(payment: Payment, nowMs: number): WhyKept | null {
  const { status, claim, doubt, nextQueryAtMs, receiptNumber } = payment
  if (status === 'review') return 'review'
  if (!isFinal(status) || claim !== null || doubt !== null || nextQueryAtMs !== null) return 'open'
  const isReceiptMissing = status === 'succeeded' && receiptNumber === null
  return isReceiptMissing && (payment.settledAtMs ?? payment.createdAtMs) > nowMs - RECEIPT_WAIT_MS
    ? 'no-receipt'
    : null
}
