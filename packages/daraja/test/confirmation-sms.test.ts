// M-PESA's messages in every wording we know of, and in what people and programs make of them on the way.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConfirmationSms, listReceiptSpellings, MAX_SMS_LENGTH, parseConfirmationSms } from '@harambee/daraja'
import fc from 'fast-check'

const CODE = 'UJK7XQ2M9P'
const AT = Date.parse('2026-11-30T07:02:00Z')

function read(text: unknown): ConfirmationSms {
  const parsed = parseConfirmationSms(text)
  if ('problem' in parsed) throw new Error(`${parsed.problem}: ${String(text)}`)
  return parsed
}

const toFacts = (text: string) => {
  const { receiptNumber, amountKes, payee, account, occurredAtMs } = read(text)
  return [receiptNumber, amountKes, payee, account, occurredAtMs]
}

const REST =
  'New M-PESA balance is Ksh1,234.00. Transaction cost, Ksh0.00. Amount you can transact within the day is 499,500.00.'
const SALIO = 'Salio lako jipya la M-PESA ni Ksh1,234.00. Gharama ya kutuma ni Ksh0.00.'

test('a payment to a PayBill is read whole, in both languages and whatever became of its spaces', () => {
  for (const text of [
    `${CODE} Confirmed. Ksh500.00 sent to TUMAINI TRUST for account MADARASA on 30/11/26 at 10:02 AM ${REST}`,
    `${CODE} Confirmed.Ksh500.00 sent to TUMAINI TRUST for account MADARASA on 30/11/26 at 10:02 AM.${REST}`,
    `${CODE}Confirmed.Ksh500.00sent toTUMAINI TRUSTfor accountMADARASAon 30/11/26at10:02AMNew M-PESA balance is Ksh9.00`,
    `${CODE} Confirmed. Ksh 500 sent to TUMAINI TRUST Account Number MADARASA on 30/11/2026 at 10:02`,
    `${CODE} Confirmed. KES500.00 paid to TUMAINI TRUST, acc. no. MADARASA, on 30-11-26 at 10.02 AM`,
    `[10:05, 1/12/2026] Jirani: *${CODE}* Confirmed. Ksh500.00 sent to TUMAINI TRUST for account MADARASA on 30/11/26 at 10:02 AM`,
    `Forwarded\n> ${CODE} Confirmed. Ksh500.00\n> sent to TUMAINI\n> TRUST for account MADARASA\n> on 30/11/26 at 10:02 AM`,
    `${CODE} Imethibitishwa. Ksh500.00 imetumwa kwa TUMAINI TRUST kwa akaunti MADARASA tarehe 30/11/26 saa 10:02 AM. ${SALIO}`,
    `${CODE} Imethibitishwa.Ksh500.00 imelipwa kwa TUMAINI TRUST kwa ajili ya akaunti MADARASA mnamo 30/11/26 saa 10:02 asubuhi.${SALIO}`,
    `${CODE} Imethibitishwa. Umelipa Ksh500.00 kwa TUMAINI TRUST akaunti nambari MADARASA tarehe 30/11/26 saa 10:02 AM`,
    `${CODE} Imethibitishwa. Umelipa TUMAINI TRUST Ksh500.00 akaunti MADARASA tarehe 30/11/26 saa 10:02 AM`,
  ]) {
    assert.deepEqual(toFacts(text), [CODE, 500, 'TUMAINI TRUST', 'MADARASA', AT], text)
  }
})

test('a till has no account, and its full stop ends no name', () => {
  for (const text of [
    `${CODE} Confirmed. Ksh1,000.00 paid to TUMAINI TRUST. on 30/11/26 at 10:02 AM.${REST}`,
    `${CODE} Imethibitishwa. Ksh1,000.00 imelipwa kwa TUMAINI TRUST. tarehe 30/11/26 saa 10:02 AM. ${SALIO}`,
  ]) {
    assert.deepEqual(toFacts(text), [CODE, 1_000, 'TUMAINI TRUST', null, AT], text)
  }
  const church = read(`${CODE} Confirmed. Ksh50.00 paid to ST. MARY'S CHURCH. on 1/2/26 at 1:02 PM.${REST}`)
  assert.deepEqual([church.payee, church.occurredAtMs], ["ST. MARY'S CHURCH", Date.parse('2026-02-01T10:02:00Z')])
})

test('money to a person’s phone is told from money to a short code, and money that came is no payment', () => {
  const sent = read(`${CODE} Confirmed. Ksh500.00 sent to JANE DOE 0700000123 on 30/11/26 at 10:02 AM. ${REST}`)
  assert.deepEqual([sent.payee, sent.isToPhone], ['JANE DOE', true])
  const came = read(`${CODE} Confirmed.You have received Ksh500.00 from JANE DOE 0700000123 on 30/11/26 at 10:02 AM`)
  assert.deepEqual([came.amountKes, came.payee], [null, null])
  const borrowed = read(`${CODE} Confirmed. Fuliza M-PESA amount is Ksh 100.00. Interest charged Ksh 1.00.`)
  assert.deepEqual([borrowed.receiptNumber, borrowed.amountKes], [CODE, null])
})

test('cents are told and never rounded', () => {
  const { amountKes, hasCents } = read(`${CODE} Confirmed. Ksh500.50 paid to TUMAINI TRUST. on 30/11/26`)
  assert.deepEqual([amountKes, hasCents], [null, true])
})

test('midnight, noon, the 31st of a short month', () => {
  const at = (when: string) => read(`${CODE} Confirmed. Ksh5.00 paid to X LTD. on ${when}`).occurredAtMs
  assert.equal(at('30/11/26 at 12:00 AM'), Date.parse('2026-11-29T21:00:00Z'))
  assert.equal(at('30/11/26 at 12:00 PM'), Date.parse('2026-11-30T09:00:00Z'))
  assert.equal(at('30/11/26 at 22:05'), Date.parse('2026-11-30T19:05:00Z'))
  assert.equal(at('31/11/26 at 10:00 AM'), null)
})

test('a code alone may have any spelling, and O for 0 or I for 1', () => {
  for (const typed of [
    CODE,
    CODE.toLowerCase(),
    'UJK7 XQ2M 9P',
    ' UJK7-XQ2M-9P.',
    'ＵＪＫ７ＸＱ２Ｍ９Ｐ',
    `\u200e${CODE}\u200f`,
    `code: ${CODE}`,
  ]) {
    assert.equal(read(typed).receiptNumber, CODE, typed)
  }
  assert.deepEqual(read('UKO1AB2C3D').spellings, ['UKO1AB2C3D', 'UK01AB2C3D', 'UKOIAB2C3D', 'UK0IAB2C3D'])
  assert.deepEqual(read('0JK7XQ2M9P').spellings, ['OJK7XQ2M9P'])
  assert.equal(listReceiptSpellings('O1O1O1O1O1').length, 10)
})

test('what is no code says why, and a sentence is not taken for one', () => {
  for (const [typed, expected] of [
    ['', { problem: 'empty' }],
    [undefined, { problem: 'empty' }],
    [' \u200b ', { problem: 'empty' }],
    [CODE.slice(1), { problem: 'wrong-length', length: 9 }],
    [`${CODE}X`, { problem: 'wrong-length', length: 11 }],
    [`my code is ${CODE.slice(0, 8)} thank you very much`, { problem: 'wrong-length', length: 8 }],
    ['I have paid already, please look', { problem: 'no-code' }],
    ['confirmed by the boss', { problem: 'no-code' }],
    ['0700000123', { problem: 'no-code' }],
  ] as const) {
    const parsed = parseConfirmationSms(typed)
    assert.deepEqual(parsed, expected, String(typed))
  }
})

const codes = fc
  .tuple(fc.stringMatching(/^[A-Z][A-Z0-9]{9}$/))
  .map(([code]) => code)
  .filter(code => /\d/.test(code))
const names = fc.constantFrom(
  'TUMAINI TRUST',
  'A.I.C. KIJABE',
  "ST. MARY'S",
  'EQUITY PAYBILL ACCOUNTS',
  'SAMSON ONDIEK',
  'NEWMAN LTD',
)
const noise = fc.constantFrom('', '\u200e', 'Fwd: ', '*', '\n', '\u00a0', '> ', '[1:02, 2/3/2025] A: ')

test('whatever the code, the amount, the day and the noise around them, they are read as they were written', () => {
  fc.assert(
    fc.property(
      codes,
      fc.integer({ min: 1, max: 250_000 }),
      fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2039-12-31T00:00:00Z'), noInvalidDate: true }),
      names,
      noise,
      fc.boolean(),
      fc.boolean(),
      (code, amountKes, date, name, around, isSmall, isSwahili) => {
        const minutes = Math.floor(date.getTime() / 60_000) * 60_000
        const local = new Date(minutes + 3 * 60 * 60_000)
        const [year, month, day] = [local.getUTCFullYear() % 100, local.getUTCMonth() + 1, local.getUTCDate()]
        const hour = local.getUTCHours()
        const time = `${hour % 12 || 12}:${String(local.getUTCMinutes()).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
        const money = `Ksh${amountKes.toLocaleString('en-US')}.00`
        const when = `${day}/${month}/${year} ${isSwahili ? 'saa' : 'at'} ${time}`
        const text = isSwahili
          ? `${around}${code} Imethibitishwa. ${money} imetumwa kwa ${name} kwa akaunti MAD-7K2QX4 tarehe ${when}. ${SALIO}`
          : `${around}${code} Confirmed. ${money} sent to ${name} for account MAD-7K2QX4 on ${when} ${REST}`
        const sms = read(isSmall ? text.toLowerCase() : text)
        assert.equal(sms.receiptNumber, code)
        assert.equal(sms.amountKes, amountKes)
        assert.equal(sms.occurredAtMs, minutes)
        assert.equal(sms.payee?.toUpperCase(), name)
        assert.equal(sms.account?.toUpperCase(), 'MAD-7K2QX4')
      },
    ),
  )
})

test('any text is read without a throw, to the same answer again, and no code comes out that can be none', () => {
  const pieces = fc.constantFrom(
    'Ksh',
    '1,000',
    '.00',
    ' sent to ',
    'kwa',
    ' account ',
    '30/11/26',
    ' at ',
    CODE,
    ' ',
    '\n',
    '.',
    'ni ',
  )
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map(parts => parts.join('')),
    // What would make a pattern that backtracks go on for ever.
    fc.tuple(pieces, fc.integer({ min: 1, max: 3_000 })).map(([piece, times]) => piece.repeat(times)),
  )
  fc.assert(
    fc.property(anything, text => {
      const first = parseConfirmationSms(text)
      assert.deepEqual(parseConfirmationSms(text.slice(0, MAX_SMS_LENGTH)), first)
      if ('problem' in first) return
      assert.match(first.receiptNumber, /^[A-Z0-9]{10}$/)
      assert.ok(first.spellings.length > 0 && first.spellings.length <= 16)
      assert.ok(first.amountKes === null || Number.isSafeInteger(first.amountKes))
    }),
  )
})
