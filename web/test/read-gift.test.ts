// Reading the form: every spelling people use, and everything else answered with what is wrong with it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readGift } from '../app/(donor)/give/[campaign]/read-gift.ts'

const OPTIONS = { floorKes: 10, isPhoneOptional: false }

function form(fields: Record<string, string | readonly string[]>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries({ phone: '0700000001', amount: '500', otherAmount: '', ...fields })) {
    for (const text of [value].flat()) data.append(name, text as string)
  }
  return data
}

const amountOf = (fields: Record<string, string | readonly string[]>) => readGift(form(fields), OPTIONS).amount
const phoneOf = (phone: string | readonly string[]) => readGift(form({ phone }), OPTIONS).phone

test('one number is read however it is written', () => {
  const spellings = [
    '0712345678',
    '0712 345 678',
    '712345678',
    '254712345678',
    '+254 712-345-678',
    '00254712345678',
    '+254 0712 345 678',
    '(0712) 345.678',
    '\u202a+254\u00a0712\u2009345\u200b678\u202c',
    '０７１２３４５６７８',
    '٠٧١٢٣٤٥٦٧٨',
  ]
  for (const spelling of spellings) assert.deepEqual(phoneOf(spelling), { phoneNumber: '254712345678' }, spelling)
  assert.deepEqual(phoneOf('0112 345 678'), { phoneNumber: '254112345678' })
})

test('a wrong number is told apart from every other wrong number', () => {
  const wrong: [string | readonly string[], object][] = [
    ['', { problem: 'empty' }],
    ['   ', { problem: 'empty' }],
    ['071234567', { problem: 'too-short', missingDigits: 1 }],
    ['0712', { problem: 'too-short', missingDigits: 6 }],
    ['07123456789', { problem: 'too-long', extraDigits: 1 }],
    ['0201234567', { problem: 'landline' }],
    ['+256712345678', { problem: 'foreign' }],
    ['abc', { problem: 'not-a-number' }],
    ['9'.repeat(200), { problem: 'not-a-number' }],
    [['0712345678', '0712345679'], { problem: 'several' }],
  ]
  for (const [typed, problem] of wrong) assert.deepEqual(phoneOf(typed), problem, String(typed))
})

test('one amount is read however it is written', () => {
  for (const typed of [
    '1000',
    '1,000',
    '1 000',
    'KSh 1,000',
    'kes 1000',
    '1000/-',
    '1000/=',
    '1000.00',
    ' 1000 ',
    '１０００',
  ]) {
    assert.deepEqual(amountOf({ amount: 'other', otherAmount: typed }), { amountKes: 1_000 }, typed)
  }
  assert.deepEqual(amountOf({ amount: '2500' }), { amountKes: 2_500 })
})

test('a wrong amount is told apart from every other wrong amount', () => {
  const wrong: [Record<string, string | readonly string[]>, object][] = [
    [{ amount: '' }, { problem: 'none-chosen' }],
    [{ amount: ['100', '500'] }, { problem: 'several' }],
    [{ amount: 'other', otherAmount: ['1', '2'] }, { problem: 'several' }],
    [{ amount: 'other', otherAmount: '' }, { problem: 'empty' }],
    [{ amount: 'other', otherAmount: 'abc' }, { problem: 'not-a-number' }],
    [{ amount: 'other', otherAmount: '10.50' }, { problem: 'has-cents' }],
    [{ amount: 'other', otherAmount: '0' }, { problem: 'not-positive' }],
    [{ amount: 'other', otherAmount: '-5' }, { problem: 'not-positive' }],
    [
      { amount: 'other', otherAmount: '1k' },
      { problem: 'did-you-mean', suggestionKes: 1_000 },
    ],
    [{ amount: 'other', otherAmount: '300k' }, { problem: 'too-large' }],
    [{ amount: 'other', otherAmount: '250001' }, { problem: 'too-large' }],
    [{ amount: 'other', otherAmount: '1e9' }, { problem: 'not-a-number' }],
    [{ amount: 'other', otherAmount: '9'.repeat(400) }, { problem: 'not-a-number' }],
    [
      { amount: 'other', otherAmount: '9' },
      { problem: 'below-floor', floorKes: 10 },
    ],
    // A radio's value is ours: what is none of ours is somebody's own form.
    [{ amount: '१००' }, { problem: 'not-a-number' }],
    [{ amount: '１００' }, { problem: 'not-a-number' }],
    [{ amount: '0.5' }, { problem: 'has-cents' }],
    [{ amount: '-500' }, { problem: 'not-positive' }],
  ]
  for (const [fields, problem] of wrong) assert.deepEqual(amountOf(fields), problem, JSON.stringify(fields))
})

test('the largest and the smallest amount pass', () => {
  assert.deepEqual(amountOf({ amount: 'other', otherAmount: '250,000' }), { amountKes: 250_000 })
  assert.deepEqual(amountOf({ amount: 'other', otherAmount: '10' }), { amountKes: 10 })
})

test('an amount typed without choosing "another amount" counts where nothing is chosen', () => {
  const data = new FormData()
  data.set('phone', '0700000001')
  data.set('otherAmount', '750')

  assert.deepEqual(readGift(data, OPTIONS).amount, { amountKes: 750 })
})

test('what was typed into the hidden field does not count while a chip is chosen', () => {
  assert.deepEqual(amountOf({ amount: '500', otherAmount: '9,999' }), { amountKes: 500 })
})

test('all problems are found at once, and what was typed comes back, cut short', () => {
  const gift = readGift(form({ phone: 'x'.repeat(500), amount: 'other', otherAmount: 'y' }), OPTIONS)

  assert.ok('problem' in gift.phone)
  assert.ok('problem' in gift.amount)
  assert.equal(gift.typed.phone.length, 64)
  assert.equal(gift.typed.otherAmount, 'y')
})

test('a retry may leave the number empty, and then means the one before', () => {
  const retry = { floorKes: 10, isPhoneOptional: true }

  assert.deepEqual(readGift(form({ phone: '' }), retry).phone, { phoneNumber: null })
  assert.deepEqual(readGift(form({ phone: '071' }), retry).phone, { problem: 'too-short', missingDigits: 7 })
})

test('only the very amount that was shown in words counts as confirmed', () => {
  assert.equal(readGift(form({ confirmedKes: '30000' }), OPTIONS).confirmedKes, 30_000)
  assert.equal(readGift(form({ confirmedKes: '3e4' }), OPTIONS).confirmedKes, null)
  assert.equal(readGift(form({}), OPTIONS).confirmedKes, null)
})

test('a file in place of a field is no gift and no crash', () => {
  const data = form({})
  data.set('phone', new File(['x'], 'x.txt'))
  data.set('amount', new File(['x'], 'x.txt'))

  const gift = readGift(data, OPTIONS)

  assert.ok('problem' in gift.phone)
  assert.ok('problem' in gift.amount)
})
