// Money that comes to the PayBill without a prompt, or beside one: each receipt is one gift, and goes where its account says.

import assert from 'node:assert/strict'
import { makeAccountReference } from '../src/account-reference.ts'
import { listStrays } from '../src/list-strays.ts'
import type { Payment } from '../src/payment.ts'
import { type Place, placeReceipt } from '../src/place-receipt.ts'
import { checkReceipt, toReceiptCheck } from '../src/receipt-check.ts'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, request } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'

const BY_HAND = 'UKO9BYHAND'
const BY_PROMPT = 'UKO1AB2C3D'

/** M-PESA tells of money: KSh 500 by hand unless said otherwise. */
function tell({ send, configuration }: TestListener, account: string, facts: Record<string, string> = {}) {
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  return send(`${base}/c2b/confirmation`, c2bBody({ TransID: BY_HAND, BillRefNumber: account, ...facts }))
}

/** Every paid payment as `amount receipt`, and the books whole. */
async function paidIn({ engine }: TestListener): Promise<string[]> {
  const payments = (await engine.listPayments({ status: 'succeeded', limit: 1_000 })) ?? []
  const campaign = await engine.findCampaign('madarasa')
  const sum = payments.reduce((total, { amountKes }) => total + amountKes, 0)
  assert.deepEqual([campaign?.raisedKes, campaign?.gifts], [sum, payments.length])
  const { ok, firstBadRow } = await engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
  return payments.map(({ amountKes, receiptNumber }) => `${amountKes} ${receiptNumber}`).sort()
}

async function verdictOf({ engine }: TestListener): Promise<string | null | undefined> {
  return (await engine.listInbox({ limit: 1 }))[0]?.verdict
}

test('a donation keeps its reference through every attempt, and no two have the same', async context => {
  const listener = await openListener(context)
  const first = await request(listener.engine)
  await listener.callBack(first, failureBody(first, 1032))
  const again = await request(listener.engine, { retryOf: first.id })
  const other = await request(listener.engine, { phoneNumber: OTHER_PHONE })

  assert.equal(again.accountReference, first.accountReference)
  assert.notEqual(other.accountReference, first.accountReference)
  assert.deepEqual(
    listener.daraja.pushes.map(({ AccountReference }) => AccountReference),
    [first, again, other].map(({ accountReference }) => accountReference),
  )
})

for (const [name, prepare] of [
  ['waiting', async () => {}],
  ['failed', (listener: TestListener, payment: Payment) => listener.callBack(payment, failureBody(payment, 1032))],
  ['being looked into because nobody answered', (listener: TestListener) => listener.time.advance(25 * 60 * 60_000)],
] as const) {
  test(`money for a donation pays its ${name} payment, whatever way its reference is typed`, async context => {
    for (const spell of [
      (reference: string) => reference,
      (reference: string) => ` ${reference.toLowerCase().replace('-', ' ')} `,
      // One wrong character.
      (reference: string) => reference.slice(0, -1) + (reference.endsWith('7') ? '8' : '7'),
    ]) {
      const listener = await openListener(context)
      const payment = await request(listener.engine)
      await prepare(listener, payment)

      await tell(listener, spell(payment.accountReference))

      const paid = await listener.find(payment)
      assert.deepEqual([paid.status, paid.receiptNumber, paid.sources.at(-1)], ['succeeded', BY_HAND, 'confirmation'])
      assert.equal(paid.nextQueryAtMs, null)
      assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`])
      await tell(listener, payment.accountReference)
      assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`])
    }
  })
}

test('a prompt that fails after the gift was paid by hand contradicts nothing', async context => {
  for (const hear of [
    (listener: TestListener, payment: Payment) => listener.callBack(payment, failureBody(payment, 1032)),
    (listener: TestListener, payment: Payment) => {
      listener.daraja.query = () => result('1032')
      return listener.engine.reconciler.ask(payment)
    },
  ]) {
    const listener = await openListener(context)
    const payment = await request(listener.engine)
    await tell(listener, payment.accountReference)

    await hear(listener, payment)

    const paid = await listener.find(payment)
    assert.deepEqual([paid.status, paid.flag, paid.receiptNumber], ['succeeded', 'paid-by-hand', BY_HAND])
    assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`])
  }
})

test('prompted and paid by hand are two gifts of one donation, in whatever order M-PESA tells of them', async context => {
  const byHand = (listener: TestListener, payment: Payment) => tell(listener, payment.accountReference)
  const prompted = (listener: TestListener, payment: Payment) =>
    tell(listener, payment.accountReference, { TransID: BY_PROMPT })
  const callback = (listener: TestListener, payment: Payment) =>
    listener.callBack(payment, successBody(payment, { receiptNumber: BY_PROMPT }))
  for (const order of [
    [byHand, callback],
    [callback, byHand],
    [byHand, prompted],
    [byHand, callback, prompted],
    [byHand, prompted, callback],
    [prompted, byHand, callback],
    [prompted, prompted, byHand, byHand, callback, callback],
    [prompted, callback, byHand, prompted, callback],
  ]) {
    const listener = await openListener(context)
    const payment = await request(listener.engine)

    for (const hear of order) await hear(listener, payment)
    await listener.time.advance(1_000)

    assert.deepEqual(await paidIn(listener), [`500 ${BY_PROMPT}`, `500 ${BY_HAND}`].sort())
    const donation = await listener.engine.findDonation(payment.id, null)
    assert.equal(donation?.payments.filter(({ status }) => status === 'succeeded').length, 2)
  }
})

test('two payments by hand that are told of before the prompt’s callback are two gifts beside the prompt’s', async context => {
  for (const prompted of [false, true]) {
    const listener = await openListener(context)
    const payment = await request(listener.engine)
    await tell(listener, payment.accountReference)
    await tell(listener, payment.accountReference, { TransID: 'UKO9BYHAN2' })
    if (prompted) await tell(listener, payment.accountReference, { TransID: BY_PROMPT })

    await listener.callBack(payment, successBody(payment, { receiptNumber: BY_PROMPT }))
    await listener.time.advance(1_000)

    assert.deepEqual(await paidIn(listener), [BY_PROMPT, 'UKO9BYHAN2', BY_HAND].map(one => `500 ${one}`).sort())
  }
})

test('money that was taken for one attempt and proves to be another’s leaves the first open again', async context => {
  const listener = await openListener(context)
  const { push } = listener.daraja
  listener.daraja.push = () => 'reset'
  const first = await request(listener.engine)
  listener.daraja.push = push
  await listener.time.advance(91_000)
  const second = await request(listener.engine, { retryOf: first.id })
  await tell(listener, first.accountReference, { TransID: BY_PROMPT })
  assert.equal((await listener.find(second)).status, 'succeeded')

  await listener.callBack(first, successBody(first, { receiptNumber: BY_PROMPT }))

  assert.deepEqual(await paidIn(listener), [`500 ${BY_PROMPT}`])
  assert.equal((await listener.find(first)).receiptNumber, BY_PROMPT)
  assert.equal((await listener.find(second)).status, 'pending')
  const { engine } = listener
  const receiptOf = (serial: number) =>
    checkReceipt(engine, toReceiptCheck(engine.sealer, { year: 2026, number: serial }))
  assert.deepEqual([(await receiptOf(1)).outcome, (await receiptOf(2)).outcome], ['void', 'genuine'])
  listener.daraja.query = () => result('1032')
  await listener.time.advance(120_000)
  assert.equal((await listener.find(second)).status, 'failed')
})

test('another amount than was asked for is booked as it came, for the same donation', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)

  await tell(listener, payment.accountReference, { TransAmount: '300.00' })

  assert.deepEqual(await paidIn(listener), [`300 ${BY_HAND}`])
  assert.equal((await listener.find(payment)).status, 'pending')
  const donation = await listener.engine.findDonation(payment.id, null)
  assert.deepEqual(donation?.payments.map(({ amountKes, status }) => [amountKes, status]).sort(), [
    [300, 'succeeded'],
    [500, 'pending'],
  ])
  await listener.callBack(payment, successBody(payment))
  assert.deepEqual(await paidIn(listener), [`300 ${BY_HAND}`, `500 ${BY_PROMPT}`])
})

test('the bare code of a campaign is a gift to it, once', async context => {
  const listener = await openListener(context)

  for (let time = 0; time < 2; time++) await tell(listener, 'madarasa ')

  assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`])
  assert.equal(await verdictOf(listener), 'duplicate')
})

test('money for nobody’s account, or that two donations may be meant by, waits for a person', async context => {
  const listener = await openListener(context)
  await request(listener.engine)
  for (const [index, account] of ['RENT', '', '0712345678', 'MAD-', 'KISIMA'].entries()) {
    await tell(listener, account, { TransID: `UKO9STRAY${index}` })
    assert.equal(await verdictOf(listener), 'unmatched', account)
  }
  assert.deepEqual(await paidIn(listener), [])
})

test('a slip is not put right for a donation that is paid, or older than a month', async context => {
  const slip = ({ accountReference }: Payment) =>
    accountReference.slice(0, -1) + (accountReference.endsWith('7') ? '8' : '7')
  const listener = await openListener(context)
  const paid = await request(listener.engine)
  await listener.callBack(paid, successBody(paid))
  await tell(listener, slip(paid))
  assert.equal(await verdictOf(listener), 'unmatched')

  const old = await request(listener.engine, { phoneNumber: OTHER_PHONE })
  await listener.engine.database.kysely
    .updateTable('payments')
    .set({ created_at: old.createdAtMs - 31 * 24 * 60 * 60_000 })
    .where('id', '=', old.id)
    .execute()
  await tell(listener, slip(old), { TransID: 'UKO9SECOND' })
  assert.equal(await verdictOf(listener), 'unmatched')
  await tell(listener, old.accountReference, { TransID: 'UKO9THIRD' })
  assert.equal((await listener.find(old)).receiptNumber, 'UKO9THIRD')
})

test('where every callback must be confirmed, or its address is unlisted, money by hand waits', async context => {
  for (const environment of [
    { MPESA_CONFIRM: 'always' },
    { MPESA_CALLBACK_IP_MODE: 'observe', MPESA_CALLBACK_ALLOWED_IPS: '192.0.2.0/24' },
  ]) {
    const listener = await openListener(context, environment)
    const payment = await request(listener.engine)

    await tell(listener, payment.accountReference)

    assert.deepEqual([await verdictOf(listener), (await listener.find(payment)).status], ['unmatched', 'pending'])
    assert.deepEqual(await paidIn(listener), [])
  }
})

test('a receipt that was forged for a paid donation gives way to the one M-PESA tells of', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.callBackByKey(successBody(payment, { receiptNumber: 'UKO0FORGED' }))
  listener.daraja.query = () => result('0')
  await listener.engine.reconciler.ask(payment)
  assert.deepEqual(await paidIn(listener), ['500 UKO0FORGED'])

  await tell(listener, payment.accountReference, { TransID: BY_PROMPT })

  assert.deepEqual(await paidIn(listener), [`500 ${BY_PROMPT}`])
})

test('while a person looks into a payment, money that may be its own is not booked as another gift', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.callBack(payment, successBody(payment, { amount: 50 }))
  assert.equal((await listener.find(payment)).status, 'review')

  await tell(listener, payment.accountReference)

  assert.deepEqual(await paidIn(listener), [])
  assert.equal(await verdictOf(listener), 'unmatched')
})

test('a person finds the nearest payments for a stray, and gives it to one of them, once', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const meant = await request(engine, { giver: 'a' })
  const other = await request(engine, { phoneNumber: OTHER_PHONE, amountKes: 700 as never })
  const swapped = meant.accountReference.replace(/(?<=^.{4})../, two =>
    two.replace(/./g, one => (one === 'Z' ? 'Y' : 'Z')),
  )
  await tell(listener, swapped)
  await tell(listener, 'RENT', { TransID: 'UKO9RENT' })
  const context2 = { ...engine, shortCode: '174379' }
  const give = (receipt: string, place: Place) => placeReceipt(context2, receipt, place, 'amina')

  const [stray] = (await listStrays(engine.database.kysely, 10)).filter(
    ({ receipt }) => receipt.receipt_number === BY_HAND,
  )
  const both = await Promise.all([
    give(BY_HAND, { kind: 'payment', paymentId: meant.id }),
    give(BY_HAND, { kind: 'payment', paymentId: other.id }),
  ])

  assert.deepEqual(
    stray?.candidates.map(({ payment, isSameAmount }) => [payment.id, isSameAmount]),
    [
      [meant.id, true],
      [other.id, false],
    ],
  )
  assert.deepEqual(both.map(({ outcome }) => outcome).sort(), ['held', 'placed'])
  assert.equal((await give('UKO9RENT', { kind: 'campaign', campaign: 'madarasa' })).outcome, 'placed')
  assert.equal((await give('UKO9RENT', { kind: 'campaign', campaign: 'madarasa' })).outcome, 'held')
  assert.equal((await give('UKO0NONE', { kind: 'campaign', campaign: 'madarasa' })).outcome, 'unknown')
  assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`, '500 UKO9RENT'])
  assert.deepEqual((await listStrays(engine.database.kysely, 10)).length, 0)
})

test('a stray given to a payment is its receipt, and the history says who gave it', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.callBack(payment, failureBody(payment, 1032))
  await tell(listener, 'RENT')

  await placeReceipt(
    { ...listener.engine, shortCode: '174379' },
    BY_HAND,
    { kind: 'payment', paymentId: payment.id },
    'amina',
  )

  const paid = await listener.find(payment)
  assert.deepEqual([paid.status, paid.receiptNumber, paid.isReceiptInferred], ['succeeded', BY_HAND, false])
  const history = await listener.engine.listPaymentHistory(payment.id)
  assert.match(history.at(-1)?.because ?? '', /amina/)
  assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`])
})

test('money for a donation that was lost with a server is a gift to its campaign, and more of it the same donation’s', async context => {
  const listener = await openListener(context)
  const reference = makeAccountReference('MADARASA', Uint8Array.of(1, 2, 3, 4, 5))

  await tell(listener, reference)
  await tell(listener, reference.toLowerCase(), { TransID: 'UKO9MORE' })

  assert.deepEqual(await paidIn(listener), [`500 ${BY_HAND}`, '500 UKO9MORE'])
  const payments = (await listener.engine.listPayments({ limit: 10 })) ?? []
  assert.deepEqual(
    payments.map(({ accountReference }) => accountReference),
    [reference, reference],
  )
  assert.equal(new Set(payments.map(({ donationId }) => donationId)).size, 1)
})
