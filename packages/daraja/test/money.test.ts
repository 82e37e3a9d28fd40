import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatShillings, groupThousands, isShillings, parseShillings, parseWireAmount } from '@harambee/daraja'
import fc from 'fast-check'

const THOUSAND = [
  '1000',
  '1,000',
  '1 000',
  '1\u00a0000',
  'KSh 1,000',
  'Ksh1000',
  'KES 1000',
  'kshs. 1,000',
  'sh 1000',
  '1000/-',
  '1,000/=',
  '1000.00',
  '1,000.0',
  'KSh 1,000/-',
  '１０００',
  ' 1000 ',
  '1000 bob',
  '1000 shillings',
]
for (const typed of THOUSAND) {
  test(`${JSON.stringify(typed)} is a thousand shillings`, () => {
    assert.deepEqual(parseShillings(typed), { amountKes: 1000 })
  })
}

const WRONG: [typed: unknown, problem: object][] = [
  ['', { problem: 'empty' }],
  [undefined, { problem: 'empty' }],
  ['  ', { problem: 'empty' }],
  ['0', { problem: 'not-positive' }],
  ['-5', { problem: 'not-positive' }],
  ['0.00', { problem: 'not-positive' }],
  ['100.50', { problem: 'has-cents' }],
  ['0.5', { problem: 'has-cents' }],
  ['1k', { problem: 'did-you-mean', suggestionKes: 1000 }],
  ['2.5k', { problem: 'did-you-mean', suggestionKes: 2500 }],
  ['0k', { problem: 'not-positive' }],
  ['five hundred', { problem: 'not-a-number' }],
  ['1e3', { problem: 'not-a-number' }],
  ['0x64', { problem: 'not-a-number' }],
  ['1,00', { problem: 'not-a-number' }],
  ['1.000', { problem: 'not-a-number' }],
  ['१००', { problem: 'not-a-number' }],
  ['100 200', { amountKes: 100200 }],
  ['NaN', { problem: 'not-a-number' }],
  ['Infinity', { problem: 'not-a-number' }],
  ['9'.repeat(12), { problem: 'too-large' }],
  ['9'.repeat(100_000), { problem: 'not-a-number' }],
]
for (const [typed, problem] of WRONG) {
  test(`${JSON.stringify(String(typed).slice(0, 30))} is read as ${JSON.stringify(problem)}`, () => {
    assert.deepEqual(parseShillings(typed), problem)
  })
}

test('an amount on the wire is a whole positive number or nothing', () => {
  for (const [value, amountKes] of [
    [500, 500],
    [500.0, 500],
    ['500', 500],
    ['500.00', 500],
    ['1.00', 1],
    [1, 1],
    [0, null],
    [-1, null],
    [0.5, null],
    ['500.50', null],
    ['1e2', null],
    ['0500', null],
    ['00.00', null],
    ['', null],
    [Number.NaN, null],
    [2 ** 53, null],
    [[500], null],
    [{ value: 500 }, null],
    [true, null],
    [null, null],
    [undefined, null],
  ] as const) {
    assert.equal(parseWireAmount(value), amountKes, JSON.stringify(value))
  }
})

test('no typed text ever becomes a fraction or a number out of range', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.double().map(String),
        fc.float().map(n => `KSh ${n}`),
      ),
      typed => {
        const result = parseShillings(typed)

        assert.ok(!('amountKes' in result) || isShillings(result.amountKes))
      },
    ),
  )
})

test('amounts are grouped the way Kenyans write them', () => {
  assert.equal(groupThousands(5), '5')
  assert.equal(groupThousands(1234567), '1,234,567')
  assert.equal(formatShillings(187400), 'KSh\u00a0187,400')
})
