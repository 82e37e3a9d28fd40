// When Daraja is asked, and what is made of its answers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextQueryAtMs } from '../src/query-schedule.ts'
import { OTHER_PHONE, openTestEngine, request, START } from './open-test-engine.ts'
import { errorBody, json, processing, result } from './scripted-daraja.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

test('Daraja is asked 20, 30, 45, 60, 90 and 120 s after the push, and then ever more rarely', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  engine.startWorker()
  const askedAfterS: number[] = []
  daraja.query = () => {
    askedAfterS.push(Math.round((time.nowMs() - START) / SECOND_MS))
    return processing()
  }

  await request(engine)
  await time.advance(25 * HOUR_MS)

  assert.deepEqual(askedAfterS.slice(0, 6), [20, 30, 45, 60, 90, 120])
  assert.equal(askedAfterS.length, 23)
  const gaps = askedAfterS.slice(1).map((second, index) => second - (askedAfterS[index] ?? 0))
  assert.ok(
    gaps.slice(5).every((gap, index, all) => index === 0 || gap >= (all[index - 1] ?? 0)),
    String(gaps),
  )
})

for (const [name, answer] of [
  ['being processed', processing()],
  ['4999', result('4999')],
  ['an error body with status 200 and no text', errorBody(200, '500.001.1001', '')],
  ['does not exist', errorBody(500, '500.001.1001', 'The transaction does not Exist')],
  ['busy', errorBody(500, '500.003.02', 'System is busy. Please try again in few minutes.')],
  ['HTML', { status: 200, text: '<html>' }],
  ['nothing', 'reset'],
  ['another checkout request', json(200, { ResultCode: '0', CheckoutRequestID: 'ws_CO_other' })],
] as const) {
  test(`"${name}" is no verdict: after a day a person has to look`, async context => {
    const { engine, daraja, time } = await openTestEngine(context)
    engine.startWorker()
    daraja.query = () => answer
    const payment = await request(engine)

    await time.advance(23.9 * HOUR_MS)
    const before = (await engine.findDonation(payment.id, null))?.payment.status
    await time.advance(0.2 * HOUR_MS)

    assert.equal(before, 'pending')
    const after = (await engine.findDonation(payment.id, null))?.payment
    assert.deepEqual([after?.status, after?.reviewReason], ['review', 'no-answer'])
  })
}

test('a payment given up after a day is asked about once a day, and settled when Daraja knows', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  engine.startWorker()
  daraja.query = () => processing()
  const payment = await request(engine)
  await time.advance(25 * HOUR_MS)
  const inADay = daraja.queries.length
  await time.advance(48 * HOUR_MS)
  assert.equal(daraja.queries.length, inADay + 2)

  daraja.query = () => result('0')
  await time.advance(24 * HOUR_MS)
  assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'succeeded')
})

test('a payment nobody can tell anything about is left alone after a week', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  engine.startWorker()
  daraja.query = () => processing()
  await request(engine)
  await time.advance(8 * 24 * HOUR_MS)
  const inAWeek = daraja.queries.length
  await time.advance(8 * 24 * HOUR_MS)

  assert.equal(inAWeek, 29)
  assert.equal(daraja.queries.length, inAWeek)
})

test('a payment given up after a day is settled when somebody asks again and Daraja knows', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  engine.startWorker()
  const payment = await request(engine)
  await time.advance(25 * HOUR_MS)
  daraja.query = () => result('0')

  const found = await engine.reconciler.askAll()

  assert.deepEqual(found, { asked: 1, succeeded: 1, failed: 0, stillUnknown: 0, review: 0 })
  assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'succeeded')
})

test('asking about everything open counts what came of it', async context => {
  const { engine, daraja } = await openTestEngine(context)
  const outcomes = ['0', '1032', 'processing']
  for (const [index] of outcomes.entries()) {
    await request(engine, { phoneNumber: `25470000010${index}` as typeof OTHER_PHONE, giver: null })
  }
  daraja.push = () => 'reset'
  await request(engine, { phoneNumber: OTHER_PHONE, giver: null })
  daraja.query = ({ CheckoutRequestID = '' }) => {
    const outcome = outcomes[Number(CheckoutRequestID.slice(-1)) - 1] ?? ''
    return outcome === 'processing' ? processing() : result(outcome)
  }

  const found = await engine.reconciler.askAll()

  assert.deepEqual(found, { asked: 3, succeeded: 1, failed: 1, stillUnknown: 2, review: 0 })
})

test('questions stay within the rate the sandbox allows', async context => {
  const { engine, daraja, time } = await openTestEngine(context, {
    MPESA_CONSUMER_KEY: 'key',
    MPESA_CONSUMER_SECRET: 'secret-secret',
    MPESA_PASSKEY: 'passkey-passkey',
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_CALLBACK_URL: 'https://give.example.org/cb',
    MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
    HARAMBEE_SECRET: 'h'.repeat(64),
  })
  engine.startWorker()
  const askedAtMs: number[] = []
  daraja.query = () => {
    askedAtMs.push(time.nowMs())
    return processing()
  }
  for (let index = 10; index < 30; index++) {
    await request(engine, { phoneNumber: `2547000001${index}` as typeof OTHER_PHONE, giver: null })
  }

  await time.advance(10 * 60 * SECOND_MS)

  assert.ok(askedAtMs.length >= 36, `${askedAtMs.length} questions`)
  for (const atMs of askedAtMs) {
    const inTheMinute = askedAtMs.filter(other => other > atMs - 60 * SECOND_MS && other <= atMs).length
    assert.ok(inTheMinute <= 4, `${inTheMinute} in a minute`)
  }
})

test('told that we are too fast, we ask nothing for a while, and longer each time', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  engine.startWorker()
  const askedAfterS: number[] = []
  daraja.query = () => {
    askedAfterS.push(Math.round((time.nowMs() - START) / SECOND_MS))
    return { status: 429, text: '' }
  }
  for (let index = 10; index < 20; index++) {
    await request(engine, { phoneNumber: `2547000001${index}` as typeof OTHER_PHONE, giver: null })
  }

  await time.advance(40 * SECOND_MS)

  const moments = [...new Set(askedAfterS)]
  assert.deepEqual(moments[0], 20)
  assert.ok((moments[1] ?? 0) - 20 >= 5, String(moments))
})

test('two engines on one database ask about a payment once', async context => {
  const { engine, openAnother, daraja, time } = await openTestEngine(context)
  const other = await openAnother()
  engine.startWorker()
  other.startWorker()
  await request(engine)

  await time.advance(25 * SECOND_MS)

  assert.equal(daraja.queries.length, 1)
})

test('a question whose process died is asked again after its lease', async context => {
  const { engine, openAnother, daraja, time } = await openTestEngine(context)
  daraja.query = () => new Promise<never>(() => {})
  engine.startWorker()
  const payment = await request(engine)
  await time.advance(21 * SECOND_MS)
  assert.equal(daraja.queries.length, 1)

  daraja.query = () => result('0')
  const other = await openAnother()
  other.startWorker()
  await time.advance(120 * SECOND_MS)

  assert.equal((await other.findDonation(payment.id, null))?.payment.status, 'succeeded')
})

test('checked on demand, a payment is asked about at once, but not twice within ten seconds', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  engine.startWorker()
  const payment = await request(engine)

  for (let press = 0; press < 5; press++) {
    await engine.checkSoon(payment.id)
    await time.advance(SECOND_MS)
  }
  assert.equal(daraja.queries.length, 1)
  await time.advance(9 * SECOND_MS)
  await engine.checkSoon(payment.id)
  await time.advance(SECOND_MS)
  assert.equal(daraja.queries.length, 2)
})

test('what was missed while nobody was running is not caught up in a burst', () => {
  assert.equal(nextQueryAtMs(START, START), START + 20 * SECOND_MS)
  assert.equal(nextQueryAtMs(START, START + 59 * SECOND_MS), START + 60 * SECOND_MS)
  assert.equal(nextQueryAtMs(START, START + 5 * HOUR_MS), START + 6 * HOUR_MS)
  assert.equal(nextQueryAtMs(START, START + 30 * HOUR_MS), START + 48 * HOUR_MS)
  assert.equal(nextQueryAtMs(START, START + 7 * 24 * HOUR_MS), null)
})

test('an engine stopped for 90 s while it asked cannot write what it heard: its turn has lapsed', async context => {
  const { engine, openAnother, daraja, time } = await openTestEngine(context)
  const answers: ((answer: ReturnType<typeof result>) => void)[] = []
  daraja.query = () => new Promise(resolve => answers.push(resolve))
  engine.startWorker()
  const payment = await request(engine)
  await time.advance(21 * SECOND_MS)
  const other = await openAnother()
  other.startWorker()
  await time.advance(90 * SECOND_MS)
  assert.ok(answers.length >= 2, 'nobody else asked')

  answers[0]?.(result('1032'))
  await time.advance(SECOND_MS)

  assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'pending')
  answers.at(-1)?.(result('0'))
  await time.advance(SECOND_MS)
  assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'succeeded')
})
