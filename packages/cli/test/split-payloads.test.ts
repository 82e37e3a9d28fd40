import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPayloads } from '../src/callbacks/split-payloads.ts'

const failed = (checkout: string, code = 1032) => ({
  Body: {
    stkCallback: { MerchantRequestID: 'm-1', CheckoutRequestID: checkout, ResultCode: code, ResultDesc: 'text' },
  },
})
const read = (text: string) => readPayloads(Buffer.from(text))
const codes = (text: string) => read(text).map(callback => callback.resultCode)

test('one value is one payload', () => {
  assert.deepEqual(codes(JSON.stringify(failed('a'))), ['1032'])
})

test('an array is its elements', () => {
  assert.deepEqual(codes(JSON.stringify([failed('a'), failed('b', 1)])), ['1032', '1'])
})

test('an array without a callback is one payload nobody knows', () => {
  assert.deepEqual(
    read('[1,2,3]').map(callback => callback.kind),
    ['unrecognised'],
  )
})

test('one callback a line is a sequence, blank lines between them or not', () => {
  const text = `${JSON.stringify(failed('a'))}\n\n${JSON.stringify(failed('b', 1))}\r\n`

  assert.deepEqual(codes(text), ['1032', '1'])
})

test('what a log writes in front of a callback is left out', () => {
  const text = [
    `2026-11-24 12:00:00 INFO callback ${JSON.stringify(failed('a'))}`,
    `2026-11-24 12:00:09 INFO callback ${JSON.stringify(failed('b', 1037))}`,
  ].join('\n')

  assert.deepEqual(codes(text), ['1032', '1037'])
})

test('a broken line among whole ones is one unrecognised payload', () => {
  const text = `${JSON.stringify(failed('a'))}\n{"Body":{"stkCal\n${JSON.stringify(failed('b', 1))}`

  assert.deepEqual(
    read(text).map(callback => callback.kind),
    ['stk', 'unrecognised', 'stk'],
  )
})

test('the deliveries of one request may stand over several lines', () => {
  const text = `${JSON.stringify(failed('a'), null, 2)}\n${JSON.stringify(failed('a', 1019), null, 2)}\n`

  assert.deepEqual(codes(text), ['1032', '1019'])
})

test('a raw log of several requests over several lines stays whole and says what would help', () => {
  const text = `${JSON.stringify(failed('a'), null, 2)}\n\n${JSON.stringify(failed('b'), null, 2)}`

  const [only, ...others] = read(text)

  assert.equal(others.length, 0)
  assert.equal(only?.kind, 'unrecognised')
  assert.match(only?.problems.join() ?? '', /2 JSON values.*one a line/)
})

test('a broken body over several lines is one payload, though some of its lines are JSON', () => {
  const text = '{"Body":{"stkCallback":{\n{"Name":"Balance"}\n{"TransID":"A","TransAmount":"1"},\n'

  assert.equal(read(text).length, 1)
})

test('whatever the bytes, there is at least one payload and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      assert.ok(readPayloads(bytes).length >= 1)
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^[{}[\]",:\\\n a1]{0,60}$/), text => {
      assert.ok(read(text).length >= 1)
    }),
  )
})

test('any number of callbacks, one a line, comes back in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 2, maxLength: 20 }), results => {
      const text = results.map(code => JSON.stringify(failed('a', code))).join('\n')
      assert.deepEqual(codes(text), results.map(String))
    }),
  )
})
