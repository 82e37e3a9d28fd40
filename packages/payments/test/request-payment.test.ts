import assert from 'node:assert/strict'
import { test as testOnSqlite } from 'node:test'
import type { Shillings } from '@harambee/daraja'
import { PROMPT_OPEN_MS } from '../src/begin-payment.ts'
import type { PaymentId } from '../src/payment.ts'
import { test } from './both-databases.ts'
import { buildIntent, OTHER_PHONE, openTestEngine, PHONE, request } from './open-test-engine.ts'
import { accepted, errorBody, result } from './scripted-daraja.ts'
import { checkoutOf } from './test-secret.ts'

test('the row is on disk before Daraja hears of it', async context => {
  const { engine, daraja } = await openTestEngine(context)
  let seen: string | undefined
  daraja.push = async () => {
    const rows = await engine.database.kysely.selectFrom('payments').select('status').execute()
    seen = rows[0]?.status
    return accepted('ws_CO_1', 'm-1')
  }

  const payment = await request(engine)

  assert.equal(seen, 'created')
  assert.equal(payment.status, 'pending')
  assert.equal(checkoutOf(payment), 'ws_CO_1')
})

test('where the row cannot be written, nobody is asked', async context => {
  const { engine, daraja } = await openTestEngine(context)
  await engine.database.kysely.schema.alterTable('donations').renameTo('gone').execute()

  await assert.rejects(engine.requestPayment(buildIntent()))

  assert.equal(daraja.pushes.length, 0)
})

test('the push carries the payment in its callback URL, and nothing of ours on the phone but the account', async context => {
  const { engine, daraja, configuration } = await openTestEngine(context)

  const payment = await request(engine)

  const [push] = daraja.pushes
  const base = configuration.callbacks.base.reveal()
  assert.match(push?.CallBackURL ?? '', new RegExp(`^${base}/${payment.id}/[0-9a-f]{36}$`))
  assert.match(push?.AccountReference ?? '', /^MAD-[0-9A-HJKMNP-TV-Z]{6}$/)
  assert.equal(push?.PhoneNumber, PHONE)
  assert.equal(push?.Amount as unknown, 500)
})

test('the same id again is the same payment and no second prompt, also at the same moment', async context => {
  const { engine, daraja } = await openTestEngine(context)
  const intent = buildIntent()

  const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => engine.requestPayment(intent)))

  assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['known', 'known', 'known', 'known', 'requested'])
  for (const outcome of outcomes) if (outcome.outcome === 'requested') await outcome.pushed
  assert.equal(daraja.pushes.length, 1)
})

test('gone back and changed the amount: another payment of the same donation, once', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  const intent = buildIntent()
  const first = await engine.requestPayment(intent)
  await time.advance(PROMPT_OPEN_MS + 1)

  const changed = await engine.requestPayment({ ...intent, amountKes: 1_000 as Shillings })
  const again = await engine.requestPayment({ ...intent, amountKes: 1_000 as Shillings })

  assert.equal(changed.outcome, 'requested')
  assert.equal(again.outcome, 'known')
  assert.ok('payment' in first && first.payment && changed.payment && again.payment)
  assert.equal(changed.payment.donationId, first.payment.donationId)
  assert.notEqual(changed.payment.id, first.payment.id)
  assert.equal(again.payment.id, changed.payment.id)
  assert.equal(daraja.pushes.length, 2)
})

test('while a prompt is open on a phone, the same gift from the same browser is that payment', async context => {
  const { engine, daraja } = await openTestEngine(context)
  const first = await request(engine)

  const second = await engine.requestPayment(buildIntent())

  assert.equal(second.outcome, 'known')
  assert.equal(second.payment?.id, first.id)
  assert.equal(daraja.pushes.length, 1)
})

test('while a prompt is open on a phone, nobody else can send it another', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  await request(engine)

  const refused = await engine.requestPayment(buildIntent({ giver: 'another browser' }))
  const otherPhone = await engine.requestPayment(buildIntent({ phoneNumber: OTHER_PHONE, giver: 'another browser' }))
  await time.advance(PROMPT_OPEN_MS)
  const later = await engine.requestPayment(buildIntent({ giver: 'another browser' }))

  assert.equal(refused.outcome === 'refused' && refused.reason, 'prompt-open')
  assert.equal(otherPhone.outcome, 'requested')
  assert.equal(later.outcome, 'requested')
  assert.equal(daraja.pushes.length, 3)
})

test('a push Daraja refuses fails the payment at once: nobody was asked', async context => {
  const { engine, daraja } = await openTestEngine(context)
  daraja.push = () => errorBody(400, '400.002.02', 'Bad Request - Invalid PhoneNumber')

  const payment = await request(engine)

  assert.equal(payment.status, 'failed')
  assert.equal(payment.failureReason, 'not-sent')
  assert.equal(payment.resultCode, '400.002.02')
})

for (const [name, answer] of [
  ['a broken connection', 'reset'],
  ['HTML with status 200', { status: 200, text: '<html>Request unsuccessful. Incapsula incident</html>' }],
  ['an internal error', errorBody(500, '500.003.1001', 'Internal Server Error')],
  ['an empty 503', { status: 503, text: '' }],
] as const) {
  // A virtual day is thousands of looks at the database: on one of them that is enough.
  testOnSqlite(`${name} in answer to a push leaves it pending, and it is never sent again`, async context => {
    const { engine, daraja, time } = await openTestEngine(context)
    daraja.push = () => answer
    engine.startWorker()

    const payment = await request(engine)
    await time.advance(25 * 60 * 60_000)

    assert.equal(payment.status, 'pending')
    assert.equal(daraja.pushes.length, 1)
    assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'review')
  })
}

test('a connection that never opened is a refusal: nobody was asked', async context => {
  const { engine, daraja } = await openTestEngine(context)
  daraja.push = () => 'unsent'

  const payment = await request(engine)

  assert.equal(payment.status, 'failed')
  assert.equal(payment.failureReason, 'not-sent')
})

test('a retry is a new payment of the same donation, to the same phone where none is named', async context => {
  const { engine, daraja } = await openTestEngine(context)
  daraja.push = () => errorBody(500, '500.003.02', 'System is busy. Please try again in few minutes.')
  const first = await request(engine)
  daraja.push = () => accepted('ws_CO_2', 'm-2')

  const second = await request(engine, { phoneNumber: null, retryOf: first.id })

  assert.equal(second.donationId, first.donationId)
  assert.notEqual(second.id, first.id)
  assert.equal(daraja.pushes.at(-1)?.PhoneNumber, PHONE)
})

test('a retry while the last prompt may still be open is the last payment', async context => {
  const { engine, daraja } = await openTestEngine(context)
  const first = await request(engine)

  const second = await engine.requestPayment(buildIntent({ retryOf: first.id }))

  assert.equal(second.outcome, 'known')
  assert.equal(second.payment?.id, first.id)
  assert.equal(daraja.pushes.length, 1)
})

test('a retry after 90 s asks Daraja first, and waits while M-PESA is still at it', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  const first = await request(engine)
  await time.advance(PROMPT_OPEN_MS + 1)

  const early = await engine.requestPayment(buildIntent({ retryOf: first.id }))
  daraja.query = () => result('1037')
  const late = await engine.requestPayment(buildIntent({ retryOf: first.id }))

  assert.equal(early.outcome === 'refused' && early.reason, 'still-checking')
  assert.equal(late.outcome, 'requested')
  assert.equal(daraja.pushes.length, 2)
})

test('a retry of what turns out to be paid is the paid payment', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  const first = await request(engine)
  await time.advance(PROMPT_OPEN_MS + 1)
  daraja.query = () => result('0')

  const second = await engine.requestPayment(buildIntent({ retryOf: first.id }))

  assert.equal(second.outcome, 'known')
  assert.equal(second.payment?.status, 'succeeded')
  assert.equal(daraja.pushes.length, 1)
})

test('an unknown campaign and an amount below its floor are refused before anything is stored', async context => {
  const { engine, daraja } = await openTestEngine(context)

  const nowhere = await engine.requestPayment(buildIntent({ campaign: 'nowhere' }))
  const tooSmall = await engine.requestPayment(buildIntent({ amountKes: 9 as Shillings }))

  assert.equal(nowhere.outcome === 'refused' && nowhere.reason, 'no-such-campaign')
  assert.equal(tooSmall.outcome === 'refused' && tooSmall.floorKes, 10)
  assert.deepEqual(await engine.listPayments({ limit: 10 }), [])
  assert.equal(daraja.pushes.length, 0)
})

test('a campaign takes gifts until midnight of its last day in Nairobi', async context => {
  const { engine, time } = await openTestEngine(context)
  const campaign = await engine.findCampaign('madarasa')
  const midnightMs = Date.parse(`${campaign?.endsOn}T21:00:00Z`)

  await time.advance(midnightMs - time.nowMs() - 1)
  const lastMoment = await engine.requestPayment(buildIntent())
  await time.advance(1)
  const tooLate = await engine.requestPayment(buildIntent({ phoneNumber: OTHER_PHONE }))

  assert.equal(lastMoment.outcome, 'requested')
  assert.equal(tooLate.outcome === 'refused' && tooLate.reason, 'campaign-ended')
})

testOnSqlite(
  'a process that died between row and push leaves a payment that goes to a person after a day',
  async context => {
    const { engine, daraja, time } = await openTestEngine(context)
    daraja.push = () => new Promise<never>(() => {})
    const requested = await engine.requestPayment(buildIntent())
    engine.startWorker()
    const id = (requested.payment as { id: PaymentId }).id
    const status = async () => (await engine.findDonation(id, null))?.payment.status

    assert.equal(await status(), 'created')
    await time.advance(2 * 60_000)
    assert.equal(await status(), 'pending')
    await time.advance(24 * 60 * 60_000)
    assert.equal(await status(), 'review')
    assert.equal(daraja.pushes.length, 1)
  },
)

test('an answer to the push that cannot be stored at first is stored when the database is back', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  const { kysely } = engine.database
  daraja.push = async () => {
    await kysely.schema.alterTable('payment_history').renameTo('away').execute()
    return accepted('ws_CO_1', 'm-1')
  }

  const requested = await engine.requestPayment(buildIntent())
  await time.advance(200)
  await kysely.schema.alterTable('away').renameTo('payment_history').execute()
  await time.advance(10_000)

  assert.ok(requested.outcome === 'requested')
  assert.equal(checkoutOf(await requested.pushed), 'ws_CO_1')
})
