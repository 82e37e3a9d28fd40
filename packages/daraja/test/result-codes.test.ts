import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainResultCode, listResultCodes } from '@harambee/daraja'

/** Every code seen in recorded callbacks (docs/daraja.md §5). */
const SEEN = [
  '0',
  '1',
  '17',
  '1001',
  '1019',
  '1025',
  '1031',
  '1032',
  '1037',
  '2001',
  '2026',
  '8006',
  '9999',
  'SFC_IC0003',
  'BW-JMS-100039',
]

test('every code seen in recorded callbacks is known', () => {
  assert.deepEqual(
    SEEN.filter(code => !explainResultCode(code).isKnown),
    [],
  )
})

test('a code is the same as number and as text', () => {
  assert.deepEqual(explainResultCode(1032), explainResultCode(' 1032 '))
  assert.equal(explainResultCode(1032).failureReason, 'cancelled')
})

test('only code 0 is money taken, and only 4999 is still processing', () => {
  assert.deepEqual(
    listResultCodes()
      .filter(code => code.money === 'taken')
      .map(code => code.code),
    ['0'],
  )
  assert.deepEqual(
    listResultCodes()
      .filter(code => !code.isFinal)
      .map(code => code.code),
    ['4999'],
  )
})

test('every final failure has a reason, and none but success lacks one', () => {
  for (const code of listResultCodes()) {
    assert.equal(code.failureReason === null, code.money === 'taken' || code.money === 'unknown', code.code)
  }
})

test('a code nobody documented is never called final, and never "nothing was taken"', () => {
  for (const code of ['4242', 'XYZ', '', '-1', '99999999999999999999']) {
    const meaning = explainResultCode(code)

    assert.equal(meaning.isKnown, false)
    assert.equal(meaning.isFinal, false)
    assert.equal(meaning.failureReason, 'unknown-code')
    assert.equal(meaning.money, 'not-received')
  }
})
