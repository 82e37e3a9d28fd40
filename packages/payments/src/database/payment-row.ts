// A payment as a database row and back. The phone number itself is not part of a Payment: it is sealed in its own column.

import type { FailureReason, Shillings } from '@harambee/daraja'
import type { ConcealedId } from '../concealing.ts'
import type {
  Claim,
  Doubt,
  Flag,
  Payment,
  PaymentId,
  PaymentStatus,
  ReceiptNumber,
  ReportSource,
  ReviewReason,
} from '../payment.ts'
import type { PaymentTable } from './tables.ts'

/** Everything but the sealed phone number. */
export type PaymentRow = Omit<PaymentTable, 'phone_sealed'>

/** Column names of a payment, for statements that read or write whole rows. */
export const PAYMENT_COLUMNS = [
  'id',
  'donation_id',
  'campaign',
  'status',
  'failure_reason',
  'result_code',
  'review_reason',
  'flag',
  'amount_kes',
  'phone_hash',
  'phone_masked',
  'short_code',
  'account_reference',
  'checkout_request_id',
  'merchant_request_id',
  'receipt_number',
  'is_receipt_inferred',
  'claim',
  'doubt',
  'sources',
  'created_at',
  'pushed_at',
  'settled_at',
  'occurred_at',
  'next_query_at',
  'last_query_at',
  'query_count',
  'query_turn',
] as const satisfies readonly (keyof PaymentRow)[]

/** Columns a decision may change; the others are the intent, written once. */
export const CHANGING_COLUMNS = [
  'status',
  'failure_reason',
  'result_code',
  'review_reason',
  'flag',
  'checkout_request_id',
  'merchant_request_id',
  'receipt_number',
  'is_receipt_inferred',
  'claim',
  'doubt',
  'sources',
  'pushed_at',
  'settled_at',
  'occurred_at',
  'next_query_at',
  'last_query_at',
  'query_count',
] as const satisfies readonly (keyof PaymentRow)[]

/** Row → payment. Our own columns are trusted: they were checked on the way in and by the table's own checks. */
export function toPayment(row: PaymentRow): Payment {
  return {
    id: row.id as PaymentId,
    donationId: row.donation_id,
    campaign: row.campaign,
    status: row.status as PaymentStatus,
    failureReason: row.failure_reason as FailureReason | null,
    resultCode: row.result_code,
    reviewReason: row.review_reason as ReviewReason | null,
    flag: row.flag as Flag | null,
    amountKes: row.amount_kes as Shillings,
    phoneHash: row.phone_hash,
    phoneMasked: row.phone_masked,
    shortCode: row.short_code,
    accountReference: row.account_reference,
    checkoutRequestId: row.checkout_request_id as ConcealedId | null,
    merchantRequestId: row.merchant_request_id,
    receiptNumber: row.receipt_number as ReceiptNumber | null,
    isReceiptInferred: row.is_receipt_inferred === 1,
    claim: row.claim === null ? null : (JSON.parse(row.claim) as Claim),
    doubt: row.doubt === null ? null : (JSON.parse(row.doubt) as Doubt),
    sources: row.sources === '' ? [] : (row.sources.split(',') as ReportSource[]),
    createdAtMs: row.created_at,
    pushedAtMs: row.pushed_at,
    settledAtMs: row.settled_at,
    occurredAtMs: row.occurred_at,
    nextQueryAtMs: row.next_query_at,
    lastQueryAtMs: row.last_query_at,
    queryCount: row.query_count,
    queryTurn: row.query_turn,
  }
}

/** Payment → row. */
export function toPaymentRow(payment: Payment): PaymentRow {
  return {
    id: payment.id,
    donation_id: payment.donationId,
    campaign: payment.campaign,
    status: payment.status,
    failure_reason: payment.failureReason,
    result_code: payment.resultCode,
    review_reason: payment.reviewReason,
    flag: payment.flag,
    amount_kes: payment.amountKes,
    phone_hash: payment.phoneHash,
    phone_masked: payment.phoneMasked,
    short_code: payment.shortCode,
    account_reference: payment.accountReference,
    checkout_request_id: payment.checkoutRequestId,
    merchant_request_id: payment.merchantRequestId,
    receipt_number: payment.receiptNumber,
    is_receipt_inferred: payment.isReceiptInferred ? 1 : 0,
    claim: payment.claim === null ? null : JSON.stringify(payment.claim),
    doubt: payment.doubt === null ? null : JSON.stringify(payment.doubt),
    sources: payment.sources.join(','),
    created_at: payment.createdAtMs,
    pushed_at: payment.pushedAtMs,
    settled_at: payment.settledAtMs,
    occurred_at: payment.occurredAtMs,
    next_query_at: payment.nextQueryAtMs,
    last_query_at: payment.lastQueryAtMs,
    query_count: payment.queryCount,
    query_turn: payment.queryTurn,
  }
}

/** Those without a receipt first: one of them may have given up what another takes, and a receipt has one holder at a time. */
export function receiptlessFirst(payments: readonly Payment[]): Payment[] {
  return [...payments].sort((left, right) => Number(left.receiptNumber !== null) - Number(right.receiptNumber !== null))
}
