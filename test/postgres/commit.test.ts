// A COMMIT nobody has answered. Whoever asked for it is told the truth, or that nobody knows, and nothing is done twice.

import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Database } from '@harambee/payments'
import { NO_KEYS } from '@harambee/payments/testing'
import { type PostgresServer, startPostgres, untilServing } from '../crash/postgres-server.ts'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { type Books, CAMPAIGN, NOW, newCallback, oneGift, openBooks } from './open-books.ts'
import type { Fate, Message } from './proxy.ts'

const isCommit = ({ from, type, text }: Message) => from === 'client' && type === 'Q' && text === 'COMMIT'
const isCommitted = ({ from, type, text }: Message) => from === 'server' && type === 'C' && text === 'COMMIT'

interface Kind {
  readonly name: string
  /** Does it once. @throws where it is said to have failed */
  run(database: Database): Promise<unknown>
  /** How often it was done. */
  count(books: Books): Promise<number>
}

const countGifts = async ({ sql }: Books) => {
  const [row] = await sql`SELECT gifts::int FROM campaign_totals WHERE campaign = ${CAMPAIGN}`
  return Number(row?.gifts ?? 0)
}

const KINDS: readonly Kind[] = [
  {
    name: 'insertCallbacks',
    async run(database) {
      for (const failure of await database.insertCallbacks([newCallback(), newCallback()])) if (failure) throw failure
    },
    async count({ sql }) {
      const [row] = await sql`SELECT count(*)::int FROM inbox`
      return Number(row?.count) / 2
    },
  },
  { name: 'apply', run: database => database.apply(NO_KEYS, () => oneGift()), count: countGifts },
  {
    name: 'drain',
    async run(database) {
      let ids: number[] = []
      await database.drain(
        { limit: 10 },
        rows => {
          ids = rows.map(({ id }) => id)
          return NO_KEYS
        },
        () => oneGift({ inbox: ids.map(id => ({ id, verdict: 'applied', because: 'a test', paymentId: null })) }),
      )
    },
    count: countGifts,
  },
  {
    name: 'transaction',
    run: database =>
      database.transaction(['a name'], async transaction => {
        const slug = `slug-${Math.trunc(performance.now() * 1000)}`
        const row = { slug, account_reference: slug, goal_kes: 1, floor_kes: 1, ends_on: null, content: '{}' }
        await transaction
          .insertInto('campaigns')
          .values({ ...row, created_at: NOW, seal: '' })
          .execute()
      }),
    async count({ sql }) {
      const [row] = await sql`SELECT count(*)::int FROM campaigns WHERE slug <> ${CAMPAIGN}`
      return Number(row?.count)
    },
  },
]

interface Trouble {
  readonly name: string
  readonly isIt: (message: Message) => boolean
  readonly fate: Fate
}

const TROUBLES: readonly Trouble[] = [
  { name: 'cut before the server got it', isIt: isCommit, fate: 'cut' },
  { name: 'cut before the server got it, without the server noticing', isIt: isCommit, fate: 'abandon' },
  { name: 'swallowed on its way', isIt: isCommit, fate: 'freeze' },
  { name: 'cut after it was committed', isIt: isCommitted, fate: 'cut' },
  { name: 'swallowed after it was committed', isIt: isCommitted, fate: 'freeze' },
]

let server: PostgresServer
const cleanUps = gatherCleanUps()
before(async () => {
  server = await startPostgres(cleanUps)
})
after(() => cleanUps.run())

/** With what a kind of transaction needs, and no connection lent at the end. */
async function open(context: TestContext, kind: Kind): Promise<Books> {
  const books = await openBooks(context, await server.createDatabase())
  if (kind.name === 'drain') await books.database.insertCallbacks([newCallback(), newCallback()])
  return books
}

for (const kind of KINDS) {
  for (const { name, isIt, fate } of TROUBLES) {
    test(`${kind.name}: its COMMIT is ${name}: it is done once, and said to be`, async context => {
      const books = await open(context, kind)
      let troubles = 0
      books.proxy.decide = message => {
        if (!isIt(message) || troubles > 0) return 'pass'
        troubles += 1
        return fate
      }

      await kind.run(books.database)

      assert.deepEqual([troubles, await kind.count(books)], [1, 1])
      assert.equal(books.database.inFlight, 0)
    })
  }

  test(`${kind.name}: no COMMIT ever gets to the server: it is not done, and said not to be`, async context => {
    const books = await open(context, kind)
    books.proxy.decide = message => (isCommit(message) ? 'cut' : 'pass')

    await assert.rejects(kind.run(books.database), /the server closed the connection/)

    assert.equal(await kind.count(books), 0)
    assert.equal(books.database.inFlight, 0)
  })

  test(`${kind.name}: every COMMIT is cut after it was committed: it is done once, and said to be`, async context => {
    const books = await open(context, kind)
    books.proxy.decide = message => (isCommitted(message) ? 'cut' : 'pass')

    await kind.run(books.database)

    assert.equal(await kind.count(books), 1)
    assert.equal(books.database.inFlight, 0)
  })

  for (const [when, isIt, done] of [
    ['before', isCommit, 0],
    ['after', isCommitted, 1],
  ] as const) {
    test(`${kind.name}: the server is out of reach from right ${when} COMMIT: nobody knows, and it is done ${done} times`, async context => {
      const books = await open(context, kind)
      books.proxy.decide = message => {
        if (!isIt(message)) return 'pass'
        books.proxy.welcome = 'cut'
        return 'cut'
      }

      await assert.rejects(kind.run(books.database), /what became of the transaction is unknown/)

      assert.equal(await kind.count(books), done)
      assert.equal(books.database.inFlight, 0)
    })
  }
}

test('a crash gives the number of a transaction it has lost to another, whose commit is not taken for the lost one’s', async context => {
  const crashing = await startPostgres(context)
  const books = await openBooks(context, await crashing.createDatabase(), 1)
  const url = new URL(books.proxy.url)
  url.port = String(crashing.port)
  const readStatus = async (id: string) => {
    const [row] = await books.sql`SELECT pg_xact_status(${id}::xid8) AS status`
    return row?.status as string
  }

  // Where the log was written just before the crash, the number is not given away: tried until it is.
  for (let tries = 0; ; tries++) {
    assert.ok(tries < 20, 'no number was ever given to another')
    const numbers: string[] = []
    const isBack = Promise.withResolvers<Fate>()
    const isReached = Promise.withResolvers<void>()
    books.proxy.decide = async message => {
      if (!isCommit(message)) return 'pass'
      const [row] = await books.sql`SELECT backend_xid::text AS id FROM pg_stat_activity
        WHERE application_name = 'harambee' AND backend_xid IS NOT NULL`
      numbers.push(String(row?.id))
      isReached.resolve()
      return isBack.promise
    }
    const stored = books.database.insertCallbacks([newCallback()])
    await isReached.promise

    books.proxy.welcome = 'cut'
    await crashing.end('SIGKILL')
    await crashing.startAgain()
    await untilServing(url.href)
    for (let other = 0; other < 3; other++) await books.sql`SELECT pg_current_xact_id()`
    const wasGivenAway = (await readStatus(numbers[0] ?? '')) === 'committed'
    books.proxy.decide = () => 'pass'
    books.proxy.welcome = 'pass'
    isBack.resolve('cut')

    const [failure] = await stored
    const [row] = await books.sql`SELECT count(*)::int FROM inbox`
    assert.equal(row?.count, failure === null ? 1 : 0)
    if (!wasGivenAway) {
      await books.sql`TRUNCATE inbox CASCADE`
      continue
    }
    assert.match(failure?.message ?? 'it was said to be stored', /the server has been restarted meanwhile/)
    return
  }
})
