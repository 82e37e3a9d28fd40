// A confirmation names no payment: it counts only where exactly one of each fits.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReceiptTable } from '../src/database/tables.ts'
import { findConfirmation, findConfirmedPayment } from '../src/match-confirmation.ts'
import type { PaymentId } from '../src/payment.ts'
import { buildPayment, NOW, OTHER_RECEIPT, RECEIPT } from './build-payment.ts'

const payment = buildPayment({ status: 'succeeded', nextQueryAtMs: null })
const other = buildPayment({ ...payment, id: 'b'.repeat(32) as PaymentId })

/** Money as M-PESA told of it: KSh 500 of this payment's phone, a minute after its prompt. */
function buildReceipt(facts: Partial<ReceiptTable> = {}): ReceiptTable {
  return {
    receipt_number: RECEIPT,
    payment_id: null,
    amount_kes: 500,
    confirmed_kes: 500,
    account_reference: 'MADARASA',
    payer: JSON.stringify({ phoneHash: 'hash', visible: null }),
    occurred_at: NOW,
    inbox_id: 1,
    ...facts,
  } as ReceiptTable
}

test('one payment and one confirmation that fit belong together, whichever is looked at', () => {
  const receipt = buildReceipt()
  const among = { payments: [payment], receipts: [receipt] }

  assert.equal(findConfirmation(payment, among, NOW)?.receiptNumber, RECEIPT)
  assert.equal(findConfirmedPayment(receipt, among)?.id, payment.id)
})

test('where two confirmations fit a payment, neither is taken for its own', () => {
  const receipt = buildReceipt()
  const among = { payments: [payment], receipts: [receipt, buildReceipt({ receipt_number: OTHER_RECEIPT })] }

  assert.equal(findConfirmation(payment, among, NOW), null)
  assert.equal(findConfirmedPayment(receipt, among), null)
})

test('where a confirmation fits two payments, it is neither’s', () => {
  const receipt = buildReceipt()
  const among = { payments: [payment, other], receipts: [receipt] }

  assert.equal(findConfirmation(payment, among, NOW), null)
  assert.equal(findConfirmedPayment(receipt, among), null)
})

test('another amount, account, payer or hour does not fit', () => {
  const unlike: readonly Partial<ReceiptTable>[] = [
    { amount_kes: 501 },
    { account_reference: 'RENT' },
    { account_reference: null },
    { payer: JSON.stringify({ phoneHash: 'another', visible: null }) },
    { payer: JSON.stringify({ phoneHash: null, visible: { start: '2547', end: '002' } }) },
    { payer: null },
    { occurred_at: NOW + 45 * 60_000 },
    { occurred_at: null },
  ]
  for (const facts of unlike) {
    const receipt = buildReceipt(facts)
    const among = { payments: [payment], receipts: [receipt] }
    assert.equal(findConfirmation(payment, among, NOW), null, JSON.stringify(facts))
    assert.equal(findConfirmedPayment(receipt, among), null, JSON.stringify(facts))
  }
})
