// A donation's account reference, as people type it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countSlips, guessReferences, makeAccountReference } from '../src/account-reference.ts'

const CAMPAIGNS = ['MADARASA', 'KISIMA', 'OLIVES']
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Always the same ones, all over the space. */
function* makeSome(campaign: string, count: number): Iterable<string> {
  for (let number = 0; number < count; number++) {
    yield makeAccountReference(
      campaign,
      Uint8Array.from({ length: 5 }, (_, index) => (number * 97 + index * 31 * number + 7) % 251),
    )
  }
}

test('a reference fits a prompt, and holds no characters that look alike', () => {
  for (const reference of makeSome('MADARASA', 200)) {
    assert.match(reference, /^MAD-[0-9A-HJKMNP-TV-Z]{6}$/)
    assert.ok(reference.length <= 12)
  }
})

test('capitals, blanks, dashes, look-alikes and missing letters of the campaign are forgiven', () => {
  for (const campaign of ['MADARASA', 'OLIVES']) {
    for (const reference of makeSome(campaign, 50)) {
      const code = reference.slice(4)
      const alike = reference.replace(/0/g, 'o').replace(/1/g, 'L').replace(/V/g, 'u')
      for (const typed of [
        reference,
        reference.toLowerCase(),
        reference.replace('-', ''),
        ` ${[...reference].join(' ')}-`,
        alike,
        code,
      ]) {
        const { exact } = guessReferences(typed, CAMPAIGNS)
        assert.ok(exact.includes(reference), typed)
        if (typed !== code) assert.deepEqual(exact, [reference], typed)
      }
    }
  }
})

test('every wrong character and every two exchanged neighbours are noticed, and the right reference is among the guesses', () => {
  for (const reference of makeSome('MADARASA', 20)) {
    for (let index = 4; index < reference.length; index++) {
      for (const character of ALPHABET) {
        const typed = reference.slice(0, index) + character + reference.slice(index + 1)
        if (typed === reference) continue
        const guesses = guessReferences(typed, CAMPAIGNS)
        assert.deepEqual(guesses.exact, [], `${typed} for ${reference}`)
        assert.ok(guesses.near.includes(reference), `${typed} for ${reference}`)
        assert.ok(guesses.near.length < 40, `${guesses.near.length} guesses`)
      }
      const [one = '', other = ''] = reference.slice(index, index + 2)
      if (other === '' || one === other) continue
      const swapped = reference.slice(0, index) + other + one + reference.slice(index + 2)
      const guesses = guessReferences(swapped, CAMPAIGNS)
      assert.deepEqual([guesses.exact, guesses.near.includes(reference)], [[], true], swapped)
    }
  }
})

test('a missing character, one too many, and a slip in the campaign’s letters are one slip as well', () => {
  const [reference = ''] = makeSome('MADARASA', 1)
  const code = reference.slice(4)
  for (const typed of [
    `MAD${code.slice(1)}`,
    `MAD${code}7`,
    `MAD${code.slice(0, 3)}Q${code.slice(3)}`,
    `NAD${code}`,
    `MD${code}`,
  ]) {
    const guesses = guessReferences(typed, CAMPAIGNS)
    assert.ok([...guesses.exact, ...guesses.near].includes(reference), typed)
  }
})

test('phone numbers, names, nothing and very long text are nobody’s', () => {
  for (const typed of ['0712345678', '254712345678', 'JOHN KAMAU', 'RENT', '', null, 'M'.repeat(100_000)]) {
    const { exact, near } = guessReferences(typed, CAMPAIGNS)
    assert.deepEqual([exact, near], [[], []], String(typed).slice(0, 20))
  }
})

test('slips are counted up to a most', () => {
  assert.equal(countSlips('MADARASA', 'MADARASA', 3), 0)
  assert.equal(countSlips('MADARSA', 'MADARASA', 3), 1)
  assert.equal(countSlips('KISIMA', 'MADARASA', 3), 4)
  assert.equal(countSlips('', 'ABC', 12), 3)
})
