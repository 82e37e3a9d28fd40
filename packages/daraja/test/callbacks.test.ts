import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCallback } from '@harambee/daraja'
import fc from 'fast-check'

const item = (Name: string, Value?: unknown) => (Value === undefined ? { Name } : { Name, Value })
const stk = (over: Record<string, unknown>, items?: unknown) =>
  JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: 'm-1',
        CheckoutRequestID: 'ws_CO_1',
        ResultCode: 0,
        ResultDesc: 'text',
        ...over,
        ...(items === undefined ? {} : { CallbackMetadata: { Item: items } }),
      },
    },
  })
const PAID = [
  item('Amount', 500),
  item('MpesaReceiptNumber', 'UKO1AB2C3D'),
  item('Balance'),
  item('TransactionDate', 20261124120000),
  item('PhoneNumber', 254700000001),
]

test('items are found by name, in any order, with others between', () => {
  const callback = parseCallback(stk({}, [item('Extra', 1), ...PAID.toReversed()]))

  assert.equal(callback.kind, 'stk')
  assert.equal(callback.succeeded, true)
  assert.equal(callback.amountKes, 500)
  assert.equal(callback.receiptNumber, 'UKO1AB2C3D')
  assert.deepEqual(callback.problems, [])
})

test('a success without receipt, amount or metadata does not say that it was paid', () => {
  for (const items of [undefined, [], PAID.slice(1), PAID.slice(0, 1), 'text', [null, 7, []]]) {
    const callback = parseCallback(stk({}, items))

    assert.equal(callback.succeeded, null)
    assert.ok(callback.problems.length > 0)
  }
})

test('an amount that is no whole number of shillings is no amount', () => {
  for (const amount of [500.5, '500.50', '1e2', -500, 0, [500], true, null, 2 ** 53]) {
    const callback = parseCallback(stk({}, [item('Amount', amount), ...PAID.slice(1)]))

    assert.equal(callback.amountKes, null, JSON.stringify(amount))
    assert.equal(callback.succeeded, null)
  }
})

test('among more items than any callback has, none is believed', () => {
  const others = Array.from({ length: 60 }, (_, index) => item(`Extra${index}`, index))
  const callback = parseCallback(stk({}, [...PAID, ...others, item('Amount', 1)]))

  assert.deepEqual([callback.succeeded, callback.amountKes, callback.receiptNumber], [null, null, null])
})

test('two different amounts in one callback are no amount', () => {
  const callback = parseCallback(stk({}, [...PAID, item('Amount', 50_000)]))

  assert.equal(callback.amountKes, null)
  assert.match(callback.problems.join(), /twice/)
})

test('a single item instead of a list is read too', () => {
  assert.equal(parseCallback(stk({}, PAID[0])).amountKes, 500)
})

test('masked, hashed and absent phone numbers do not make a success incomplete', () => {
  for (const phone of ['2547 ***** 349', 'a'.repeat(64), undefined]) {
    const callback = parseCallback(stk({}, [...PAID.slice(0, 4), item('PhoneNumber', phone)]))

    assert.equal(callback.succeeded, true)
    assert.equal(callback.phoneNumber, null)
  }
})

test('a result code stays text, whatever it looks like', () => {
  for (const [code, text] of [
    [1032, '1032'],
    ['1032', '1032'],
    ['BW-JMS-100039', 'BW-JMS-100039'],
    ['SFC_IC0003', 'SFC_IC0003'],
  ]) {
    const callback = parseCallback(stk({ ResultCode: code }))

    assert.equal(callback.resultCode, text)
    assert.equal(callback.succeeded, false)
  }
})

test('an envelope without a result code is no callback', () => {
  for (const code of [undefined, null, {}, [], true, '']) {
    assert.equal(parseCallback(stk({ ResultCode: code })).kind, 'unrecognised')
  }
})

test('a result envelope holds its parameters, however they are nested', () => {
  const parameters = [{ Key: 'ReceiptNo', Value: 'UKO1AB2C3D' }, { Key: 'Amount', Value: 500 }, { Key: 'Empty' }]
  for (const ResultParameters of [parameters, { ResultParameter: parameters }]) {
    const callback = parseCallback(
      JSON.stringify({ Result: { ResultCode: '0', TransactionID: 'UKO1AB2C3D', ResultParameters } }),
    )

    assert.ok(callback.kind === 'result')
    assert.equal(callback.parameters.get('Amount'), '500')
    assert.equal(callback.parameters.get('Empty'), '')
  }
})

test('bytes with a byte order mark, and text that is not UTF-8, are read or refused, never thrown at', () => {
  assert.equal(parseCallback(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(stk({}, PAID))])).kind, 'stk')
  assert.equal(parseCallback(Buffer.from([0xff, 0xfe, 0x00, 0x80])).kind, 'unrecognised')
  assert.equal(parseCallback('').kind, 'unrecognised')
})

test('JSON nested a hundred thousand deep does no harm', () => {
  assert.equal(parseCallback('['.repeat(100_000)).kind, 'unrecognised')
  assert.equal(parseCallback(`{"Body":${'['.repeat(5_000)}${']'.repeat(5_000)}}`).kind, 'unrecognised')
})

test('no bytes whatever make the reader throw, or say paid without a receipt and a whole amount', () => {
  const mutated = fc
    .tuple(
      fc.constantFrom(stk({}, PAID), stk({ ResultCode: 1032 })),
      fc.nat(),
      fc.nat(),
      fc.uint8Array({ maxLength: 8 }),
    )
    .map(([body, from, length, bytes]) => {
      const buffer = Buffer.from(body)
      const start = from % buffer.length
      return Buffer.concat([buffer.subarray(0, start), bytes, buffer.subarray(start + (length % 9))])
    })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        mutated,
        fc.json().map(text => Buffer.from(text)),
      ),
      bytes => {
        const callback = parseCallback(bytes)

        if (callback.succeeded === true && callback.kind !== 'result') {
          assert.ok(Number.isSafeInteger(callback.amountKes) && callback.receiptNumber)
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

test('an identifier holds no control characters, spaces or halves of characters, and is not endless', () => {
  const c2b = (over: object) =>
    JSON.stringify({ TransID: 'UKO1AB2C3D', TransAmount: '500.00', TransTime: '20261124120020', ...over })
  const result = (over: object) => JSON.stringify({ Result: { ResultCode: 0, TransactionID: 'UKO1AB2C3D', ...over } })

  for (const id of ['a\u0000b', '\u0000', 'a b', 'a\n', 'a\ud800', '\udc00', 'a\u202eb', 'ws_CO_é', 'x'.repeat(129)]) {
    const trimmed = id === 'a\n' ? 'a' : null
    assert.equal(parseCallback(stk({ CheckoutRequestID: id }, PAID)).checkoutRequestId, trimmed, JSON.stringify(id))
    assert.equal(parseCallback(stk({ MerchantRequestID: id }, PAID)).merchantRequestId, trimmed)
    assert.equal(parseCallback(result({ TransactionID: id })).receiptNumber, trimmed)
    assert.equal(parseCallback(c2b({ TransID: id })).kind, trimmed === null ? 'unrecognised' : 'c2b')
    assert.equal(parseCallback(stk({ ResultCode: id })).kind, trimmed === null ? 'unrecognised' : 'stk')
  }
})

test('text people have typed is kept, without what no database keeps as it is', () => {
  const read = (text: string) =>
    parseCallback(JSON.stringify({ TransID: 'UKO1AB2C3D', TransAmount: '500', BillRefNumber: text })).accountReference

  assert.equal(read('Mama Ñjeri 💚'), 'Mama Ñjeri 💚')
  assert.equal(read('a\u0000b\u001b[31m'), 'a\ufffdb\ufffd[31m')
  assert.equal(read('a\ud800'), 'a\ufffd')
  assert.equal(read(`${'x'.repeat(499)}💚`), `${'x'.repeat(499)}\ufffd`)
})

test('what stands twice under a hostile name is told in text a database takes', () => {
  const name = `\u0000${'x'.repeat(38)}💚`
  const { problems } = parseCallback(stk({}, [item(name, 1), item(name, 2), ...PAID]))

  assert.match(problems.join(), /stands twice/)
  assert.ok(problems.every(problem => problem.isWellFormed() && !problem.includes('\u0000')))
})
