// The database server dies, for real: killed, shut down at once, or one of its processes killed or ended. Engines stay,
// find it again within the five seconds promised, and have lost nothing.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import postgres from 'postgres'
import { lastFirst } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'
import { createDice } from '../simulation/dice.ts'
import { count, readBooks } from './books.ts'
import { toStranger } from './callers.ts'
import { healAndCompare } from './compare.ts'
import { startLoad } from './load.ts'
import { openEngineHere, openWorld } from './open-world.ts'
import { type PostgresServer, startPostgres, untilServing } from './postgres-server.ts'
import { Counts, IS_SOAK, type Round, runRounds } from './soak.ts'
import { openGate } from './wire-gate.ts'

/** Of the long form's minutes. */
const SHARE = 0.15
/** Of each kind, in one world. */
const DEATHS = IS_SOAK ? 10 : 2
const LONGEST_LIFE_MS = 400
/** From the server taking connections to the first callback on its disk (the contract). */
const RECONNECT_MS = 5_000
/** Killed by whoever has a process of the server's to kill; each ends every connection, or one. */
const WAYS = ['server killed', 'server shut down at once', 'a process of it killed', 'a connection ended'] as const

test('PostgreSQL dies under load, and nothing acknowledged is lost [PostgreSQL]', async context => {
  const counts = new Counts()

  await runRounds(SHARE, round => dieAndCompare(round, counts))

  context.diagnostic(counts.toLine())
})

test('a COMMIT the server never saw is not taken for the one that got its number after a crash [PostgreSQL]', async test => {
  const context = lastFirst(test)
  // What is written and not committed stays in the server's memory, and is gone with it.
  const server = await startPostgres(context, undefined, ['wal_writer_delay=10s'])
  const databaseUrl = await server.createDatabase()
  const world = await openWorld(context, 'PostgreSQL', { seed: '0x1', databaseUrl })
  await createTable(databaseUrl)
  const gate = await openGate(context, databaseUrl)
  const engine = await openEngineHere({ ...world.environment, DATABASE_URL: gate.url }, world.folder)
  context.after(() => engine.close())

  gate.mayPass = statement => statement !== 'COMMIT'
  const body = Buffer.from(toStranger(1, createDice(1n)))
  const answer = engine.takeCallback({ path: `/api/mpesa/${world.key}`, peerAddress: '127.0.0.1', body })
  await poll('COMMIT to be on its way', () => gate.waiting === 'COMMIT')
  const number = await numberUnderWay(databaseUrl)
  gate.mayPass = () => false
  await server.end('SIGKILL')
  await server.startAgain()
  assert.equal(await commitUpTo(databaseUrl, number), number, 'the number is given out again')
  gate.mayPass = () => true
  gate.recheck()

  assert.equal((await answer)?.status, 503)
  const stored = await readBooks(databaseUrl, books => count(books, 'SELECT count(*) FROM inbox'))
  assert.equal(stored, 0)
})

async function createTable(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice() {} })
  await client`CREATE TABLE others (number BIGINT)`
  await client.end()
}

/** The number of the one transaction that has written something and is not over. */
async function numberUnderWay(url: string): Promise<number> {
  const numbers = await readBooks(url, books =>
    books.select('SELECT backend_xid::text AS number FROM pg_stat_activity WHERE backend_xid IS NOT NULL'),
  )
  return Number(numbers[0]?.number)
}

/** Commits other transactions until one of them has at least that number. @returns its number */
async function commitUpTo(url: string, least: number): Promise<number> {
  const client = postgres(url, { max: 1, onnotice() {} })
  try {
    for (let number = 0; ; ) {
      const [row] = await client`INSERT INTO others VALUES (0) RETURNING pg_current_xact_id()::text AS number`
      number = Number(row?.number)
      if (number >= least) return number
    }
  } finally {
    await client.end()
  }
}

async function dieAndCompare(round: Round, counts: Counts): Promise<void> {
  const { dice } = round
  const server = await startPostgres(round)
  const databaseUrl = await server.createDatabase()
  const world = await openWorld(round, 'PostgreSQL', { ...round, databaseUrl })
  const load = startLoad(round, world, dice)
  const engine = world.startEngine()
  const pusher = load.givers.startPusher(round, world.environment, world.folder)

  const deaths = WAYS.flatMap(way => Array.from({ length: DEATHS }, () => ({ way, at: dice.next() })))
  for (const { way } of deaths.sort((left, right) => left.at - right.at)) {
    await untilAcknowledging(world.safaricom, performance.now())
    await pass(dice.whole(1, LONGEST_LIFE_MS))
    await die(server, databaseUrl, way, round)
    await untilServing(databaseUrl)
    const recoveredMs = await untilAcknowledging(world.safaricom, performance.now(), RECONNECT_MS)
    counts.recovered(recoveredMs)
    counts.add(way)
  }

  assert.ok(engine.isRunning, `the engine has ended: ${engine.output()}`)
  assert.ok(pusher.isRunning, `the program that pushes has ended: ${pusher.output()}`)
  await load.stop()
  counts.add('callbacks refused meanwhile', world.safaricom.refused)
  await healAndCompare(world, load.givers, counts)
}

async function die(server: PostgresServer, url: string, way: (typeof WAYS)[number], { dice }: Round): Promise<void> {
  if (way === 'a connection ended') return endConnection(url, dice.next())
  if (way === 'a process of it killed') {
    const ours = server.listChildren().filter(({ title }) => / crash_\w+ 127\.0\.0\.1/.test(title))
    process.kill(dice.pick(ours).pid, 'SIGKILL')
    return
  }
  await server.end(way === 'server killed' ? 'SIGKILL' : 'SIGQUIT')
  await server.startAgain()
}

/** @param chance from 0 to 1, which of them */
async function endConnection(url: string, chance: number): Promise<void> {
  await poll('a connection to end', async () => {
    const admin = postgres(url, { max: 1, connect_timeout: 1, onnotice() {} })
    try {
      const found = await admin`SELECT pid FROM pg_stat_activity WHERE application_name = 'harambee' ORDER BY pid`
      const victim = found[Math.floor(chance * found.length)]
      await admin`SELECT pg_terminate_backend(${victim?.pid ?? 0})`
      return true
    } catch {
      // The death before may only now be noticed, and the server be on its way up again.
      return false
    } finally {
      await admin.end({ timeout: 0 }).catch(() => {})
    }
  })
}

/** @returns how long it took */
async function untilAcknowledging(
  safaricom: { readonly lastAcknowledgedAtMs: number },
  sinceMs: number,
  deadlineMs?: number,
): Promise<number> {
  await poll('a callback to be acknowledged', () => safaricom.lastAcknowledgedAtMs > sinceMs, deadlineMs)
  return safaricom.lastAcknowledgedAtMs - sinceMs
}
