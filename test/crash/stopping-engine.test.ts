// SIGTERM, as every update of a running charity begins: callbacks under way are finished and answered, others are refused
// and not lost silently, and the engine is gone within the ten seconds promised. A successor may be there before it.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { lastFirst } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'
import { createDice } from '../simulation/dice.ts'
import { count, readBooks } from './books.ts'
import { toStranger } from './callers.ts'
import { healAndCompare } from './compare.ts'
import { startLoad } from './load.ts'
import { type DatabaseKind, openWorld } from './open-world.ts'
import { Counts, IS_SOAK, type Round, runRounds } from './soak.ts'
import type { EngineProcess } from './start-engine.ts'

/** Of the long form's minutes, for each test and database. */
const SHARE = 0.03
const KINDS = ['SQLite', 'PostgreSQL'] as const
/** Until a stopped engine is gone (the contract). */
const GONE_WITHIN_MS = 10_000
const STOPS = IS_SOAK ? 20 : 2
const LONGEST_LIFE_MS = 800

for (const kind of KINDS) {
  test(`an engine asked to stop answers what it has taken, and is gone in time [${kind}]`, async context => {
    const counts = new Counts()

    await runRounds(SHARE, round => stopAndStart(round, kind, counts))

    context.diagnostic(`${kind}: ${counts.toLine()}`)
  })

  test(`where the next engine is there before the last is gone, no callback is refused [${kind}]`, async context => {
    const counts = new Counts()

    await runRounds(SHARE, round => handOver(round, kind, counts))

    context.diagnostic(`${kind}: ${counts.toLine()}`)
  })
}

async function stopAndStart(round: Round, kind: DatabaseKind, counts: Counts): Promise<void> {
  const { dice } = round
  const world = await openWorld(round, kind, round)
  const load = startLoad(round, world, dice)
  load.givers.startPusher(round, world.environment, world.folder)

  for (let stop = 0; stop < STOPS; stop++) {
    const engine = world.startEngine()
    await engine.untilHealthy()
    await pass(dice.whole(1, LONGEST_LIFE_MS))
    counts.recovered(await stopInTime(engine))
    counts.add('stops')
    const undrained = await readBooks(world.databaseUrl, books =>
      count(books, 'SELECT count(*) FROM inbox WHERE verdict IS NULL'),
    )
    assert.equal(undrained, 0, 'it was stored, and there was time to apply it')
  }

  const last = world.startEngine()
  await last.untilHealthy()
  await load.stop()
  await healAndCompare(world, load.givers, counts)
}

async function handOver(round: Round, kind: DatabaseKind, counts: Counts): Promise<void> {
  const { dice } = round
  const world = await openWorld(round, kind, round)
  let engine = world.startEngine({ port: world.ports[0] })
  await engine.untilHealthy()
  const load = startLoad(round, world, dice)
  load.givers.startPusher(round, world.environment, world.folder)

  for (let stop = 1; stop <= STOPS; stop++) {
    const earlier = world.safaricom.target
    const next = world.startEngine({ port: world.ports[stop % 2 === 0 ? 0 : 1] })
    // A proxy sends on what it has to the one that answers.
    world.safaricom.target = earlier
    await next.untilHealthy()
    world.safaricom.target = next.port
    counts.recovered(await stopInTime(engine))
    counts.add('hand-overs')
    engine = next
    await pass(dice.whole(1, LONGEST_LIFE_MS))
  }

  assert.equal(world.safaricom.refused, 0, `callbacks were refused: ${engine.output()}`)
  await load.stop()
  await healAndCompare(world, load.givers, counts)
}

test('a body on its way when the engine is asked to stop is stored and answered, one that never ends is not waited for', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const payment = await world.pay('254700000001', 500)
  const isAsked = Promise.withResolvers<void>()
  world.safaricom.onRequest = async request => {
    if (!/stkpushquery/.test(request.path)) return
    isAsked.resolve()
    // Daraja does not answer for as long as this test lasts.
    await new Promise<void>(resolve => context.after(() => resolve()))
  }
  const engine = world.startEngine({ environment: { HARAMBEE_TEST_CLOCK_OFFSET_MS: '25000' } })
  await engine.untilHealthy()
  await isAsked.promise
  const body = toStranger(1, createDice(1n))
  const [slow, endless] = await Promise.all([
    beginSending(engine.port, world.key, body),
    beginSending(engine.port, world.key, body),
  ])
  context.after(() => endless.socket.destroy())

  const sinceMs = performance.now()
  engine.child.kill('SIGTERM')
  await poll('it to take no more connections', () => isRefused(engine.port))
  slow.socket.write(body.slice(-1))

  assert.match(await slow.answer, /^HTTP\/1\.1 200 /)
  assert.equal(await endless.answer, '')
  assert.deepEqual(await engine.exited, { code: 0, signal: null }, engine.output())
  assert.ok(performance.now() - sinceMs < GONE_WITHIN_MS)
  await readBooks(world.databaseUrl, async books => {
    assert.equal(await count(books, "SELECT count(*) FROM inbox WHERE verdict = 'unmatched'"), 1)
    assert.equal(await count(books, 'SELECT count(*) FROM inbox'), 1)
  })
  // What it had asked is asked again by the next.
  world.safaricom.onRequest = () => {}
  world.safaricom.simulator.setFaults({ callbackLost: 1 })
  world.safaricom.simulator.answer(payment.checkoutRequestId, 'pay')
  world.startEngine({ environment: { HARAMBEE_TEST_CLOCK_OFFSET_MS: '100000' } })
  await poll('the payment to be known', () =>
    readBooks(world.databaseUrl, async books => {
      return (await count(books, "SELECT count(*) FROM payments WHERE status = 'succeeded'")) === 1
    }),
  )
})

/** @returns how long it took */
async function stopInTime(engine: EngineProcess): Promise<number> {
  const sinceMs = performance.now()
  engine.child.kill('SIGTERM')
  const ended = await engine.exited
  const tookMs = performance.now() - sinceMs
  assert.deepEqual(ended, { code: 0, signal: null }, engine.output())
  assert.ok(tookMs < GONE_WITHIN_MS, `it took ${tookMs} ms`)
  return tookMs
}

/** Sends a callback but for its last byte. `answer`: everything that came back until the connection ended. */
async function beginSending(
  port: number,
  key: string,
  body: string,
): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => {})
  const answer = new Promise<string>(resolve => socket.on('close', () => resolve(text)))
  const head = `POST /api/mpesa/${key} HTTP/1.1\r\nhost: engine\r\ncontent-type: application/json\r\n`
  socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, -1)}`)
  return { socket, answer }
}

function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise(resolve => {
    socket.on('connect', () => resolve(false)).on('error', () => resolve(true))
  }).finally(() => socket.destroy()) as Promise<boolean>
}
