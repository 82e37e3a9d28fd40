// A donation that was paid more than once: what the giver wants is noted, and moves nothing.

import assert from 'node:assert/strict'
import type { Shillings } from '@harambee/daraja'
import type { Payment } from '../src/payment.ts'
import { listPaymentHistory } from '../src/queries/list-payment-history.ts'
import { test } from './both-databases.ts'
import { c2bBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, request } from './open-test-engine.ts'

/** A prompt that is paid, and money by hand for the same donation. */
async function giveTwice(listener: TestListener, byHandKes = 500): Promise<[Payment, Payment]> {
  const prompted = await request(listener.engine)
  await listener.callBack(prompted, successBody(prompted, { receiptNumber: `UKO1PROMP1` }))
  await listener.time.advance(1_000)
  const base = new URL(listener.configuration.callbacks.base.reveal()).pathname
  const money = { TransID: `UKO2BYHAN1`, BillRefNumber: prompted.accountReference, TransAmount: `${byHandKes}.00` }
  await listener.send(`${base}/c2b/confirmation`, c2bBody(money))
  const donation = await listener.engine.findDonation(prompted.id, null)
  const byHand = donation?.payments.find(({ receiptNumber }) => receiptNumber === money.TransID)
  assert.ok(byHand)
  return [await listener.find(prompted), byHand]
}

async function wishesOf({ engine }: TestListener): Promise<(string | null)[][]> {
  return (await engine.doubledGifts.list({ limit: 10, wish: null })).map(({ payments }) =>
    payments.map(({ wish }) => wish),
  )
}

test('a gift that was paid twice is listed, and what its giver wants is noted once however often it is said', async context => {
  const listener = await openListener(context)
  const { doubledGifts } = listener.engine
  const [prompted, byHand] = await giveTwice(listener)
  const entries = async () => (await listPaymentHistory(listener.engine.database.kysely, byHand.id)).length
  const single = await request(listener.engine, { phoneNumber: OTHER_PHONE })
  await listener.callBack(single, successBody(single, { receiptNumber: 'UKO1SINGLE' }))

  const [listed, ...others] = await doubledGifts.list({ limit: 10, wish: 'none' })
  const before = await entries()
  const outcomes = []
  for (let times = 0; times < 3; times++) {
    outcomes.push(await doubledGifts.wish(byHand.id, { onlyPaymentId: prompted.id }))
  }

  assert.deepEqual(
    listed?.payments.map(({ payment, wish }) => [payment.receiptNumber, wish]),
    [
      ['UKO1PROMP1', null],
      ['UKO2BYHAN1', null],
    ],
  )
  assert.deepEqual(others, [])
  assert.deepEqual(outcomes, ['noted', 'unchanged', 'unchanged'])
  assert.equal(await entries(), before + 1)
  assert.deepEqual(await wishesOf(listener), [['keep', 'give-back']])
  assert.equal((await doubledGifts.list({ limit: 10, wish: 'none' })).length, 0)
  assert.equal((await doubledGifts.list({ limit: 10, wish: 'give-back' })).length, 1)
  assert.equal(await doubledGifts.wish(single.id, 'all'), 'not-doubled')
  assert.equal(await doubledGifts.wish(prompted.id, { onlyPaymentId: single.id }), 'not-doubled')
  assert.equal(await doubledGifts.wish('f'.repeat(32), 'all'), 'not-doubled')
})

test('what the giver wants moves no money, can be taken back, and the books stay whole with it', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const [prompted, byHand] = await giveTwice(listener)
  const state = async () => ({
    payments: (await engine.findDonation(prompted.id, null))?.payments,
    raised: (await engine.findCampaign('madarasa'))?.raisedKes,
  })
  const before = await state()

  await engine.doubledGifts.wish(prompted.id, { onlyPaymentId: byHand.id })
  await engine.doubledGifts.wish(byHand.id, 'all')

  assert.deepEqual(await state(), before)
  assert.equal(before.raised, 1_000)
  assert.deepEqual(await wishesOf(listener), [['keep', 'keep']])
  const { firstBadRow } = await engine.verifyBooks()
  assert.equal(firstBadRow, null)
  // A success that is told once more, after the wish, still is the same one.
  await listener.callBack(prompted, successBody(prompted, { receiptNumber: 'UKO1PROMP1' }))
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

test('a third payment asks again; who changes their mind all day long is told to ask a person', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const [prompted, byHand] = await giveTwice(listener)
  await engine.doubledGifts.wish(prompted.id, 'all')
  const base = new URL(listener.configuration.callbacks.base.reveal()).pathname
  const third = { TransID: 'UKO3BYHAN1', BillRefNumber: prompted.accountReference, TransAmount: '70.00' }
  await listener.send(`${base}/c2b/confirmation`, c2bBody(third))

  assert.deepEqual(await wishesOf(listener), [['keep', 'keep', null]])
  const outcomes = new Set<string>()
  for (let times = 0; times < 12; times++) {
    outcomes.add(await engine.doubledGifts.wish(prompted.id, { onlyPaymentId: times % 2 ? prompted.id : byHand.id }))
  }
  assert.ok(outcomes.has('noted') && outcomes.has('too-often'))
  const entries = await listPaymentHistory(engine.database.kysely, prompted.id)
  assert.ok(entries.filter(({ source }) => source === 'giver').length <= 20)
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

test('a receipt says that the gift was paid twice and what is wanted, and its cloth stays as it was at that moment', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const [prompted, byHand] = await giveTwice(listener, 300)
  const clothOf = async (payment: Payment) => (await engine.findReceipt(payment.id, 'en'))?.cloth
  const goalKes = (await engine.findCampaign('madarasa'))?.goalKes ?? 0
  const before = [await clothOf(prompted), await clothOf(byHand)]
  await engine.doubledGifts.wish(prompted.id, { onlyPaymentId: prompted.id })

  const later = await request(engine, { phoneNumber: OTHER_PHONE, amountKes: 9_000 as Shillings })
  await listener.callBack(later, successBody(later, { receiptNumber: 'UKO3LATER1' }))
  await listener.time.advance(1_000)
  const campaign = await engine.findCampaign('madarasa')
  assert.ok(campaign)
  const { slug, accountReference, floorKes, startsOn, endsOn, content } = campaign
  await engine.editCampaign(slug, { slug, accountReference, goalKes: goalKes * 2, floorKes, startsOn, endsOn, content })
  await engine.database.kysely.updateTable('payments').set({ status: 'reversed' }).where('id', '=', byHand.id).execute()
  await engine.database.kysely
    .updateTable('campaign_totals')
    .set(({ eb }) => ({ amount_kes: eb('amount_kes', '-', 300) }))
    .execute()

  assert.deepEqual(before, [
    { raisedKes: 500, goalKes },
    { raisedKes: 800, goalKes },
  ])
  assert.deepEqual([await clothOf(prompted), await clothOf(byHand)], before)
  assert.deepEqual(await clothOf(later), { raisedKes: 9_800, goalKes })
  const [first, second] = [await engine.findReceipt(prompted.id, 'en'), await engine.findReceipt(byHand.id, 'sw')]
  assert.deepEqual([first?.state, second?.state], ['confirmed', 'given-back'])
  // One of the two is back with the giver: it is not a doubled gift any more.
  assert.equal(first?.doubled, null)
  assert.equal(await engine.findReceipt('f'.repeat(32), 'en'), null)
})

test('while both are with the charity, each receipt names the other’s code', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const [prompted, byHand] = await giveTwice(listener)
  await engine.doubledGifts.wish(byHand.id, { onlyPaymentId: prompted.id })

  const facts = [await engine.findReceipt(prompted.id, 'en'), await engine.findReceipt(byHand.id, 'en')]

  assert.deepEqual(
    facts.map(one => one?.doubled),
    [
      { others: ['UKO2BYHAN1'], wish: 'keep' },
      { others: ['UKO1PROMP1'], wish: 'give-back' },
    ],
  )
})
