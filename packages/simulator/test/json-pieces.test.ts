import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toJsonPieces } from '../src/http/json-pieces.ts'

const written = (value: unknown) => [...toJsonPieces(value)].join('')

test('pieces together are the same JSON', () => {
  const long = Array.from({ length: 1_700 }, (_, place) => ({ place, text: '"\u2028' }))
  for (const value of [[], {}, null, 'text', 5, [1], long, { a: 1, b: long, c: [], d: { e: [1] }, f: null }]) {
    assert.deepEqual(JSON.parse(written(value)), value)
  }
})

test('a list that is made while it is written is a list', () => {
  const made = (function* () {
    for (let count = 0; count < 1_000; count += 1) yield count
  })()

  assert.equal(JSON.parse(written({ made, undefinedIsLeftOut: undefined })).made.length, 1_000)
})

test('a long list comes in many pieces', () => {
  const pieces = [...toJsonPieces(Array.from({ length: 2_000 }, () => 'x'))]

  assert.ok(pieces.length >= 4)
})
