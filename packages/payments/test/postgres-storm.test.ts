// Many transactions about a few rows at the same time, from several pools as several processes have them: nothing is lost,
// nothing is counted twice, nobody waits for each other in a circle.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import { sql } from 'kysely'
import { createCallbackTokens, toCallbackUrl } from '../src/callback-url.ts'
import type { Changes } from '../src/database/changes.ts'
import { NO_KEYS } from '../src/database/changes.ts'
import { isDataError } from '../src/database/database.ts'
import { openDatabase } from '../src/database/open-database.ts'
import { NO_FACTS } from '../src/database/postgres-facts.ts'
import type { Engine } from '../src/engine.ts'
import { deriveKeys } from '../src/keys.ts'
import type { Payment, PaymentId } from '../src/payment.ts'
import { openBooks } from '../src/working-books.ts'
import { test, testOnPostgres } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openTestEngine, request, type TestEngine } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'
import { realTimer } from './test-postgres.ts'

/** The same order at every run. */
function createDice(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

interface Storm extends TestEngine {
  readonly engines: readonly Engine[]
}

async function openEngines(context: TestContext, count: number): Promise<Storm> {
  const first = await openTestEngine(context)
  const engines = [first.engine]
  while (engines.length < count) engines.push(await first.openAnother())
  return { ...first, engines }
}

/** Ends everything first: sessions tell what they have counted when they end. */
async function countDeadlocks({ engines, configuration, folder }: Storm): Promise<number | undefined> {
  await Promise.all(engines.map(engine => engine.database.close()))
  const database = openDatabase(configuration.serving.databaseUrl, folder, { setTimer: realTimer })
  try {
    while (!(await database.takeAlone())) await new Promise(resolve => setTimeout(resolve, 10))
    const { rows } = await sql<{ deadlocks: number }>`
      SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`.execute(database.kysely)
    return rows[0]?.deadlocks
  } finally {
    await database.close()
  }
}

const phone = (index: number) => `2547000002${String(index).padStart(2, '0')}` as PhoneNumber

async function makePayments(engines: readonly Engine[], count: number): Promise<Payment[]> {
  const payments: Payment[] = []
  for (let index = 0; index < count; index++) {
    payments.push(await request(engines[index % engines.length] as Engine, { phoneNumber: phone(index) }))
  }
  return payments
}

testOnPostgres('a thousand changes of five payments, each by whoever comes first: none is lost', async context => {
  const storm = await openEngines(context, 4)
  const { engines } = storm
  const payments = await makePayments(engines, 5)
  const dice = createDice(1)
  const expected = new Map(payments.map(({ id }) => [id, 0]))

  async function change(engine: Engine): Promise<void> {
    const ids = new Set([dice(5), dice(5), dice(5)].map(which => (payments[which] as Payment).id))
    for (const id of ids) expected.set(id, (expected.get(id) ?? 0) + 1)
    const keys = { ...NO_KEYS, paymentIds: [...ids], receiptNumbers: [`UKO${dice(7)}`], matchAmountsKes: [dice(3)] }
    await engine.database.apply(keys, facts => ({
      ...nothing(engine),
      payments: [...facts.payments.values()].map(payment => ({ ...payment, queryCount: payment.queryCount + 1 })),
    }))
  }
  // As many at each as it has connections: none waits for anything but the rows.
  await Promise.all(
    engines.flatMap(engine =>
      Array.from({ length: 8 }, async () => {
        for (let times = 0; times < 30; times++) await change(engine)
      }),
    ),
  )

  const counted = await Promise.all(
    payments.map(async ({ id }) => [id, (await engines[0]?.findDonation(id, null))?.payment.queryCount]),
  )
  assert.deepEqual(counted, [...expected])
  assert.deepEqual(
    engines.map(({ database }) => database.inFlight),
    [0, 0, 0, 0],
  )
  assert.equal(await countDeadlocks(storm), 0)
})

/** What a decision changes that changes nothing. */
const nothing = ({ sealer }: Engine): Changes => openBooks(NO_FACTS, 0, sealer).toChanges()

testOnPostgres(
  'callbacks, confirmations, queries and replays about twelve payments at four engines at once',
  async context => {
    const storm = await openEngines(context, 4)
    const { engines, configuration, time, daraja } = storm
    const first = engines[0] as Engine
    const payments = await makePayments(engines, 12)
    const tokens = createCallbackTokens(deriveKeys(configuration.secret.reveal()).callbackToken)
    const base = new URL(configuration.callbacks.base.reveal()).pathname
    const dice = createDice(2)
    daraja.query = () => result('0')
    for (const engine of engines) engine.startWorker()

    const receiptOf = (index: number) => `UKO7STORM${index}`
    const deliveries = payments.flatMap((payment, index) => {
      const own = toCallbackUrl(base, payment.id, tokens)
      const success = successBody(payment, { receiptNumber: receiptOf(index) })
      const about = { MSISDN: phone(index), BillRefNumber: payment.accountReference }
      const confirmation = c2bBody({ TransID: receiptOf(index), ...about })
      return [
        ...Array.from({ length: 4 }, () => ({ path: own, body: success })),
        ...Array.from({ length: 2 }, () => ({ path: own, body: failureBody(payment, '1032') })),
        ...Array.from({ length: 2 }, () => ({ path: base, body: success })),
        ...Array.from({ length: 2 }, () => ({ path: `${base}/c2b/confirmation`, body: confirmation })),
      ]
    })
    const shuffled = deliveries.map(delivery => ({ delivery, place: dice(1e6) })).sort((a, b) => a.place - b.place)
    let isOver = false
    const work = Promise.all([
      ...shuffled.map(async ({ delivery: { path, body } }, index) => {
        const engine = engines[index % engines.length] as Engine
        const answer = await engine.takeCallback({ path, peerAddress: '127.0.0.1', body: Buffer.from(body) })
        assert.equal(answer?.status, 200)
      }),
      ...engines.map(engine => engine.reconciler.askAll()),
      ...Array.from({ length: 40 }, () =>
        (engines[dice(4)] as Engine).replayCallback(1 + dice(deliveries.length), { isDryRun: dice(2) === 0 }),
      ),
    ]).finally(() => {
      isOver = true
    })
    while (!isOver) await time.settle()
    await work
    await time.advance(10_000)

    const inbox = await first.listInbox({ limit: 1_000 })
    assert.equal(inbox.length, deliveries.length)
    assert.deepEqual(
      inbox.filter(({ verdict }) => verdict === null),
      [],
    )
    for (const [index, { id }] of payments.entries()) {
      const payment = (await first.findDonation(id, null))?.payment
      assert.deepEqual([payment?.status, payment?.receiptNumber], ['succeeded', receiptOf(index)])
    }
    const campaign = await first.findCampaign('madarasa')
    assert.deepEqual([campaign?.raisedKes, campaign?.gifts], [12 * 500, 12])
    assert.equal((await first.verifyBooks()).firstBadRow, null)
    assert.equal(await countDeadlocks(storm), 0)
    assert.deepEqual(
      engines.map(({ database }) => database.inFlight),
      [0, 0, 0, 0],
    )
  },
)

testOnPostgres(
  'the same form at two sites at once is one payment, and so are two forms for one phone',
  async context => {
    const { engines, daraja } = await openEngines(context, 4)
    for (let round = 0; round < 20; round++) {
      const phoneNumber = phone(round)
      const id = `${'c'.repeat(30)}${String(round).padStart(2, '0')}` as PaymentId
      const before = daraja.pushes.length
      const asked = await Promise.all(
        engines.flatMap(engine => [
          engine.requestPayment({
            id,
            campaign: 'madarasa',
            amountKes: 500 as Shillings,
            phoneNumber,
            giver: 'a',
            peerAddress: null,
          }),
          engine.requestPayment({
            id: `${'d'.repeat(28)}${engines.indexOf(engine)}0${String(round).padStart(2, '0')}` as PaymentId,
            campaign: 'madarasa',
            amountKes: 700 as Shillings,
            phoneNumber,
            giver: 'b',
            peerAddress: null,
          }),
        ]),
      )
      await Promise.all(asked.map(request => (request.outcome === 'requested' ? request.pushed : null)))

      assert.equal(asked.filter(({ outcome }) => outcome === 'requested').length, 1)
      assert.equal(daraja.pushes.length, before + 1)
    }
  },
)

test('the error of a statement is told, not that of those after it', async context => {
  const { engine } = await openTestEngine(context)
  const payment = await request(engine)
  const keys = { ...NO_KEYS, paymentIds: [payment.id] }

  const broken = engine.database.apply(keys, () => ({
    ...nothing(engine),
    payments: [{ ...payment, status: 'paid' as never }],
  }))

  await assert.rejects(broken, error => isDataError(error) && /check constraint/i.test(String(error)))
  assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'pending')
})
