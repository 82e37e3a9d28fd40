// A receipt's check cannot be guessed, nor moved to another receipt, and answers nothing of who gave.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { parseEastAfricaTime } from '@harambee/daraja'
import { sql } from 'kysely'
import { createAttemptLimit } from '../src/attempt-limit.ts'
import { checkReceipt, toReceiptCheck } from '../src/receipt-check.ts'
import { toSerialText } from '../src/receipt-serial.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { OTHER_PHONE, PHONE, request } from './open-test-engine.ts'

const GUESSES = 2_000
const UNKNOWN = { outcome: 'unknown' }
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

test('a genuine receipt tells amount and date, one given back that it was, and neither who gave', async context => {
  const { engine, callBack } = await openListener(context)
  const first = await request(engine)
  const second = await request(engine, { phoneNumber: OTHER_PHONE })
  await callBack(first, successBody(first))
  await callBack(second, successBody(second, { receiptNumber: 'UKO2AB2C3D' }))
  await sql`UPDATE payments SET status = 'reversed' WHERE id = ${second.id}`.execute(engine.database.kysely)

  const addresses = [1, 2].map(number => toReceiptCheck(engine.sealer, { year: 2026, number }))
  const [genuine, back] = [
    await checkReceipt(engine, addresses[0] ?? ''),
    await checkReceipt(engine, addresses[1] ?? ''),
  ]

  const facts = { amountKes: 500, atMs: parseEastAfricaTime('20261124120015') }
  assert.deepEqual(genuine, { outcome: 'genuine', serial: '2026-000001', ...facts })
  assert.deepEqual(back, { outcome: 'given-back', serial: '2026-000002', ...facts })
  assert.deepEqual(await checkReceipt(engine, (addresses[0] ?? '').toLowerCase()), genuine)
  assert.match(addresses[0] ?? '', /^2026-000001-[0-9A-HJKMNP-TV-Z]{10}$/)
  // The giver's page knows the same address; a stranger's does not.
  const seen = await engine.findDonation(first.id, 'cookie-of-a-giver')
  assert.deepEqual(seen?.serials.get(first.id), { serial: '2026-000001', check: addresses[0] })
  assert.equal((await engine.findDonation(first.id, 'somebody else'))?.serials.size, 0)
  for (const said of [PHONE, first.id, 'UKO1AB2C3D']) assert.ok(!JSON.stringify(genuine).includes(said))
})

test('an old check beside another serial, another year, and guesses are unknown', async context => {
  const { engine, callBack } = await openListener(context)
  for (const [index, phoneNumber] of [PHONE, OTHER_PHONE].entries()) {
    const payment = await request(engine, { phoneNumber })
    await callBack(payment, successBody(payment, { receiptNumber: `UKO${index}AB2C3D` }))
  }
  const address = toReceiptCheck(engine.sealer, { year: 2026, number: 1 })
  const check = address.slice(-10)
  const guesses = [
    ...[2, 3].map(number => `${toSerialText({ year: 2026, number })}-${check}`),
    ...[2025, 2027].map(year => `${toSerialText({ year, number: 1 })}-${check}`),
    // Made with the right key, and never given out.
    toReceiptCheck(engine.sealer, { year: 2026, number: 3 }),
    ...[...check].map((letter, at) => {
      const other = ALPHABET[(ALPHABET.indexOf(letter) + 1) % 32]
      return `2026-000001-${check.slice(0, at)}${other}${check.slice(at + 1)}`
    }),
    ...['', '2026-000001', '2026-000001-', `${address}0`, `2026-1-${check}`, `0000-000000-${check}`, 'x'.repeat(5_000)],
    ...Array.from({ length: GUESSES }, () => {
      return `2026-000001-${[...randomBytes(10)].map(byte => ALPHABET[byte % 32]).join('')}`
    }),
  ]

  for (const guess of guesses) assert.deepEqual(await checkReceipt(engine, guess), UNKNOWN, guess)
  assert.equal((await checkReceipt(engine, address)).outcome, 'genuine')
})

test('whoever guesses wrong too often waits, and nobody else does', async () => {
  let now = 0
  const limit = createAttemptLimit(3, 1_000, { nowMs: () => now, toName: address => address })
  for (let times = 0; times < 3; times++) {
    assert.equal(limit.isSpent('a'), false)
    limit.count('a')
    now += 100
  }

  assert.deepEqual([limit.isSpent('a'), limit.isSpent('b')], [true, false])
  now = 1_000
  assert.equal(limit.isSpent('a'), false)
})
