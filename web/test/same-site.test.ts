// Forms from elsewhere are refused (SECURITY T24).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFromOurPages } from '../server/same-site.ts'

const OURS = ['https://give.example.org']
const judge = (origin: string | null, fetchSite: string | null, host = 'give.example.org') =>
  isFromOurPages({ origin, fetchSite, host }, OURS)

test('our own pages may send', () => {
  assert.equal(judge('https://give.example.org', 'same-origin'), true)
  assert.equal(judge('https://give.example.org', null), true)
  assert.equal(judge('https://give.example.org', 'none'), true)
})

test('other sites may not, whatever one of the two headers says', () => {
  assert.equal(judge('https://evil.example', 'cross-site'), false)
  assert.equal(judge('https://evil.example', null), false)
  assert.equal(judge('https://evil.example', 'same-origin'), false)
  assert.equal(judge('https://give.example.org', 'cross-site'), false)
  assert.equal(judge('https://give.example.org', 'same-site'), false)
  assert.equal(judge(null, 'cross-site'), false)
  assert.equal(judge('https://give.example.org.evil.example', null), false)
  assert.equal(judge('http://give.example.org', null), false)
  assert.equal(judge('https://evil.example', null, 'evil.example'), false)
})

test('an opaque origin is believed only beside the browser’s own word', () => {
  assert.equal(judge('null', null), false)
  assert.equal(judge('null', 'cross-site'), false)
  assert.equal(judge('null', 'same-origin'), true)
})

test('a script, which sends neither, may send: no cookie can be misused', () => {
  assert.equal(judge(null, null), true)
})

test('a demo behind a mapped port works where the browser vouches for it', () => {
  assert.equal(judge('http://localhost:8080', 'same-origin', 'localhost:8080'), true)
  assert.equal(judge('http://localhost:8080', null, 'localhost:8080'), false)
})
