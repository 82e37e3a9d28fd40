// What a giver tells besides: sealed, shown after somebody has read it and as far as the giver wants, and forgotten.

import assert from 'node:assert/strict'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import { type DonationDetails, readDetailsJson } from '../src/donation-details.ts'
import type { PaymentId } from '../src/payment.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { PHONE, request } from './open-test-engine.ts'

const DETAILS: DonationDetails = {
  name: 'Wanjiru wa Mfano',
  message: 'Kwa watoto wetu',
  tribute: 'Mzee Mfano',
  email: 'wanjiru@example.org',
  kraPin: 'A000000000Z',
  mayShow: true,
  showsAmount: false,
}

let receipts = 0
async function give(listener: TestListener, details: DonationDetails, phoneNumber = PHONE) {
  const payment = await request(listener.engine, { details, phoneNumber })
  receipts += 1
  await listener.callBack(
    payment,
    successBody(payment, { receiptNumber: `UKO3DET${String(receipts).padStart(3, '0')}` }),
  )
  await listener.time.advance(100_000)
  return listener.find(payment)
}

test('a name is shown once it is approved, without the amount unless the giver wants it, and not once hidden', async context => {
  const listener = await openListener(context)
  const { givers } = listener.engine
  const quiet = await give(listener, DETAILS)
  const open = await give(listener, { ...DETAILS, name: 'Otieno', message: null, tribute: null, showsAmount: true })
  const unnamed = await give(listener, { ...DETAILS, mayShow: false })
  const unpaid = await request(listener.engine, { details: DETAILS, phoneNumber: '254700000003' as PhoneNumber })

  const before = await givers.listShown('madarasa', 10)
  const waiting = await givers.list({ campaign: null, state: 'waiting', limit: 10 })
  const decided = []
  for (const { donationId } of [quiet, open, unnamed]) decided.push(await givers.decide(donationId, 'approved'))
  await givers.decide(unpaid.donationId, 'approved')
  const shown = await givers.listShown('madarasa', 10)
  await givers.decide(open.donationId, 'hidden')
  const after = await givers.listShown('madarasa', 10)

  assert.deepEqual(before, [])
  assert.deepEqual(
    waiting.map(({ name }) => name),
    ['Otieno', 'Wanjiru wa Mfano'],
  )
  assert.doesNotMatch(JSON.stringify([waiting, shown]), /example\.org|A000000000Z/)
  assert.deepEqual(decided, [true, true, false])
  assert.deepEqual(
    shown.map(({ name, message, amountKes }) => [name, message, amountKes]),
    [
      ['Otieno', null, 500],
      ['Wanjiru wa Mfano', 'Kwa watoto wetu', null],
    ],
  )
  assert.deepEqual(
    after.map(({ name }) => name),
    ['Wanjiru wa Mfano'],
  )
  assert.equal((await givers.listShown('kisima', 10)).length, 0)
  assert.equal((await listener.engine.verifyBooks()).firstBadRow, null)
})

test('it is sealed at rest, exported to its owner, and forgotten with the number', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const { kysely } = engine.database
  const payment = await give(listener, DETAILS)
  await give(listener, { ...DETAILS, name: 'Another' }, '254700000002' as PhoneNumber)
  await engine.givers.decide(payment.donationId, 'approved')

  const stored = Buffer.concat(
    (await kysely.selectFrom('donation_details').selectAll().execute()).map(row => Buffer.from(row.details_sealed)),
  )
  const [own] = (await engine.personalData.findDonor(PHONE)).payments
  const erased = await engine.personalData.eraseDonor(PHONE, { isDryRun: false })
  const left = await kysely.selectFrom('donation_details').select('donation_id').execute()

  for (const text of ['Wanjiru', 'watoto', 'Mzee', 'example', 'A000000000Z']) assert.ok(!stored.includes(text), text)
  assert.deepEqual(own?.details, { ...DETAILS, state: 'approved' })
  assert.equal(erased.payments, 1)
  assert.equal(left.length, 1)
  assert.notEqual(left[0]?.donation_id, payment.donationId)
  assert.deepEqual(await engine.givers.listShown('madarasa', 10), [])
  await listener.time.advance(24 * 60 * 60_000)
  await engine.personalData.forgetOld({ beforeMs: engine.ports.nowMs(), isDryRun: false })
  assert.equal((await kysely.selectFrom('donation_details').select('donation_id').execute()).length, 0)
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

test('what was told before a KRA PIN was asked for is read without one', async () => {
  const { name, message, tribute, email } = DETAILS

  assert.deepEqual(readDetailsJson(JSON.stringify({ name, message, tribute, email })), {
    ...{ name, message, tribute, email },
    kraPin: null,
  })
})

test('nobody puts words beside another’s gift by sending its id again', async context => {
  const listener = await openListener(context)
  const id = 'd'.repeat(32) as PaymentId
  const first = await request(listener.engine, { id })
  await listener.time.advance(100_000)
  await request(listener.engine, { id, amountKes: 700 as Shillings, giver: 'another', details: DETAILS })

  const rows = await listener.engine.database.kysely.selectFrom('donation_details').select('donation_id').execute()
  assert.deepEqual(rows, [], `nothing beside ${first.donationId}`)
})

test('a state or a text that was altered is found', async context => {
  const listener = await openListener(context)
  const { kysely } = listener.engine.database
  await give(listener, DETAILS)
  await give(listener, { ...DETAILS, name: 'Another' }, '254700000002' as PhoneNumber)
  const rows = await kysely.selectFrom('donation_details').selectAll().orderBy('donation_id').execute()
  const [one, other] = rows
  assert.ok(one && other)

  for (const change of [
    { state: 'approved' },
    { shows_amount: 1 },
    { may_show: 0 },
    { details_sealed: other.details_sealed },
  ]) {
    await kysely.updateTable('donation_details').set(change).where('donation_id', '=', one.donation_id).execute()
    assert.equal((await listener.engine.verifyBooks()).firstBadRow?.id, one.donation_id, JSON.stringify(change))
    await kysely.updateTable('donation_details').set(one).where('donation_id', '=', one.donation_id).execute()
  }
})
