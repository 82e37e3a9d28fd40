// Sending a prompt again is offered when it can help, and not before it can be told apart from paying twice (UX 1.1.5).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Payment, PaymentId } from '@harambee/payments'
import { toOfferAtMs, toRetryOffer } from '../app/(donor)/pay/[paymentId]/retry-offer.ts'
import { buildPayment, MADE_AT_MS } from './build-payment.ts'

const SETTLED_AT_MS = MADE_AT_MS + 10_000

const failed = (resultCode: string | null, failureReason: Payment['failureReason']) =>
  buildPayment({ status: 'failed', resultCode, failureReason, settledAtMs: SETTLED_AT_MS })

const offerOf = (payment: Payment, nowMs = SETTLED_AT_MS) => toRetryOffer(payment, [payment], nowMs)

test('a failure the giver can mend is offered again at once', () => {
  for (const [code, reason] of [
    ['1', 'insufficient-funds'],
    ['1032', 'cancelled'],
    ['1037', 'unreachable'],
    ['2001', 'wrong-pin'],
    ['1019', 'expired'],
  ] as const) {
    assert.deepEqual(offerOf(failed(code, reason)), { offer: 'now' }, code)
  }
})

test('a busy line is offered again after the time it needs, and then at once', () => {
  const payment = failed('1001', 'busy')

  assert.deepEqual(offerOf(payment), { offer: 'wait', readyAtMs: SETTLED_AT_MS + 120_000 })
  assert.deepEqual(offerOf(payment, SETTLED_AT_MS + 119_999), { offer: 'wait', readyAtMs: SETTLED_AT_MS + 120_000 })
  assert.deepEqual(offerOf(payment, SETTLED_AT_MS + 120_000), { offer: 'now' })
})

test("the charity's own trouble is not offered again", () => {
  assert.deepEqual(offerOf(failed('8', 'charity-account')), { offer: 'none' })
  assert.deepEqual(offerOf(failed('404.001.03', 'not-sent')), { offer: 'none' })
})

test('a refused push is offered again by its own reason', () => {
  assert.deepEqual(offerOf(failed('400.002.02', 'not-sent')), { offer: 'now' })
  assert.deepEqual(offerOf(failed('500.003.02', 'busy')), { offer: 'wait', readyAtMs: SETTLED_AT_MS + 60_000 })
  assert.deepEqual(offerOf(failed('500.001.1001', 'busy')), { offer: 'wait', readyAtMs: SETTLED_AT_MS + 120_000 })
  assert.deepEqual(offerOf(failed(null, 'not-sent')), { offer: 'wait', readyAtMs: SETTLED_AT_MS + 60_000 })
})

test('a code nobody has documented waits a minute', () => {
  assert.deepEqual(offerOf(failed('4711', 'unknown-code')), { offer: 'wait', readyAtMs: SETTLED_AT_MS + 60_000 })
})

test('an open payment is offered again only once its prompt cannot stand open, and M-PESA is asked first', () => {
  const open = buildPayment()

  assert.deepEqual(offerOf(open, MADE_AT_MS + 89_999), { offer: 'none' })
  assert.deepEqual(offerOf(open, MADE_AT_MS + 90_000), { offer: 'ask-first' })
  assert.equal(toOfferAtMs(open, MADE_AT_MS + 30_000), MADE_AT_MS + 90_000)
  assert.equal(toOfferAtMs(open, MADE_AT_MS + 90_000), null)
  assert.equal(toOfferAtMs(failed('1', 'insufficient-funds'), MADE_AT_MS), null)
})

test('a success that waits for a query is never offered again', () => {
  const claim = { receiptNumber: null, occurredAtMs: null, inboxId: 1, isTrusted: true, atMs: MADE_AT_MS }

  assert.deepEqual(offerOf(buildPayment({ claim }), MADE_AT_MS + 600_000), { offer: 'none' })
})

test('nothing is offered below an older attempt, a paid gift, or one a person looks into', () => {
  const old = failed('1032', 'cancelled')
  const newer = buildPayment({ id: 'b'.repeat(32) as PaymentId, createdAtMs: MADE_AT_MS + 60_000 })

  assert.deepEqual(toRetryOffer(old, [newer, old], SETTLED_AT_MS), { offer: 'none' })
  for (const status of ['succeeded', 'reversed', 'review'] as const) {
    const earlier = buildPayment({ id: 'c'.repeat(32) as PaymentId, status })
    assert.deepEqual(toRetryOffer(old, [old, earlier], SETTLED_AT_MS), { offer: 'none' }, status)
    assert.deepEqual(offerOf(buildPayment({ status })), { offer: 'none' }, status)
  }
})
