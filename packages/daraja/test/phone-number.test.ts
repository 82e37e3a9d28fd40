import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isPhoneNumber,
  maskPhoneNumber,
  maskPhoneNumberForPayer,
  type PhoneNumber,
  parsePhoneNumber,
  parseWirePhoneNumber,
  toLocalPhoneNumber,
} from '@harambee/daraja'
import fc from 'fast-check'

const SAME_NUMBER = [
  '0712345678',
  '0712 345 678',
  '0712-345-678',
  '0712.345.678',
  '(0712) 345/678',
  '712345678',
  '254712345678',
  '+254712345678',
  '+254 712-345-678',
  '+254 (0) 712 345 678',
  '00254712345678',
  '+254 0712 345 678',
  '2540712345678',
  '00712345678',
  '\u202a+254 712\u00a0345\u2009678\u202c',
  '\u200b0712\u200b345678\ufeff',
  '０７１２３４５６７８',
  '٠٧١٢٣٤٥٦٧٨',
  '۰۷۱۲۳۴۵۶۷۸',
  '  0712 345 678\n',
  '0712–345–678',
]

for (const typed of SAME_NUMBER) {
  test(`${JSON.stringify(typed)} is 254712345678`, () => {
    assert.deepEqual(parsePhoneNumber(typed), { phoneNumber: '254712345678' })
  })
}

test('the newer 01 numbers are mobile numbers too', () => {
  assert.deepEqual(parsePhoneNumber('0112 345 678'), { phoneNumber: '254112345678' })
  assert.deepEqual(parsePhoneNumber('+254112345678'), { phoneNumber: '254112345678' })
})

const WRONG: [typed: string, problem: object][] = [
  ['', { problem: 'empty' }],
  ['   ', { problem: 'empty' }],
  ['071234567', { problem: 'too-short', missingDigits: 1 }],
  ['07123456', { problem: 'too-short', missingDigits: 2 }],
  ['+25471234567', { problem: 'too-short', missingDigits: 1 }],
  ['07123456789', { problem: 'too-long', extraDigits: 1 }],
  ['2547123456789', { problem: 'too-long', extraDigits: 1 }],
  ['0201234567', { problem: 'landline' }],
  ['020 123 4567', { problem: 'landline' }],
  ['+254 20 1234567', { problem: 'landline' }],
  ['0412345678', { problem: 'landline' }],
  ['+256712345678', { problem: 'foreign' }],
  ['00447123456789', { problem: 'foreign' }],
  ['0812345678', { problem: 'not-mobile' }],
  ['hello', { problem: 'not-a-number' }],
  ['0712a45678', { problem: 'not-a-number' }],
  ["0712345678' OR 1=1", { problem: 'not-a-number' }],
  ['7'.repeat(100_000), { problem: 'not-a-number' }],
]

for (const [typed, problem] of WRONG) {
  test(`${JSON.stringify(typed.slice(0, 30))} is refused as ${Object.values(problem).join(' ')}`, () => {
    assert.deepEqual(parsePhoneNumber(typed), problem)
  })
}

test('whatever is typed, the answer is a number in one form or one problem', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(null, undefined, 7, {})), typed => {
      const result = parsePhoneNumber(typed)

      assert.ok('phoneNumber' in result ? isPhoneNumber(result.phoneNumber) : typeof result.problem === 'string')
    }),
  )
})

test('any spelling with separators between the digits is the same number', () => {
  const separators = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u200e', ' - ')
  fc.assert(
    fc.property(
      fc.constantFrom('0', '254', '+254', '00254', ''),
      fc.stringMatching(/^[17]\d{8}$/),
      fc.array(separators, { minLength: 9, maxLength: 9 }),
      (prefix, significant, gaps) => {
        const typed = prefix + [...significant].map((digit, index) => digit + (gaps[index] ?? '')).join('')
        fc.pre(typed.length <= 64)

        assert.deepEqual(parsePhoneNumber(typed), { phoneNumber: `254${significant}` })
      },
    ),
  )
})

test('masked and hashed numbers in a payload are no numbers', () => {
  assert.equal(parseWirePhoneNumber(254712345678), '254712345678')
  assert.equal(parseWirePhoneNumber('254712345678'), '254712345678')
  assert.equal(parseWirePhoneNumber('2547 ***** 678'), null)
  assert.equal(parseWirePhoneNumber('a'.repeat(64)), null)
  assert.equal(parseWirePhoneNumber(undefined), null)
})

test('a number is shown masked to operators, half masked to its owner, and grouped', () => {
  const phoneNumber = '254712345678' as PhoneNumber

  assert.equal(maskPhoneNumber(phoneNumber), '2547•••••678')
  assert.equal(maskPhoneNumberForPayer(phoneNumber), '0712 ••• 678')
  assert.equal(toLocalPhoneNumber(phoneNumber), '0712 345 678')
})
