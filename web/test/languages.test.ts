import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDateTime, toTime } from '../words/dates.ts'
import { chooseLanguage } from '../words/languages.ts'

test('a chosen language wins, then what the browser asks for, then English', () => {
  assert.equal(chooseLanguage('sw', 'en'), 'sw')
  assert.equal(chooseLanguage('xx', 'sw-KE,sw;q=0.9,en;q=0.8'), 'sw')
  assert.equal(chooseLanguage(null, 'fr,en;q=0.5,sw;q=0.7'), 'sw')
  assert.equal(chooseLanguage(undefined, 'sw;q=0, en'), 'en')
  assert.equal(chooseLanguage(null, 'fr'), 'en')
  assert.equal(chooseLanguage(null, null), 'en')
  assert.equal(chooseLanguage(null, ';;;,,q=,sw;q=x'), 'sw')
})

test('dates are of Nairobi, in either language, whatever the machine thinks', () => {
  const lateMs = Date.UTC(2026, 10, 23, 21, 5)

  assert.equal(toDateTime(lateMs, 'en'), '24 November 2026, 00:05')
  assert.equal(toDateTime(lateMs, 'sw'), '24 Novemba 2026, 00:05')
  assert.equal(toTime(lateMs), '00:05')
})
