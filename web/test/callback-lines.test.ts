// What the newcomer's page says of a callback: plain words, and no phone number.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InboxEntry } from '@harambee/payments'
import { toCallbackLine } from '../app/welcome/callback-lines.ts'
import { toWords } from '../words/words.ts'
import { MADE_AT_MS } from './build-payment.ts'

const words = toWords('en')

function buildEntry(body: unknown, changes: Partial<InboxEntry> = {}): InboxEntry {
  return {
    id: 1,
    receivedAtMs: MADE_AT_MS,
    peerAddress: '127.0.0.1',
    isAllowed: true,
    door: 'payment',
    channel: 'stk',
    verdict: 'applied',
    because: null,
    paymentId: null,
    rawBody: Buffer.from(JSON.stringify(body)),
    ...changes,
  }
}

const stk = (ResultCode: number, items: object[] = []) => ({
  Body: {
    stkCallback: {
      MerchantRequestID: 'm',
      CheckoutRequestID: 'ws_CO_1',
      ResultCode,
      ResultDesc: 'x',
      ...(items.length === 0 ? {} : { CallbackMetadata: { Item: items } }),
    },
  },
})

const PAID = stk(0, [
  { Name: 'Amount', Value: 500 },
  { Name: 'MpesaReceiptNumber', Value: 'UKO1AB2C3D' },
  { Name: 'TransactionDate', Value: 20261124100200 },
  { Name: 'PhoneNumber', Value: 254700000001 },
])

test('a paid callback names amount and receipt, and no phone number', () => {
  const line = toCallbackLine(buildEntry(PAID), words)

  assert.deepEqual(line, {
    id: 1,
    time: '10:00:00',
    text: 'KSh\u00a0500 paid, receipt UKO1AB2C3D',
    verdict: 'applied',
    isOdd: false,
  })
})

test('a failed callback names its code, a second one that it counts once', () => {
  assert.equal(toCallbackLine(buildEntry(stk(1032)), words).text, 'not paid, code 1032')
  const second = toCallbackLine(buildEntry(PAID, { verdict: 'duplicate' }), words)
  assert.equal(second.verdict, 'the same again: counted once')
  assert.equal(second.isOdd, true)
})

test('what cannot be read or opened is still a line', () => {
  assert.equal(toCallbackLine(buildEntry('?'), words).text, 'a callback of another kind')
  assert.equal(toCallbackLine(buildEntry(null, { rawBody: null, verdict: null }), words).verdict, 'stored, being read')
})
