// The search for canaries finds what it has to find.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLeaks, phoneCanary, secretCanary } from '../src/testing/canaries.ts'

const SECRET = 'kanari-siri-93f1c07be2'
const PHONE = '254700008391'

test('a secret is found in every form and at every place of a base64 text', () => {
  const canary = [secretCanary('secret', SECRET)]
  const base64 = (before: string, after = 'after') => Buffer.from(before + SECRET + after).toString('base64')
  const forms = [
    SECRET,
    base64(''),
    base64('a'),
    base64('ab'),
    base64('abc', ''),
    base64('abcd').replaceAll('+', '-').replaceAll('/', '_'),
    Buffer.from(`x${SECRET}`).toString('hex'),
    Buffer.from(SECRET).toString('hex').toUpperCase(),
    `?a=${encodeURIComponent(SECRET)}`,
    JSON.stringify({ deep: JSON.stringify({ SECRET }) }),
  ]

  for (const form of forms) assert.ok(findLeaks(canary, 'here', `before ${form} after`).length > 0, form)
  assert.deepEqual(findLeaks(canary, 'here', `before ${SECRET.slice(0, -1)} after`), [])
})

test('a phone number is found in every spelling, and in a checkout request, but not in its mask', () => {
  const canary = [phoneCanary(PHONE)]
  const spellings = [
    '254700008391',
    '0700008391',
    '+254 700 008 391',
    '0700-008-391',
    'ws_CO_24112026120000700008391',
    '0700%20008%20391',
  ]

  for (const spelling of spellings) assert.ok(findLeaks(canary, 'here', `"${spelling}"`).length > 0, spelling)
  for (const mask of ['2547•••••391', '0700 ••• 391', '07•• ••• 391'])
    assert.deepEqual(findLeaks(canary, 'here', mask), [])
})
