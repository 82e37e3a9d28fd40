import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toAmountInWords } from '../words/amount-in-words.ts'

test('amounts read in English', () => {
  const expected: [number, string][] = [
    [1, 'one shilling'],
    [10, 'ten shillings'],
    [21, 'twenty-one shillings'],
    [100, 'one hundred shillings'],
    [115, 'one hundred and fifteen shillings'],
    [500, 'five hundred shillings'],
    [1_000, 'one thousand shillings'],
    [1_005, 'one thousand and five shillings'],
    [2_500, 'two thousand five hundred shillings'],
    [30_000, 'thirty thousand shillings'],
    [99_999, 'ninety-nine thousand nine hundred and ninety-nine shillings'],
    [250_000, 'two hundred and fifty thousand shillings'],
  ]
  for (const [amountKes, words] of expected) assert.equal(toAmountInWords(amountKes, 'en'), words)
})

test('amounts read in Kiswahili, and 25,000 differs from 20,005', () => {
  const expected: [number, string][] = [
    [1, 'shilingi moja'],
    [10, 'shilingi kumi'],
    [21, 'shilingi ishirini na moja'],
    [100, 'shilingi mia moja'],
    [121, 'shilingi mia moja ishirini na moja'],
    [500, 'shilingi mia tano'],
    [1_000, 'shilingi elfu moja'],
    [1_005, 'shilingi elfu moja, na tano'],
    [2_500, 'shilingi elfu mbili, mia tano'],
    [20_005, 'shilingi elfu ishirini, na tano'],
    [25_000, 'shilingi elfu ishirini na tano'],
    [30_000, 'shilingi elfu thelathini'],
    [250_000, 'shilingi laki mbili, elfu hamsini'],
  ]
  for (const [amountKes, words] of expected) assert.equal(toAmountInWords(amountKes, 'sw'), words)
})

test('no two amounts read the same', () => {
  for (const language of ['en', 'sw'] as const) {
    const seen = new Set<string>()
    for (let amountKes = 1; amountKes <= 250_000; amountKes += amountKes < 3_000 ? 1 : 97) {
      const words = toAmountInWords(amountKes, language)
      assert.ok(!seen.has(words), words)
      seen.add(words)
    }
  }
})

test('what is no whole number of shillings has no words', () => {
  for (const amountKes of [0, -1, 0.5, Number.NaN, 1_000_000]) {
    assert.throws(() => toAmountInWords(amountKes, 'en'), RangeError)
  }
})
