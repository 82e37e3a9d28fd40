// Who is told what of a payment (CONTRACTS, SECURITY T8).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Payment } from '@harambee/payments'
import { toGiverPhone } from '../app/(donor)/pay/[paymentId]/giver-phone.ts'
import { toStatusBody } from '../app/(donor)/pay/[paymentId]/status-body.ts'
import { buildPayment } from './build-payment.ts'

const paid = buildPayment({ status: 'succeeded', receiptNumber: 'UKO1AB2C3D' as Payment['receiptNumber'] })

test('a stranger is told the status and why it failed, and nothing of the giver', () => {
  assert.deepEqual(JSON.parse(toStatusBody(paid, false).text), { status: 'succeeded' })
  const failed = buildPayment({ status: 'failed', failureReason: 'wrong-pin', resultCode: '2001' })
  assert.deepEqual(JSON.parse(toStatusBody(failed, false).text), { status: 'failed', failureReason: 'wrong-pin' })
})

test('the giver is told amount, masked number and receipt as well', () => {
  assert.deepEqual(JSON.parse(toStatusBody(paid, true).text), {
    status: 'succeeded',
    receiptNumber: 'UKO1AB2C3D',
    amountKes: 500,
    phoneNumber: '2547•••••001',
  })
})

test('a success that waits for a query is being checked, and is not called paid', () => {
  const claim = { receiptNumber: null, occurredAtMs: null, inboxId: 1, atMs: 1, isTrusted: false }
  const open = buildPayment({ status: 'pending' })
  const claimed = buildPayment({ status: 'pending', claim })
  const inReview = buildPayment({ status: 'review', claim })

  assert.deepEqual(JSON.parse(toStatusBody(claimed, false).text), { status: 'pending', isBeingChecked: true })
  assert.notEqual(toStatusBody(claimed, true).version, toStatusBody(open, true).version)
  assert.deepEqual(JSON.parse(toStatusBody(inReview, false).text), { status: 'review' })
})

test('the version changes with what is told, and only with it', () => {
  const withoutReceipt = buildPayment({ status: 'succeeded' })

  assert.notEqual(toStatusBody(paid, true).version, toStatusBody(withoutReceipt, true).version)
  assert.equal(toStatusBody(paid, false).version, toStatusBody(withoutReceipt, false).version)
})

test("a giver's number is shown with its first four and last three digits; once forgotten, with what the mask shows", () => {
  const forgotten = (phoneMasked: string) => ({ ownPhone: null, payment: { ...paid, phoneMasked } })

  assert.equal(toGiverPhone({ ownPhone: '0712 ••• 678', payment: paid }), '0712 ••• 678')
  assert.equal(toGiverPhone(forgotten('2547•••••001')), '07•• ••• 001')
  assert.equal(toGiverPhone(forgotten('2541•••••678')), '01•• ••• 678')
})
