// A receipt as an SMS is one message of the GSM alphabet, whatever the names and the amount are.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES } from '../src/languages.ts'
import { toReceiptSms, toReversalSms } from '../src/messages/receipt-sms.ts'
import { MAX_SMS_LENGTH } from '../src/messages/sms-text.ts'

const GSM = /^[A-Za-z0-9 @£$¥\n\r!"#%&'()*+,\-./:;<=>?_]*$/
const FACTS = {
  charity: 'TUMAINI',
  campaign: 'Madarasa',
  amountKes: 500,
  receiptNumber: 'UJK7XQ2M9P',
  url: 'https://give.example.org/v/2026-000417-7K2Q9XW3MB',
}

test('it says who, how much, what for, the code and where to check it', () => {
  assert.equal(
    toReceiptSms(FACTS, 'sw'),
    'TUMAINI: Asante! Tumepokea KSh 500 kwa Madarasa. M-PESA UJK7XQ2M9P. Risiti: https://give.example.org/v/2026-000417-7K2Q9XW3MB',
  )
})

test('it is one message of the GSM alphabet in both languages, however long the names are', () => {
  const charity = 'Shirika la Elimu “Ng’ombe” – Ñandú 🐄 wa Kaunti ya Taita-Taveta na Majirani Wote'
  const campaign = 'Madarasa mapya kumi na mawili ya shule ya msingi ya Mwatate… na maktaba\u00a0yake'
  for (const language of LANGUAGES) {
    for (const amountKes of [10, 250_000]) {
      for (const receiptNumber of [null, 'UJK7XQ2M9P']) {
        for (const write of [toReceiptSms, toReversalSms]) {
          const text = write({ ...FACTS, charity, campaign, amountKes, receiptNumber }, language)

          assert.ok(text.length <= MAX_SMS_LENGTH, `${text.length}: ${text}`)
          assert.match(text, GSM)
          assert.ok(text.endsWith(FACTS.url), text)
          assert.ok(receiptNumber === null || text.includes(receiptNumber), text)
        }
      }
    }
  }
})
