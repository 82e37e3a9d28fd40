// A payment and its history as the command line shows them (docs: the CLI's contract). Absent facts are null, times are
// ISO-8601 UTC, phone numbers masked.

import type { Engine, Payment } from '@harambee/payments'

export interface PaymentJson {
  readonly id: string
  readonly donationId: string
  readonly status: string
  readonly failureReason: string | null
  readonly resultCode: string | null
  readonly amountKes: number
  /** Masked: `2547•••••678`. */
  readonly phoneNumber: string
  readonly receiptNumber: string | null
  readonly checkoutRequestId: string | null
  readonly merchantRequestId: string | null
  readonly campaign: string
  /** What to type at the PayBill for this donation. */
  readonly accountReference: string
  readonly createdAt: string
  readonly settledAt: string | null
  readonly sources: readonly string[]
}

/** @param engine whose secret conceals the checkout request in the database */
export function toPaymentJson(payment: Payment, { sealer }: Pick<Engine, 'sealer'>): PaymentJson {
  return {
    id: payment.id,
    donationId: payment.donationId,
    status: payment.status,
    failureReason: payment.failureReason,
    resultCode: payment.resultCode,
    amountKes: payment.amountKes,
    phoneNumber: payment.phoneMasked,
    receiptNumber: payment.receiptNumber,
    checkoutRequestId: payment.checkoutRequestId && sealer.reveal(payment.checkoutRequestId),
    merchantRequestId: payment.merchantRequestId,
    campaign: payment.campaign,
    accountReference: payment.accountReference,
    createdAt: toIso(payment.createdAtMs),
    settledAt: payment.settledAtMs === null ? null : toIso(payment.settledAtMs),
    sources: payment.sources,
  }
}

type HistoryRow = Awaited<ReturnType<Engine['listPaymentHistory']>>[number]

/** One status report: who said what, when, and what came of it. */
export function toHistoryJson(row: HistoryRow) {
  return {
    time: toIso(row.at),
    source: row.source,
    said: row.said,
    verdict: row.verdict,
    because: row.because,
    statusBefore: row.status_before,
    statusAfter: row.status_after,
    resultCode: row.result_code,
    amountKes: row.amount_kes,
    receiptNumber: row.receipt_number,
    inboxId: row.inbox_id,
  }
}

/** Milliseconds since 1970 UTC as ISO-8601. */
export function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
