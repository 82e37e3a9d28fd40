// Callbacks whose text no database likes: each becomes a stored row with a verdict, none keeps the others from being
// drained, and the books stay whole.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { request } from './open-test-engine.ts'

/** The largest body is 16 KiB. */
const LONG = 15_000

/** What a text may hold that is none: as JSON writes it, so that it arrives as it is. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a NUL': 'a\\u0000b',
  'only NULs': '\\u0000\\u0000',
  'half a surrogate pair': 'a\\ud800',
  'the other half': '\\udc00b',
  'control characters': 'a\\u0001\\u001b[31m\\u007f\\u0085',
  'marks that turn text around': 'a\\u202e\\u2066b',
  '15,000 letters': 'A'.repeat(LONG),
  // Nothing that compresses fits into an index by itself.
  '15,000 random letters': randomBytes(LONG).toString('base64').slice(0, LONG),
  'a quote, a backslash and braces': '\\"\\\\{}\',NULL',
}

const FIELDS = [
  'CheckoutRequestID',
  'MerchantRequestID',
  'ResultCode',
  'ResultDesc',
  'MpesaReceiptNumber',
  'TransID',
  'BillRefNumber',
  'MSISDN',
  'BusinessShortCode',
  'TransTime',
] as const

/** A callback with one field as it should not be, about nobody's payment. */
function toBody(field: (typeof FIELDS)[number], text: string): string {
  const marked = {
    MerchantRequestID: 'm-strange',
    CheckoutRequestID: 'ws_CO_strange',
    ResultCode: '0',
    ResultDesc: 'x',
  }
  const items = [
    { Name: 'Amount', Value: 500 },
    { Name: 'MpesaReceiptNumber', Value: 'UKO7STRANGE' },
  ]
  const mark = 'HOSTILE'
  const stk = {
    Body: {
      stkCallback: {
        ...marked,
        ...(field in marked && { [field]: mark }),
        CallbackMetadata: { Item: items.map(item => (item.Name === field ? { ...item, Value: mark } : item)) },
      },
    },
  }
  const isConfirmation = field === 'TransID' || (!(field in marked) && field !== 'MpesaReceiptNumber')
  const body = isConfirmation ? c2bBody({ TransID: 'UKO7STRANGE', [field]: mark }) : JSON.stringify(stk)
  return body.replace(mark, text)
}

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`${name} in any field: stored, told apart, and the callbacks beside it are applied`, async context => {
    const { engine, callBack, callBackByKey, send, find, configuration } = await openListener(context)
    const payment = await request(engine)
    const base = new URL(configuration.callbacks.base.reveal()).pathname

    for (const field of FIELDS) {
      const body = toBody(field, text)
      const replies = [await callBackByKey(body), await send(`${base}/c2b/confirmation`, body)]
      if (!body.includes('TransID')) replies.push(await callBack(payment, body))
      assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200], field)
    }
    await callBack(payment, failureBody(payment, '1032'))
    await callBack(payment, successBody(payment))

    const inbox = await engine.listInbox({ limit: 1_000 })
    const left = inbox.filter(
      ({ verdict, because }) => verdict === null || because?.startsWith('it could not be applied'),
    )
    assert.deepEqual(
      left.map(({ id, because }) => [id, because]),
      [],
    )
    assert.equal((await find(payment)).receiptNumber !== null, true)
    assert.equal((await engine.verifyBooks()).firstBadRow, null)
  })
}
