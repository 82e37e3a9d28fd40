// A body two readers could understand differently is not guessed at: it is unreadable, and Daraja is asked instead.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCallback } from '@harambee/daraja'
import fc from 'fast-check'

/** A callback as text, so that what JSON.stringify would never write can be written. */
const toBody = ({ code = '0', amount = '500', more = '' }: { code?: string; amount?: string; more?: string }) =>
  `{"Body":{"stkCallback":{"MerchantRequestID":"m-1","CheckoutRequestID":"ws_CO_1","ResultCode":${code},${more}
  "CallbackMetadata":{"Item":[{"Name":"Amount","Value":${amount}},{"Name":"MpesaReceiptNumber","Value":"UKO1AB2C3D"}]}}}}`

test('a key that stands twice in one object makes the body unreadable, however it is spelt', () => {
  const twice = [
    toBody({ more: '"ResultCode":1032,' }),
    toBody({ code: '1032', more: '"ResultCode":0,' }),
    toBody({ more: '"Result\\u0043ode":0,' }),
    toBody({ more: '"CheckoutRequestID":"ws_CO_1",' }),
    toBody({ amount: '500,"Value":1' }),
    toBody({ amount: '500,"\\u0056alue":500' }),
    `{"Body":1,${toBody({}).slice(1)}`,
    toBody({ more: '"__proto__":1,"__proto__":2,' }),
  ]
  for (const body of twice) {
    const callback = parseCallback(body)

    assert.equal(callback.kind, 'unrecognised', body)
    assert.match(callback.problems.join(), /a key stands twice/)
  }
})

test('the same key in two objects, and a text that is spelt like a key, are no ambiguity', () => {
  const plain = [
    toBody({}),
    toBody({ more: '"ResultDesc":"ResultCode","Other":{"ResultCode":1,"a":["ResultCode","ResultCode"]},' }),
    toBody({ more: '"ResultDesc":"\\\\","\\\\":"\\"",' }),
  ]
  for (const body of plain) assert.equal(parseCallback(body).succeeded, true, body)
})

test('a number a double cannot keep apart from another makes the body unreadable', () => {
  const inexact = [
    '500.00000000000000001',
    '500.000000000000001',
    '0.50000000000000000000001e3',
    '1e-400',
    '1e400',
    '-1e-999999',
    `5${'0'.repeat(5_000)}`,
    `500.${'0'.repeat(5_000)}1`,
    '9007199254740993',
  ]
  for (const number of inexact) {
    assert.match(parseCallback(toBody({ amount: number })).problems.join(), /more digits/, number.slice(0, 40))
    assert.equal(parseCallback(toBody({ code: number })).kind, 'unrecognised', number.slice(0, 40))
  }
})

test('a number that says 500 exactly is 500, however it is written', () => {
  for (const number of ['500', '500.0', '500.00', '5e2', '5.00E+02', '0.5e3', `500.${'0'.repeat(5_000)}`]) {
    assert.equal(parseCallback(toBody({ amount: number })).amountKes, 500, number.slice(0, 40))
  }
})

test('what is nested deeper than any payload is unreadable, and nothing falls over', () => {
  for (const depth of [20, 1_000, 100_000]) {
    const nested = [`${'['.repeat(depth)}${']'.repeat(depth)}`, `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`]
    for (const value of nested) {
      assert.equal(parseCallback(value).kind, 'unrecognised')
      assert.equal(parseCallback(toBody({ more: `"Other":${value},` })).kind, 'unrecognised')
    }
  }
})

test('JSON as one machine writes it for another is never ambiguous', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 12, noUnicodeString: false }), text => {
      assert.doesNotMatch(parseCallback(text).problems.join(), /two ways/, text)
    }),
    { numRuns: 300 },
  )
})

test('a key added a second time anywhere is found', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minKeys: 1 }),
      fc.nat(),
      (object, chosen) => {
        const keys = Object.keys(object)
        const key = JSON.stringify(keys[chosen % keys.length])
        const body = `{"outer":[${JSON.stringify(object).slice(0, -1)},${key}:0}]}`

        assert.match(parseCallback(body).problems.join(), /a key stands twice/)
      },
    ),
    { numRuns: 300 },
  )
})
