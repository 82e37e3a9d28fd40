// Engines that stand still (SIGSTOP) and go on (SIGCONT) as if nothing had happened: what they were about to write has been
// done by others meanwhile, and must not be written again.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import postgres from 'postgres'
import { lastFirst } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'
import { count, readBooks } from './books.ts'
import { healAndCompare } from './compare.ts'
import { startLoad } from './load.ts'
import { type DatabaseKind, openWorld, type World } from './open-world.ts'
import { Counts, IS_SOAK, type Round, runRounds } from './soak.ts'
import type { EngineProcess } from './start-engine.ts'

/** Of the long form's minutes, for each test and database. */
const SHARE = 0.03
const KINDS = ['SQLite', 'PostgreSQL'] as const
/** An engine that asks holds the question for a minute. */
const LEASE_MS = 60_000
/** How long an engine stands still: in the long form really longer than that. */
const STANDSTILL_MS = IS_SOAK ? 90_000 : 0
/** Long after everything here is over; the test answers before. */
const ANSWERS_AFTER_MS = 600_000
/** The first question is due 20 s after the push: an engine this far ahead asks at once. */
const AHEAD_MS = 25_000
const STOPS = IS_SOAK ? 30 : 4
const QUERY_PATH = /stkpushquery/

for (const kind of KINDS) {
  test(`an engine that stood still past its turn writes nothing with it, and goes on [${kind}]`, async context => {
    const rounds = await runRounds(SHARE, round => standStillPastTurn(round, kind))

    context.diagnostic(`${kind}: ${rounds} engines stood still with a question in their hands`)
  })

  test(`engines stand still and go on under load, and nothing counts twice [${kind}]`, async context => {
    const counts = new Counts()

    await runRounds(SHARE, round => standStillUnderLoad(round, kind, counts))

    context.diagnostic(`${kind}: ${counts.toLine()}`)
  })
}

async function standStillPastTurn(round: Round, kind: DatabaseKind): Promise<void> {
  const world = await openWorld(round, kind, round)
  const { safaricom } = world
  // A prompt rings out after a minute, unless its owner is known to answer later.
  safaricom.simulator.setSubscriber('254700000001', { behaviour: 'pays-late', delayMs: ANSWERS_AFTER_MS })
  const payment = await world.pay('254700000001', 500)

  // It asks, and stands still before it hears that the donor has cancelled: which is not true.
  const ahead = startAhead(world, AHEAD_MS, world.ports[0])
  const isAsked = Promise.withResolvers<void>()
  safaricom.onAnswer = (request, answer) => {
    if (!QUERY_PATH.test(request.path)) return answer
    safaricom.onAnswer = (_request, later) => later
    process.kill(ahead.pid, 'SIGSTOP')
    isAsked.resolve()
    return toVerdict(payment.checkoutRequestId, '1032')
  }
  await isAsked.promise
  await pass(STANDSTILL_MS)

  // Its turn has lapsed; another engine asks, and hears that the donor is still looking at the phone.
  const other = startAhead(world, AHEAD_MS + (IS_SOAK ? 0 : LEASE_MS + 5_000), world.ports[1])
  await poll('the other engine to ask', async () => (await turnOf(world, payment.id)) === 2)
  await poll('its question to be answered', async () => (await questionsOf(world, payment.id)) === 1)
  await other.kill()
  process.kill(ahead.pid, 'SIGCONT')
  safaricom.target = ahead.port

  // It goes on: asks about another payment, whose callback nobody brings, and takes the callback of the first.
  safaricom.simulator.setFaults({ callbackLost: 1 })
  const another = await world.pay('254700000002', 700)
  safaricom.simulator.answer(another.checkoutRequestId, 'pay')
  await untilStatus(world, another.id, 'succeeded')
  assert.deepEqual(await reportsOf(world, payment.id), ['push accepted applied'])
  safaricom.simulator.setFaults({ callbackLost: 0 })
  safaricom.simulator.answer(payment.checkoutRequestId, 'pay')
  await untilStatus(world, payment.id, 'succeeded')
  assert.deepEqual(await reportsOf(world, payment.id), ['push accepted applied', 'callback succeeded applied'])
  await assertTotal(world, 1_200, 2)
}

async function standStillUnderLoad(round: Round, kind: DatabaseKind, counts: Counts): Promise<void> {
  const { dice } = round
  const world = await openWorld(round, kind, round)
  const load = startLoad(round, world, dice)
  const engines = world.ports.map(port => startAhead(world, dice.pick([0, AHEAD_MS]), port))
  const pusher = load.givers.startPusher(round, world.environment, world.folder)
  for (const engine of engines) await engine.untilHealthy()

  for (let stop = 0; stop < STOPS; stop++) {
    const [stopped, running] = dice.happens(0.5) ? engines : engines.toReversed()
    const who = dice.happens(0.7) ? stopped : pusher
    if (!stopped || !running || !who) throw new Error('there are two engines')
    process.kill(who.pid, 'SIGSTOP')
    world.safaricom.target = running.port
    await pass(dice.whole(50, 1_000))
    process.kill(who.pid, 'SIGCONT')
    counts.add(who === pusher ? 'pushers stopped' : 'engines stopped')
    await pass(dice.whole(50, 500))
  }

  for (const engine of engines) assert.ok(engine.isRunning, engine.output())
  await load.stop()
  await healAndCompare(world, load.givers, counts)
}

test('an engine stopped inside a transaction loses it, and the others go on [PostgreSQL]', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'PostgreSQL', { seed: '0x1' })
  const { safaricom } = world
  const payments = [await world.pay('254700000001', 100), await world.pay('254700000002', 200)]
  const [first, second] = payments
  if (!first || !second) throw new Error('two payments were asked for')
  const stopped = world.startEngine()
  await stopped.untilHealthy()

  // Everybody needs the end of the history: who holds it, holds up whoever is in the middle of a transaction.
  const holder = postgres(world.databaseUrl, { max: 1, onnotice() {} })
  context.after(() => holder.end())
  const release = Promise.withResolvers<void>()
  const held = holder.begin(async sql => {
    await sql`SELECT * FROM history_head FOR UPDATE`
    safaricom.simulator.answer(first.checkoutRequestId, 'pay')
    await release.promise
  })
  const watcher = postgres(world.databaseUrl, { max: 1, onnotice() {} })
  context.after(() => watcher.end())
  const pid = await poll('the engine to wait inside a transaction', async () => {
    const waiting = await watcher`
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'harambee' AND wait_event_type = 'Lock'`
    return waiting[0]?.pid as number | undefined
  })
  process.kill(stopped.pid, 'SIGSTOP')
  release.resolve()
  await held
  const stateOf = async () => (await watcher`SELECT state FROM pg_stat_activity WHERE pid = ${pid}`)[0]?.state
  await poll('its transaction to stand idle', async () => (await stateOf()) === 'idle in transaction')

  const other = world.startEngine({ port: world.ports[1] })
  await other.untilHealthy()
  safaricom.simulator.answer(second.checkoutRequestId, 'pay')
  await poll('a callback to be stored all the same', () => safaricom.informed.has(second.id))
  const stillHeld = await stateOf()
  const sinceMs = performance.now()
  await untilStatus(world, second.id, 'succeeded')
  const freedAfterMs = performance.now() - sinceMs
  await untilStatus(world, first.id, 'succeeded')
  assert.equal(stillHeld, 'idle in transaction', 'the callback had to wait for it')
  assert.equal(await stateOf(), undefined)

  await other.kill()
  process.kill(stopped.pid, 'SIGCONT')
  safaricom.target = stopped.port
  const third = await world.pay('254700000003', 300)
  safaricom.simulator.answer(third.checkoutRequestId, 'pay')
  await untilStatus(world, third.id, 'succeeded')
  await assertTotal(world, 600, 3)
  test.diagnostic(`the others went on after ${(freedAfterMs / 1000).toFixed(1)} s`)
})

function startAhead(world: World, aheadMs: number, port: number): EngineProcess {
  return world.startEngine({ port, environment: { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(aheadMs) } })
}

/** A query's answer, as Daraja gives it. */
function toVerdict(checkoutRequestId: string, resultCode: string) {
  const body = {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    CheckoutRequestID: checkoutRequestId,
    ResultCode: resultCode,
    ResultDesc: 'Request cancelled by user',
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function turnOf(world: World, id: string): Promise<number> {
  return readBooks(world.databaseUrl, books => count(books, `SELECT query_turn FROM payments WHERE id = '${id}'`))
}

function questionsOf(world: World, id: string): Promise<number> {
  return readBooks(world.databaseUrl, books => count(books, `SELECT query_count FROM payments WHERE id = '${id}'`))
}

/** What the history says of a payment after its intent: source, what it said, verdict. */
function reportsOf(world: World, id: string): Promise<string[]> {
  return readBooks(world.databaseUrl, async books => {
    const statement = `SELECT source, said, verdict FROM payment_history WHERE payment_id = '${id}' AND source <> 'intent' ORDER BY id`
    return (await books.select(statement)).map(row => `${row.source} ${row.said} ${row.verdict}`)
  })
}

async function untilStatus(world: World, id: string, status: string): Promise<void> {
  await poll(`payment ${id} to be ${status}`, () =>
    readBooks(world.databaseUrl, async books => {
      const [row] = await books.select(`SELECT status FROM payments WHERE id = '${id}'`)
      return row?.status === status
    }),
  )
}

async function assertTotal(world: World, amountKes: number, gifts: number): Promise<void> {
  await readBooks(world.databaseUrl, async books => {
    const [total] = await books.select('SELECT amount_kes, gifts FROM campaign_totals')
    assert.deepEqual([Number(total?.amount_kes), Number(total?.gifts)], [amountKes, gifts])
  })
  assert.equal((await world.cli<{ ok: boolean }>(['verify'])).ok, true)
}
