// What the site says: complete in both languages, never accusing, and never wrong about money.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainResultCode, listResultCodes } from '@harambee/daraja'
import { OUTCOMES, toOutcome } from '../app/(donor)/pay/[paymentId]/outcome.ts'
import { LANGUAGES } from '../words/languages.ts'
import { toAmountSentence, toPhoneSentence, toRequestSentence } from '../words/problem-sentences.ts'
import { toWords, type Words } from '../words/words.ts'

/** Every text of a dictionary with its place; functions are called with stand-ins. */
function listTexts(value: unknown, place: string): { place: string; text: string }[] {
  if (typeof value === 'string') return [{ place, text: value }]
  if (typeof value === 'function') {
    const text: unknown = value('KSh 500', 'TUMAINI TRUST', 'MADARASA')
    return [{ place, text: String(text) }]
  }
  return Object.entries(value as object).flatMap(([key, inner]) => listTexts(inner, `${place}.${key}`))
}

test('both languages have the same places', () => {
  const places = (words: Words) => listTexts(words, '').map(({ place }) => place)

  assert.deepEqual(places(toWords('sw')), places(toWords('en')))
})

test('no text is empty, but for the phase that needs no help', () => {
  const empty = LANGUAGES.flatMap(language => listTexts(toWords(language), language))
    .filter(({ text }) => text.trim() === '')
    .map(({ place }) => place)

  assert.deepEqual(empty, ['en.waiting.help.enter-pin', 'sw.waiting.help.enter-pin'])
})

test('no text shouts, but for thanks', () => {
  const loud = LANGUAGES.flatMap(language => listTexts(toWords(language), language))
    .filter(({ text }) => text.replaceAll(/Asante( sana)?!/g, '').includes('!'))
    .map(({ place }) => place)

  assert.deepEqual(loud, [])
})

test('Kiswahili is not left in English', () => {
  const english = new Map(listTexts(toWords('en'), '').map(({ place, text }) => [place, text]))
  const same = listTexts(toWords('sw'), '')
    .filter(({ place, text }) => text !== '' && english.get(place) === text)
    .map(({ place }) => place)

  // The prompt and its keys are drawn as the phone shows them; names of M-PESA's own menus stay.
  assert.deepEqual(same, [
    '.give.payBill',
    '.give.buyGoods',
    '.waiting.phoneQuestion',
    '.waiting.phonePin',
    '.waiting.phoneCancel',
    '.waiting.phoneOk',
    '.receipt.thanks',
  ])
})

test('every documented result code has its three sentences in both languages', () => {
  for (const { code, failureReason } of listResultCodes()) {
    if (failureReason === null) continue
    const outcome = toOutcome({ failureReason, resultCode: code })
    for (const language of LANGUAGES) {
      const { what, money, next } = toWords(language).outcomes[outcome]
      assert.ok(what && money && next, `${code} in ${language}`)
    }
  }
})

test('every outcome is reached by some code or refusal', () => {
  const reached = new Set(
    listResultCodes().flatMap(({ code, failureReason }) =>
      failureReason === null ? [] : [toOutcome({ failureReason, resultCode: code })],
    ),
  )
  reached.add(toOutcome({ failureReason: 'not-sent', resultCode: '400.002.02' }))
  reached.add(toOutcome({ failureReason: 'not-sent', resultCode: '404.001.03' }))
  reached.add(toOutcome({ failureReason: 'busy', resultCode: '500.003.02' }))
  reached.add(toOutcome({ failureReason: 'unknown-code', resultCode: '4711' }))

  assert.deepEqual([...reached].sort(), [...OUTCOMES].sort())
})

test('"nothing was taken" is said exactly where it is certain', () => {
  for (const { code, money, failureReason } of listResultCodes()) {
    if (failureReason === null) continue
    const sentences = toWords('en').outcomes[toOutcome({ failureReason, resultCode: code })]
    assert.equal(/nothing was taken/i.test(sentences.money), money === 'not-taken', `${code}: ${sentences.money}`)
  }
  const unknown = explainResultCode('4711')
  assert.equal(unknown.money, 'not-received')
  assert.match(toWords('en').outcomes['unknown-code'].money, /received no money/)
})

test('a refused push says that nothing was sent', () => {
  for (const outcome of ['request-refused', 'our-side', 'many-givers'] as const) {
    assert.match(toWords('en').outcomes[outcome].money, /nothing was sent/i)
  }
})

test('every problem of a form is one sentence of its own', () => {
  for (const language of LANGUAGES) {
    const words = toWords(language)
    const phone = [
      ...(['empty', 'not-a-number', 'foreign', 'landline', 'not-mobile', 'several'] as const).map(problem =>
        toPhoneSentence(words, { problem }),
      ),
      toPhoneSentence(words, { problem: 'too-short', missingDigits: 1 }),
      toPhoneSentence(words, { problem: 'too-short', missingDigits: 3 }),
      toPhoneSentence(words, { problem: 'too-long', extraDigits: 1 }),
      toPhoneSentence(words, { problem: 'too-long', extraDigits: 2 }),
    ]
    const amount = [
      ...(['none-chosen', 'several', 'empty', 'not-a-number', 'has-cents', 'not-positive', 'too-large'] as const).map(
        problem => toAmountSentence(words, { problem }),
      ),
      toAmountSentence(words, { problem: 'did-you-mean', suggestionKes: 1_000 as never }),
      toAmountSentence(words, { problem: 'below-floor', floorKes: 10 }),
    ]
    const request = [
      toRequestSentence(words, { problem: 'prompt-open', paymentId: null }),
      toRequestSentence(words, { problem: 'still-checking' }),
      toRequestSentence(words, { problem: 'no-retry' }),
      toRequestSentence(words, { problem: 'unavailable' }),
      toRequestSentence(words, { problem: 'too-early', waitSeconds: 90 }),
    ]
    const all = [...phone, ...amount, ...request]
    assert.equal(new Set(all).size, all.length, language)
  }
})
