// An engine whose database goes away under callbacks: each is stored, or refused with 503 so that it is sent again, and
// within five seconds of the database being there again they are stored again.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { migrate, openDatabase } from '@harambee/payments'
import postgres from 'postgres'
import { type PostgresServer, startPostgres, untilServing } from '../crash/postgres-server.ts'
import { type EngineProcess, startEngine } from '../crash/start-engine.ts'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { hashBody } from '../journeys/hash-body.ts'
import { until, withoutOurs } from '../journeys/start-harambee.ts'
import { type PostgresProxy, startProxy } from './proxy.ts'

const KEY = 'c0ffee'.repeat(8)
/** One every this many milliseconds. */
const EVERY_MS = 20

let server: PostgresServer
let databaseUrl: string
let proxy: PostgresProxy
let engine: EngineProcess
const cleanUps = gatherCleanUps()
before(async () => {
  server = await startPostgres(cleanUps)
  databaseUrl = await server.createDatabase()
  proxy = await startProxy(cleanUps, databaseUrl)
  const database = openDatabase(databaseUrl, '/', { setTimer: () => () => {} })
  await migrate(database, 0)
  await database.close()
  const folder = mkdtempSync(join(tmpdir(), 'harambee-'))
  cleanUps.after(() => rmSync(folder, { recursive: true, force: true }))
  const [port = 0] = await findFreePorts(1)
  engine = startEngine(cleanUps, {
    folder,
    port,
    environment: {
      ...withoutOurs(process.env),
      DATABASE_URL: proxy.url,
      HARAMBEE_SECRET: 'h'.repeat(64),
      MPESA_CALLBACK_SECRET_KEY: KEY,
    },
  })
  await engine.untilHealthy()
})
after(() => cleanUps.run())

interface Answer {
  readonly body: string
  /** 0: none came. */
  readonly status: number
  readonly sentAtMs: number
  readonly answeredAtMs: number
}

/** Sends callbacks all the time, however the ones before are answered. */
function startSending() {
  const answers: Answer[] = []
  const underWay: Promise<void>[] = []
  let sent = 0
  const timer = setInterval(() => {
    sent += 1
    const ids = { MerchantRequestID: `m-${sent}`, CheckoutRequestID: `ws_CO_${performance.now()}_${sent}` }
    const body = JSON.stringify({ Body: { stkCallback: { ...ids, ResultCode: 1032, ResultDesc: 'x' } } })
    const sentAtMs = performance.now()
    underWay.push(
      post(body).then(status => void answers.push({ body, status, sentAtMs, answeredAtMs: performance.now() })),
    )
  }, EVERY_MS)
  return {
    answers,
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}

async function post(body: string): Promise<number> {
  try {
    const answer = await fetch(`http://127.0.0.1:${engine.port}/api/mpesa/${KEY}`, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(60_000),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}

interface Trouble {
  /** Makes it. Resolves when the database could be used again. */
  make(): Promise<void>
  /** All of them are stored in the end. */
  readonly isHarmless: boolean
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'every connection is black-holed, new ones get through': {
    async make() {
      proxy.all('freeze')
    },
    isHarmless: true,
  },
  'every connection is black-holed, and so are new ones for three seconds': {
    async make() {
      proxy.all('freeze')
      proxy.welcome = 'freeze'
      await pause(3_000)
      proxy.welcome = 'pass'
    },
    isHarmless: true,
  },
  'half-open connections: the server is still there, and nothing reaches us': {
    async make() {
      proxy.all('abandon')
    },
    isHarmless: true,
  },
  'the server ends every session, five times': {
    async make() {
      const admin = postgres(databaseUrl, { max: 1 })
      for (let times = 0; times < 5; times++) {
        await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'harambee'`
        await pause(100)
      }
      await admin.end()
    },
    isHarmless: true,
  },
  'the network cuts every COMMIT, before or after it is done, for a second': {
    async make() {
      let commits = 0
      proxy.decide = ({ from, type, text }) => {
        if (text !== 'COMMIT' || type !== (from === 'client' ? 'Q' : 'C')) return 'pass'
        commits += 1
        return commits % 3 === 0 ? 'cut' : 'pass'
      }
      await pause(1_000)
      proxy.decide = () => 'pass'
    },
    isHarmless: false,
  },
  'the server is killed and started again': {
    async make() {
      await server.end('SIGKILL')
      await server.startAgain()
      await untilServing(databaseUrl)
    },
    isHarmless: false,
  },
  'the server shuts down at once and is started again a second later': {
    async make() {
      await server.end('SIGQUIT')
      await pause(1_000)
      await server.startAgain()
      await untilServing(databaseUrl)
    },
    isHarmless: false,
  },
}

for (const [name, { make, isHarmless }] of Object.entries(TROUBLES)) {
  test(name, async context => {
    const sending = startSending()
    await until('callbacks to be stored', async () => sending.answers.length > 10)

    await make()
    const usableAtMs = performance.now()
    const again = await until('callbacks to be stored again', async () =>
      sending.answers.find(({ status, sentAtMs }) => status === 200 && sentAtMs > usableAtMs),
    )
    await sending.stop()

    const { answers } = sending
    const stored = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status !== 200)
    tell(context, answers, again.answeredAtMs - usableAtMs)
    assert.deepEqual(
      [...new Set(refused.map(({ status }) => status))].filter(status => status !== 503),
      [],
    )
    assert.equal(await countRows(stored), stored.length, 'a callback was answered 200 and is not stored')
    if (isHarmless) assert.equal(refused.length, 0)
    await until('the backlog to be drained', async () => (await countUndrained()) === 0)
    assert.equal(await engine.health(), 200)
  })
}

function tell(context: TestContext, answers: readonly Answer[], backAfterMs: number): void {
  const count = (status: number) => answers.filter(answer => answer.status === status).length
  const longest = Math.max(...answers.map(({ sentAtMs, answeredAtMs }) => answeredAtMs - sentAtMs))
  context.diagnostic(
    `${answers.length} callbacks: ${count(200)} stored, ${count(503)} refused with 503, ${count(0)} without an answer; ` +
      `stored again ${Math.round(backAfterMs)} ms after; the longest wait was ${Math.round(longest)} ms`,
  )
}

async function ask<T>(run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(databaseUrl, { max: 1, onnotice() {} })
  try {
    return await run(sql)
  } finally {
    await sql.end()
  }
}

async function countRows(answers: readonly Answer[]): Promise<number> {
  const hashes = answers.map(({ body }) => hashBody(body))
  return ask(async sql => {
    const [row] = await sql`SELECT count(DISTINCT body_hash)::int FROM inbox
      WHERE encode(body_hash, 'hex') = ANY (${hashes})`
    return Number(row?.count)
  })
}

async function countUndrained(): Promise<number> {
  return ask(async sql => Number((await sql`SELECT count(*)::int FROM inbox WHERE verdict IS NULL`)[0]?.count))
}

test('what was lost and found again is told once each, not once a connection', () => {
  const lines = engine.output().split('\n')
  const told = (text: string) => lines.filter(line => line.includes(text)).length
  const [lost, found] = [told('a connection to PostgreSQL is lost'), told('PostgreSQL answers again')]

  assert.ok(lost >= 3 && lost <= 60, `${lost} times lost`)
  assert.ok(Math.abs(lost - found) <= 1, `${lost} times lost, ${found} times found`)
})
