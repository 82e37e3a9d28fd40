// A callback whose draining breaks a rule of the database: it is set aside for a person, and no other waits for it.

import assert from 'node:assert/strict'
import { sql } from 'kysely'
import postgres from 'postgres'
import type { Database } from '../src/database/database.ts'
import { createMetrics } from '../src/metrics.ts'
import { drainAll } from '../src/worker.ts'
import { test, testOnPostgres } from './both-databases.ts'
import { c2bBody, successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { openTestEngine, request } from './open-test-engine.ts'

const FORBIDDEN = 'UKO7FORBID'

/** A rule that no callback could break otherwise. */
async function forbid({ engine, kysely }: Database): Promise<void> {
  if (engine === 'postgres') {
    await sql.raw(`ALTER TABLE receipts ADD CHECK (receipt_number <> '${FORBIDDEN}')`).execute(kysely)
    return
  }
  await sql
    .raw(`CREATE TRIGGER forbid BEFORE INSERT ON receipts WHEN NEW.receipt_number = '${FORBIDDEN}'
      BEGIN SELECT RAISE(ABORT, 'forbidden'); END`)
    .execute(kysely)
}

test('it is set aside, and those before and after it are applied', async context => {
  const { engine, callBack, send, find, configuration } = await openListener(context)
  const payment = await request(engine)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  const confirm = (receiptNumber: string) =>
    send(`${base}/c2b/confirmation`, c2bBody({ TransID: receiptNumber, BillRefNumber: 'RENT' }))
  await forbid(engine.database)

  await Promise.all([
    confirm('UKO1BEFORE'),
    confirm(FORBIDDEN),
    confirm('UKO2BESIDE'),
    callBack(payment, successBody(payment)),
    confirm(FORBIDDEN),
  ])

  const inbox = await engine.listInbox({ limit: 10 })
  const aside = inbox.filter(({ because }) => because?.startsWith('it could not be applied'))
  assert.deepEqual(
    aside.map(({ verdict, rawBody }) => [verdict, rawBody?.includes(FORBIDDEN)]),
    [
      ['contradiction', true],
      ['contradiction', true],
    ],
  )
  assert.equal(inbox.filter(({ verdict }) => verdict === 'unmatched').length, 2)
  assert.equal((await find(payment)).status, 'succeeded')
})

test('a database that is locked, full or cut off sets nothing aside: the callback waits until it is there again', async context => {
  const { engine, time, configuration } = await openTestEngine(context)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  const body = Buffer.from(c2bBody({ BillRefNumber: 'RENT' }))
  const taken = engine.takeCallback({ path: `${base}/c2b/confirmation`, peerAddress: '127.0.0.1', body })
  await time.settle()
  assert.equal((await taken)?.status, 200)
  const { database, ports, drainSettings } = engine
  const metrics = createMetrics(() => 0)
  const drain = (failing: Database) =>
    drainAll({ database: failing, ports, drainSettings, metrics, onChanged: () => {} })

  for (const trouble of [
    { errcode: 5 },
    { errcode: 13 },
    { code: '40001' },
    { code: '53100' },
    { code: 'ECONNRESET' },
  ]) {
    const failing: Database = {
      ...database,
      kysely: database.kysely,
      drain: (selection, prepare, decide) =>
        database.drain(selection, prepare, facts => {
          decide(facts)
          throw Object.assign(new Error('no room, no turn or no line'), trouble)
        }),
    }
    await assert.rejects(drain(failing), { message: 'no room, no turn or no line' })
    assert.deepEqual(
      (await engine.listInbox({ limit: 2 })).map(({ verdict }) => verdict),
      [null],
      JSON.stringify(trouble),
    )
  }

  assert.equal((await drain(database)).drained, 1)
  assert.equal((await engine.listInbox({ limit: 2 }))[0]?.verdict, 'unmatched')
})

testOnPostgres('one that another process is draining is never set aside in its place', async context => {
  const { engine, send, configuration } = await openListener(context)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  await forbid(engine.database)
  // A stranger to the test's clock, which waits for everything else that is under way.
  const other = postgres(configuration.serving.databaseUrl, { max: 1, onnotice() {} })
  context.after(() => other.end())
  await send(`${base}/c2b/confirmation`, c2bBody({ TransID: 'UKO1BEFORE' }))
  const isHeld = Promise.withResolvers<void>()
  const isOver = Promise.withResolvers<void>()
  const drain = other.begin(async transaction => {
    // Undrained, and held as a drain holds it.
    await transaction`UPDATE inbox SET verdict = NULL`
    isHeld.resolve()
    await isOver.promise
    await transaction`UPDATE inbox SET verdict = 'applied' WHERE verdict IS NULL`
  })
  await isHeld.promise

  await send(`${base}/c2b/confirmation`, c2bBody({ TransID: FORBIDDEN }))
  isOver.resolve()
  await drain

  const inbox = await engine.listInbox({ limit: 10 })
  assert.deepEqual(
    inbox.map(({ verdict, because }) => [verdict, because?.slice(0, 23)]),
    [
      ['contradiction', 'it could not be applied'],
      ['applied', inbox[1]?.because?.slice(0, 23)],
    ],
  )
})
