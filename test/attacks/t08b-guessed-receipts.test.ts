// Threat T8: receipts are numbered one after the other, so their serials can be counted through. Their public page tells
// amount and date to whoever holds the whole address, never who gave, and stops whoever guesses.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee } from '../journeys/start-harambee.ts'
import { findSecrets, type Gift, give } from './givers.ts'

const PHONE = '254700000081'
const MAX_WRONG = 20

let harambee: Harambee
let gift: Gift
const cleanUps = gatherCleanUps()

before(async () => {
  harambee = await startHarambee(cleanUps)
  gift = await give(harambee, PHONE, 1_234)
})
after(() => cleanUps.run())

async function read(path: string, cookie = '') {
  const answer = await fetch(harambee.site + path, { headers: { cookie } })
  return { status: answer.status, html: await answer.text(), cache: answer.headers.get('cache-control') ?? '' }
}

test('the giver’s receipt shows its number and leads to a page that proves it, and tells nothing of who gave', async () => {
  const own = await read(`/pay/${gift.paymentId}`, gift.cookie)
  const serial = /\b20\d\d-000001\b/.exec(own.html)?.[0] ?? ''
  const path = /href="(\/v\/[^"]+)"/.exec(own.html)?.[1] ?? ''
  const stranger = await read(`/pay/${gift.paymentId}`)
  const proof = await read(path)

  assert.match(path, /^\/v\/20\d\d-000001-[0-9A-Z]{10}$/)
  assert.ok(path.includes(serial))
  assert.match(own.html, /sms:\?body=/)
  assert.doesNotMatch(stranger.html, /20\d\d-000001/)
  assert.equal(proof.status, 200)
  assert.match(proof.html, /This receipt is genuine/)
  assert.match(proof.html, /1,234/)
  assert.deepEqual(findSecrets(gift, proof.html), [])
  assert.ok(!proof.html.includes(gift.paymentId))
  assert.match(proof.cache, /private|no-store/)
})

test('guesses are answered alike, and after twenty of them nothing is looked up any more', async () => {
  const own = await read(`/pay/${gift.paymentId}`, gift.cookie)
  const path = /href="(\/v\/[^"]+)"/.exec(own.html)?.[1] ?? ''
  const check = path.slice(-10)
  const wrong = [path.replace('000001', '000002'), `/v/2025-000001-${check}`, path.slice(0, -1), '/v/x']
  while (wrong.length < MAX_WRONG) wrong.push(path.slice(0, -10) + String(wrong.length).padStart(10, '0'))

  for (const guess of wrong) {
    const answer = await read(guess)
    assert.equal(answer.status, 404, guess)
    assert.match(answer.html, /No such receipt/)
    assert.doesNotMatch(answer.html, /1,234/)
  }
  const spent = await read(path)
  assert.equal(spent.status, 429)
  assert.doesNotMatch(spent.html, /1,234|genuine/)
})
