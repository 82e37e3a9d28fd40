// What becomes of callbacks: from the socket through the inbox into the books.

import assert from 'node:assert/strict'
import type { Shillings } from '@harambee/daraja'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { buildIntent, OTHER_PHONE, request } from './open-test-engine.ts'
import { accepted, processing, result } from './scripted-daraja.ts'
import { checkoutOf } from './test-secret.ts'

test('a paid callback through the payment’s own door settles it at once', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)

  const reply = await callBack(payment, successBody(payment))

  assert.deepEqual([reply.status, reply.body], [200, '{"ResultCode":0,"ResultDesc":"Accepted"}'])
  const paid = await find(payment)
  assert.equal(paid.status, 'succeeded')
  assert.equal(paid.receiptNumber, 'UKO1AB2C3D')
  assert.deepEqual(paid.sources, ['callback'])
  const campaign = await engine.findCampaign('madarasa')
  assert.deepEqual([campaign?.raisedKes, campaign?.gifts], [500, 1])
})

test('the same callback a hundred times at the same moment is one gift and a hundred answers of 200', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)
  const body = successBody(payment)

  const replies = await Promise.all(Array.from({ length: 100 }, () => callBack(payment, body)))

  assert.ok(replies.every(({ status }) => status === 200))
  assert.equal((await find(payment)).status, 'succeeded')
  assert.equal((await engine.findCampaign('madarasa'))?.raisedKes, 500)
  const verdicts = (await engine.listInbox({ limit: 200 })).map(({ verdict }) => verdict)
  assert.equal(verdicts.filter(verdict => verdict === 'applied').length, 1)
  // More rows of one payment than these are not kept, whatever is answered.
  assert.equal(verdicts.filter(verdict => verdict === 'duplicate').length, 19)
})

test('a callback before the push’s answer settles the payment, and the answer finds it settled', async context => {
  const { engine, callBack, find, daraja } = await openListener(context)
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof accepted>>()
  daraja.push = () => promise
  const requested = await engine.requestPayment(buildIntent())
  assert.ok(requested.outcome === 'requested')

  await callBack(requested.payment, successBody(requested.payment, { checkoutRequestId: 'ws_CO_7' }))
  const early = await find(requested.payment)
  resolve(accepted('ws_CO_7', 'merchant-unknown'))
  const after = await requested.pushed

  assert.deepEqual([early.status, checkoutOf(early)], ['succeeded', 'ws_CO_7'])
  assert.deepEqual([after.status, after.flag], ['succeeded', null])
})

test('where the push’s answer was lost, the callback still finds its payment by the token in its URL', async context => {
  const { engine, callBack, find, daraja } = await openListener(context)
  daraja.push = () => 'reset'
  const payment = await request(engine)

  await callBack(payment, successBody(payment, { checkoutRequestId: 'ws_CO_9' }))

  const paid = await find(payment)
  assert.deepEqual([paid.status, checkoutOf(paid)], ['succeeded', 'ws_CO_9'])
})

test('through the weaker door a success waits until a query agrees', async context => {
  const { engine, callBackByKey, find, daraja, time } = await openListener(context)
  const payment = await request(engine)

  await callBackByKey(successBody(payment))
  const waiting = await find(payment)
  const [stored] = await engine.listInbox({ limit: 1 })
  daraja.query = () => result('0')
  await time.advance(60_000)

  assert.equal(waiting.status, 'pending')
  assert.deepEqual([stored?.verdict, stored?.door], ['waiting', 'key'])
  const paid = await find(payment)
  assert.deepEqual([paid.status, paid.receiptNumber], ['succeeded', 'UKO1AB2C3D'])
  assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'applied')
})

test('a forged success through the weaker door, which the query denies, is contradicted', async context => {
  const { engine, callBackByKey, find, daraja, time } = await openListener(context)
  const payment = await request(engine)
  daraja.query = () => result('1032')

  await callBackByKey(successBody(payment, { receiptNumber: 'FORGED0001' }))
  await time.advance(60_000)

  const after = await find(payment)
  assert.deepEqual([after.status, after.flag, after.receiptNumber], ['failed', 'callback-contradicted', null])
  assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'contradiction')
})

test('a success through the weaker door that no query confirms for 15 minutes goes to a person', async context => {
  const { engine, callBackByKey, find, time } = await openListener(context)
  const payment = await request(engine)
  await callBackByKey(successBody(payment))

  await time.advance(14 * 60_000)
  const before = await find(payment)
  await time.advance(3 * 60_000)

  assert.equal(before.status, 'pending')
  assert.equal((await find(payment)).status, 'review')
})

test('while observing, a success from an unlisted address waits for a query too', async context => {
  const environment = { MPESA_CALLBACK_IP_MODE: 'observe', MPESA_CALLBACK_ALLOWED_IPS: '196.201.214.200' }
  const { engine, callBack, find } = await openListener(context, environment)
  const payment = await request(engine)

  await callBack(payment, successBody(payment))

  assert.equal((await find(payment)).status, 'pending')
  const [stored] = await engine.listInbox({ limit: 1 })
  assert.deepEqual([stored?.verdict, stored?.isAllowed], ['waiting', false])
})

test('MPESA_CONFIRM=always makes every success wait for a query', async context => {
  const { engine, callBack, find } = await openListener(context, { MPESA_CONFIRM: 'always' })
  const payment = await request(engine)

  await callBack(payment, successBody(payment))

  assert.equal((await find(payment)).status, 'pending')
  assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'waiting')
})

test('a success no query could confirm for long is still settled by the first that does', async context => {
  const { engine, callBack, daraja, time, find } = await openListener(context, { MPESA_CONFIRM: 'always' })
  engine.startWorker()
  daraja.query = () => 'reset'
  const payment = await request(engine)
  await callBack(payment, successBody(payment))
  await time.advance(30 * 60_000)
  assert.equal((await find(payment)).status, 'review')

  daraja.query = () => result('0')
  await time.advance(60 * 60_000)
  const paid = await find(payment)
  assert.deepEqual([paid.status, paid.receiptNumber], ['succeeded', 'UKO1AB2C3D'])
})

for (const [name, amount] of [
  ['one shilling less', 499],
  ['a shilling more', 501],
  ['cents', 500.4],
  ['nothing', undefined],
  ['a negative amount', -500],
  ['text that is no number', 'five hundred'],
  ['an array', [500]],
  ['more than a number holds', 2 ** 53 + 1],
] as const) {
  test(`a callback that names ${name} as the amount settles nothing`, async context => {
    const { engine, callBack, find } = await openListener(context)
    const payment = await request(engine)

    const reply = await callBack(payment, successBody(payment, { amount }))

    assert.equal(reply.status, 200)
    const after = await find(payment)
    assert.ok(after.status === 'review' || after.status === 'pending', after.status)
    assert.equal((await engine.findCampaign('madarasa'))?.raisedKes, 0)
  })
}

for (const amount of [500, '500', '500.00', '500.0']) {
  test(`${JSON.stringify(amount)} is the amount of KSh 500`, async context => {
    const { engine, callBack, find } = await openListener(context)
    const payment = await request(engine)

    await callBack(payment, successBody(payment, { amount }))

    assert.equal((await find(payment)).status, 'succeeded')
  })
}

test('the receipt of another payment proves nothing: both are named to the treasurer', async context => {
  const { engine, callBack, find } = await openListener(context)
  const small = await request(engine, { amountKes: 10 as Shillings })
  const large = await request(engine, { amountKes: 10_000 as Shillings, phoneNumber: OTHER_PHONE })
  await callBack(small, successBody(small, { receiptNumber: 'UKO1AB2C3D' }))

  await callBack(large, successBody(large, { receiptNumber: 'uko1ab2c3d' }))

  assert.equal((await find(large)).status, 'review')
  assert.equal((await find(small)).status, 'succeeded')
  const [entry] = await engine.listInbox({ limit: 1 })
  assert.equal(entry?.verdict, 'contradiction')
  assert.match(entry?.because ?? '', new RegExp(small.id))
})

test('a success after a failure settles at once, flagged', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)

  await callBack(payment, failureBody(payment, 1037))
  const failed = await find(payment)
  await callBack(payment, successBody(payment))

  assert.deepEqual([failed.status, failed.failureReason], ['failed', 'unreachable'])
  const paid = await find(payment)
  assert.deepEqual([paid.status, paid.flag], ['succeeded', 'success-after-failure'])
})

test('a failure after a success changes nothing and is flagged', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)
  await callBack(payment, successBody(payment))

  await callBack(payment, failureBody(payment, 1032))

  const paid = await find(payment)
  assert.deepEqual([paid.status, paid.flag], ['succeeded', 'failure-after-success'])
  assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'contradiction')
  assert.equal((await engine.findCampaign('madarasa'))?.raisedKes, 500)
})

test('a second receipt for one payment is flagged and not booked', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)
  await callBack(payment, successBody(payment))

  await callBack(payment, successBody(payment, { receiptNumber: 'UKO9ZZ8Y7X' }))

  const paid = await find(payment)
  assert.deepEqual([paid.receiptNumber, paid.flag], ['UKO1AB2C3D', 'second-receipt'])
})

test('a payment a query has confirmed gets its receipt from the callback that comes later', async context => {
  const { engine, callBack, find, daraja, time } = await openListener(context)
  const payment = await request(engine)
  daraja.query = () => result('0')
  await time.advance(25_000)
  const confirmed = await find(payment)

  await callBack(payment, successBody(payment))

  assert.deepEqual([confirmed.status, confirmed.receiptNumber], ['succeeded', null])
  const filled = await find(payment)
  assert.deepEqual([filled.receiptNumber, filled.sources], ['UKO1AB2C3D', ['query', 'callback']])
  assert.equal((await engine.findCampaign('madarasa'))?.raisedKes, 500)
})

test('a receipt forged through the weaker door, and adopted because the query says paid, gives way to the real one', async context => {
  const { engine, callBackByKey, callBack, find, daraja, time } = await openListener(context)
  const payment = await request(engine)
  daraja.query = () => result('0')
  await callBackByKey(successBody(payment, { receiptNumber: 'UKO0FORGED' }))
  await time.advance(1_000)
  const misled = await find(payment)

  await callBack(payment, successBody(payment))

  assert.deepEqual([misled.receiptNumber, misled.isReceiptInferred], ['UKO0FORGED', true])
  const right = await find(payment)
  assert.deepEqual([right.receiptNumber, right.isReceiptInferred], ['UKO1AB2C3D', false])
  const receipts = await engine.database.kysely.selectFrom('receipts').select('receipt_number').execute()
  assert.deepEqual(
    receipts.map(({ receipt_number }) => receipt_number),
    ['UKO1AB2C3D'],
  )
  assert.equal((await engine.verifyBooks()).ok, true)
})

test('somebody else’s receipt, claimed through the weaker door, goes to the payment it belongs to', async context => {
  const { engine, callBackByKey, callBack, find, daraja, time } = await openListener(context)
  const thief = await request(engine)
  const owner = await request(engine, { phoneNumber: OTHER_PHONE })
  daraja.query = ({ CheckoutRequestID }) => (CheckoutRequestID === checkoutOf(thief) ? result('0') : processing())
  await callBackByKey(successBody(thief, { receiptNumber: 'UKO9ZZ8Y7X' }))
  await time.advance(1_000)

  await callBack(owner, successBody(owner, { receiptNumber: 'UKO9ZZ8Y7X' }))

  assert.equal((await find(owner)).receiptNumber, 'UKO9ZZ8Y7X')
  assert.deepEqual([(await find(thief)).status, (await find(thief)).receiptNumber], ['succeeded', null])
  assert.equal((await engine.verifyBooks()).ok, true)
})

test('… or from the C2B confirmation of the same money', async context => {
  const { engine, send, configuration, find, daraja, time } = await openListener(context)
  const payment = await request(engine)
  daraja.query = () => result('0')
  await time.advance(25_000)
  const door = new URL(configuration.callbacks.base.reveal()).pathname

  await send(`${door}/c2b/confirmation`, c2bBody({ BillRefNumber: payment.accountReference }))

  const filled = await find(payment)
  assert.deepEqual([filled.receiptNumber, filled.isReceiptInferred], ['UKO1AB2C3D', true])
  assert.equal((await engine.findCampaign('madarasa'))?.raisedKes, 500)
})

test('a confirmation of another amount than its receipt was adopted with is what stays when the real receipt comes', async context => {
  const { engine, daraja, send, callBack, callBackByKey, find, configuration } = await openListener(context)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  const payment = await request(engine)
  await callBackByKey(successBody(payment, { receiptNumber: 'UKO2OTHERS' }))
  daraja.query = () => result('0')
  await engine.reconciler.ask(payment)
  assert.equal((await find(payment)).receiptNumber, 'UKO2OTHERS')

  await send(
    `${base}/c2b/confirmation`,
    c2bBody({ TransID: 'UKO2OTHERS', TransAmount: '100.00', BillRefNumber: 'RENT' }),
  )
  await callBack(payment, successBody(payment))

  assert.equal((await find(payment)).receiptNumber, 'UKO1AB2C3D')
  const others = await engine.database.kysely
    .selectFrom('receipts')
    .select(['payment_id', 'amount_kes', 'confirmed_kes', 'account_reference'])
    .where('receipt_number', '=', 'UKO2OTHERS')
    .executeTakeFirst()
  assert.deepEqual(others && Object.values(others).map(value => (typeof value === 'bigint' ? Number(value) : value)), [
    null,
    100,
    100,
    'RENT',
  ])
  assert.equal((await engine.verifyBooks()).ok, true)
})

test('the same money through callback and C2B confirmation is one gift, whichever comes first', async context => {
  for (const order of ['callback first', 'confirmation first']) {
    const { engine, send, callBack, configuration, find } = await openListener(context)
    const payment = await request(engine)
    const door = `${new URL(configuration.callbacks.base.reveal()).pathname}/c2b/confirmation`
    const confirmation = c2bBody({ BillRefNumber: payment.accountReference })
    const deliveries = [() => callBack(payment, successBody(payment)), () => send(door, confirmation)]
    if (order === 'confirmation first') deliveries.reverse()

    for (const deliver of deliveries) await deliver()

    assert.equal((await find(payment)).status, 'succeeded', order)
    assert.equal((await engine.findCampaign('madarasa'))?.raisedKes, 500, order)
    assert.equal((await engine.verifyBooks()).ok, true, order)
  }
})

test('a callback about a checkout request nobody knows yet is applied when the push’s answer names it', async context => {
  const { engine, callBackByKey, daraja, time } = await openListener(context)
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof accepted>>()
  daraja.push = () => promise
  const requested = await engine.requestPayment(buildIntent())
  assert.ok(requested.outcome === 'requested')
  await callBackByKey(failureBody(requested.payment, 1032, { checkoutRequestId: 'ws_CO_77' }))
  const [early] = await engine.listInbox({ limit: 1 })

  resolve(accepted('ws_CO_77', 'merchant-unknown'))
  await requested.pushed
  await time.advance(1_000)

  assert.equal(early?.verdict, 'unmatched')
  assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'applied')
  assert.equal((await engine.findDonation(requested.payment.id, null))?.payment.status, 'failed')
})

test('an unreadable body with a right key is kept byte for byte, and Daraja is asked instead', async context => {
  const { engine, callBack, find, daraja, time } = await openListener(context)
  const payment = await request(engine)
  daraja.query = () => result('0')
  const bytes = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x22])

  const reply = await callBack(payment, bytes)
  await time.advance(1_000)

  assert.equal(reply.status, 200)
  const [entry] = await engine.listInbox({ limit: 1 })
  assert.deepEqual([entry?.verdict, entry?.paymentId], ['unreadable', payment.id])
  assert.deepEqual(entry?.rawBody, bytes)
  assert.equal((await find(payment)).status, 'succeeded')
})

test('a code nobody has documented is no failure before a query agrees', async context => {
  const { engine, callBack, find, daraja, time } = await openListener(context)
  const payment = await request(engine)
  await callBack(payment, failureBody(payment, 'NEW-CODE-1'))
  const doubtful = await find(payment)
  daraja.query = () => result('NEW-CODE-1')
  await time.advance(60_000)

  assert.equal(doubtful.status, 'pending')
  const failed = await find(payment)
  assert.deepEqual([failed.status, failed.failureReason, failed.resultCode], ['failed', 'unknown-code', 'NEW-CODE-1'])
})

test('replaying what was applied changes nothing', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)
  await callBack(payment, successBody(payment))
  const before = await find(payment)
  const [entry] = await engine.listInbox({ limit: 1 })
  assert.ok(entry)

  const dry = await engine.replayCallback(entry.id, { isDryRun: true })
  const replayed = await engine.replayCallback(entry.id, { isDryRun: false })

  assert.equal(dry?.verdict, null)
  assert.equal(replayed?.verdict, null)
  assert.deepEqual(await find(payment), before)
  assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'applied')
  assert.equal(await engine.replayCallback(999, { isDryRun: false }), null)
})

test('a dry run tells what a replay would do, and does not do it', async context => {
  const { engine, send, configuration, daraja, find, time } = await openListener(context, { MPESA_CONFIRM: 'always' })
  const door = `${new URL(configuration.callbacks.base.reveal()).pathname}/c2b/confirmation`
  const payment = await request(engine)
  await send(door, c2bBody({ BillRefNumber: payment.accountReference }))
  daraja.query = () => result('0')
  await engine.database.kysely.updateTable('receipts').set({ occurred_at: 0 }).execute()
  await time.advance(25_000)
  await engine.database.kysely
    .updateTable('receipts')
    .set({ occurred_at: Date.parse('2026-11-24T09:00:20Z') })
    .execute()
  const [entry] = await engine.listInbox({ limit: 1 })
  assert.equal(entry?.verdict, 'unmatched')

  const dry = await engine.replayCallback(entry?.id ?? 0, { isDryRun: true })
  const untouched = await find(payment)
  const replayed = await engine.replayCallback(entry?.id ?? 0, { isDryRun: false })

  assert.deepEqual([dry?.verdict, dry?.payments[0]?.receiptNumber], ['applied', 'UKO1AB2C3D'])
  assert.equal(untouched.receiptNumber, null)
  assert.equal(replayed?.verdict, 'applied')
  assert.equal((await find(payment)).receiptNumber, 'UKO1AB2C3D')
})
