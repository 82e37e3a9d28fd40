// Connections that break, fall silent or are ended: replaced without anybody losing anything, and never more of them than
// there may be.

import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Database } from '@harambee/payments'
import { NO_KEYS } from '@harambee/payments/testing'
import { sql } from 'kysely'
import { type PostgresServer, startPostgres, untilServing } from '../crash/postgres-server.ts'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { until } from '../journeys/start-harambee.ts'
import { type Books, newCallback, oneGift, openBooks } from './open-books.ts'

let server: PostgresServer
const cleanUps = gatherCleanUps()
before(async () => {
  server = await startPostgres(cleanUps)
})
after(() => cleanUps.run())

const open = async (context: TestContext, speed?: number) => openBooks(context, await server.createDatabase(), speed)

/** Has the pools open as many connections as they may, and leaves them idle. */
async function fillPools(database: Database): Promise<void> {
  await Promise.all([
    ...Array.from({ length: 8 }, () => sql`SELECT pg_sleep(0.05)`.execute(database.kysely)),
    ...Array.from({ length: 2 }, () => database.insertCallbacks([newCallback()])),
  ])
}

const countCampaigns = (database: Database) => database.kysely.selectFrom('campaigns').select('slug').execute()

async function countGifts({ sql: direct }: Books): Promise<number> {
  const [row] = await direct`SELECT coalesce(sum(gifts), 0)::int AS gifts FROM campaign_totals`
  return Number(row?.gifts)
}

async function endSessions({ sql: direct }: Books): Promise<void> {
  await direct`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'harambee'
    AND datname = current_database()`
}

for (const fate of ['cut', 'abandon', 'freeze'] as const) {
  test(`all idle connections are lost at once (${fate}): the next caller of each kind does not notice`, async context => {
    const books = await open(context)
    const { database, proxy } = books
    await fillPools(database)

    proxy.all(fate)
    const [read, [stored], , written] = await Promise.all([
      countCampaigns(database),
      database.insertCallbacks([newCallback()]),
      database.apply(NO_KEYS, () => oneGift()),
      database.transaction(['a name'], transaction => countCampaigns({ kysely: transaction } as Database)),
    ])

    assert.deepEqual([read.length, stored, written.length, await countGifts(books)], [1, null, 1, 1])
    assert.equal(database.inFlight, 0)
  })
}

test('sessions the server ends, idle or in the middle of a transaction, cost nobody anything', async context => {
  const books = await open(context)
  const { database } = books
  await fillPools(database)
  await endSessions(books)
  assert.equal((await countCampaigns(database)).length, 1)

  let tries = 0
  await database.transaction([], async transaction => {
    tries += 1
    await sql`UPDATE campaigns SET goal_kes = goal_kes + 1`.execute(transaction)
    if (tries === 1) await endSessions(books)
    await sql`UPDATE campaigns SET goal_kes = goal_kes + 1`.execute(transaction)
  })

  const [row] = await books.sql`SELECT goal_kes::int FROM campaigns`
  assert.deepEqual([tries, row?.goal_kes], [2, 300_002])
  assert.equal(database.inFlight, 0)
})

test('a statement that writes by itself is not repeated where nobody knows whether it has run', async context => {
  const books = await open(context)
  const { database, proxy } = books
  await countCampaigns(database)
  const raise = () =>
    database.kysely
      .updateTable('campaigns')
      .set(row => ({ goal_kes: row('goal_kes', '+', 1) }))
      .execute()
  proxy.decide = ({ from, type, text }) =>
    from === 'server' && type === 'C' && text.startsWith('UPDATE') ? 'cut' : 'pass'

  await assert.rejects(raise(), /the server closed the connection/)

  const [row] = await books.sql`SELECT goal_kes::int FROM campaigns`
  assert.equal(row?.goal_kes, 300_001)
  assert.equal(database.inFlight, 0)
})

test('a server that is stopped and started: calls fail at once while it is away, and succeed when it is back', async context => {
  const own = await startPostgres(context)
  const databaseUrl = await own.createDatabase()
  const books = await openBooks(context, databaseUrl, 1)
  const { database } = books
  await fillPools(database)
  await own.end('SIGQUIT')

  const startedAtMs = performance.now()
  const [refused] = await database.insertCallbacks([newCallback()])
  await assert.rejects(countCampaigns(database))
  const tookMs = performance.now() - startedAtMs
  await own.startAgain()
  await untilServing(databaseUrl)

  assert.match(refused?.message ?? '', /ECONNREFUSED|closed the connection/)
  assert.deepEqual(await database.insertCallbacks([newCallback()]), [null])
  assert.equal((await countCampaigns(database)).length, 1)
  assert.equal(database.inFlight, 0)
  context.diagnostic(`refused after ${Math.round(tookMs)} ms`)
})

test('the server ends a statement after 4 s, waiting for a lock after 3 s, and an idle transaction after 10 s', async context => {
  const books = await open(context, 1)
  const { database } = books
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      error => (error as { code?: string }).code ?? (error as Error).message,
    )
  const took = async (what: string, promise: Promise<unknown>) => {
    const startedAtMs = performance.now()
    const code = await codeOf(promise)
    context.diagnostic(`${what}: ${code} after ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`)
    return code
  }
  const lock = Promise.withResolvers<void>()
  const isLocked = Promise.withResolvers<void>()
  const holding = books.sql.begin(async direct => {
    await direct`UPDATE campaigns SET goal_kes = 1`
    isLocked.resolve()
    await lock.promise
  })
  await isLocked.promise

  let tries = 0
  const results = await Promise.all([
    took('a long statement', sql`SELECT pg_sleep(30)`.execute(database.kysely)),
    took('a lock', database.kysely.updateTable('campaigns').set({ goal_kes: 2 }).execute()),
    took(
      'an idle transaction, begun again',
      database.transaction([], async transaction => {
        tries += 1
        await sql`SELECT 1`.execute(transaction)
        if (tries === 1) await new Promise(resolve => setTimeout(resolve, 11_000))
        await sql`SELECT 1`.execute(transaction)
      }),
    ),
  ])
  lock.resolve()
  await holding

  assert.deepEqual(results, ['57014', '55P03', 'done'])
  assert.equal(tries, 2)
  assert.equal(database.inFlight, 0)
})

test('hundreds of callers share eight connections, first come, first served, and none waits for ever', async context => {
  const { database, sql: direct } = await open(context, 1)
  const order: number[] = []

  await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      await database.transaction([], transaction => sql`SELECT 1`.execute(transaction))
      order.push(index)
    }),
  )
  const [most] = await direct`SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'harambee'
    AND datname = current_database()`

  assert.equal(order.length, 300)
  assert.ok(order.indexOf(299) > 250, 'the last to come was not among the last to go')
  assert.ok(Number(most?.count) <= 8)
  assert.equal(database.inFlight, 0)
})

test('where every connection is held, callers are refused in time, and callbacks are stored all the same', async context => {
  const { database } = await open(context)
  const end = Promise.withResolvers<void>()
  const held = Array.from({ length: 8 }, () => database.transaction([], () => end.promise))
  await until('all of them to be lent', async () => database.inFlight === 8)

  const refused = Promise.allSettled(Array.from({ length: 1_100 }, () => countCampaigns(database)))
  const stored = await database.insertCallbacks([newCallback()])
  const results = await refused
  end.resolve()
  await Promise.all(held)

  assert.deepEqual(stored, [null])
  assert.ok(results.every(({ status }) => status === 'rejected'))
  assert.match(String((results[0] as PromiseRejectedResult).reason), /no connection to PostgreSQL was free for 5 s/)
  assert.equal((await countCampaigns(database)).length, 1)
  assert.equal(database.inFlight, 0)
})

test('closing refuses whoever waits, and leaves no session behind', async context => {
  const { database, sql: direct } = await open(context)
  await fillPools(database)
  const stop = database.watch(() => {})
  const end = Promise.withResolvers<void>()
  const held = Promise.allSettled(Array.from({ length: 8 }, () => database.transaction([], () => end.promise)))
  await until('all of them to be lent', async () => database.inFlight === 8)
  const waiting = assert.rejects(countCampaigns(database), /the database is closed/)

  await database.close()
  await waiting
  end.resolve()
  stop()

  assert.ok((await held).every(({ status }) => status === 'rejected'))
  await assert.rejects(countCampaigns(database), /the database is closed/)
  await until('no session is left', async () => {
    const [row] = await direct`SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'harambee'
      AND datname = current_database()`
    return row?.count === 0
  })
  assert.equal(database.inFlight, 0)
})

test('a migration by others does not trouble statements that are prepared already', async context => {
  const books = await open(context)
  const all = () => books.database.kysely.selectFrom('campaigns').selectAll().execute()
  await all()
  await books.database.transaction([], transaction => transaction.selectFrom('campaigns').selectAll().execute())

  await books.sql`ALTER TABLE campaigns ADD COLUMN more TEXT`

  assert.equal((await all()).length, 1)
  await books.sql`ALTER TABLE campaigns DROP COLUMN more`
  const inside = await books.database.transaction([], transaction =>
    transaction.selectFrom('campaigns').selectAll().execute(),
  )
  assert.equal(inside.length, 1)
})
