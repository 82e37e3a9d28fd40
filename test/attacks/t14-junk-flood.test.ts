// T14: junk at full speed, with wrong keys and wrong tokens, from several connections. Every honest callback beside it is
// taken, and of the junk nothing is written: no row, no byte of the database's files, no line of the log.

import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { describeDatabase } from '../crash/describe-database.ts'
import { type DatabaseKind, openWorld, type World } from '../crash/open-world.ts'
import { lastFirst } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'
import { createDice } from '../simulation/dice.ts'
import { IS_SOAK, SOAK_MINUTES } from '../soak/minutes.ts'
import { databasesOf } from './attacked-databases.ts'
import { askForMoney, countInbox, type HonestPayment, payAll, untilPaid } from './honest-payments.ts'
import { startFlood, toRequest } from './junk-flood.ts'
import { readMemoryMib, readMetric } from './process-memory.ts'

const CONNECTIONS = 8
const PAYMENTS = IS_SOAK ? 600 : 40
const PAY_EVERY_MS = 50
/** Junk alone, while nothing else writes. */
const ALONE_MS = IS_SOAK ? Math.min(60_000, SOAK_MINUTES * 10_000) : 1_500
const MOST_GROWTH_MIB = 160
/** Lines the engine may print in all: none is about a single request. */
const MOST_LINES = 20

for (const kind of databasesOf(import.meta.url)) {
  test(`junk at full speed: no honest callback is lost, and nothing of it is written [${kind}]`, async test => {
    const context = lastFirst(test)
    const world = await openWorld(context, kind, { seed: '0x1' })
    const engine = world.startEngine({ environment: { LOG_LEVEL: 'info' } })
    await engine.untilHealthy()
    const payments = await askForMoney(world, PAYMENTS)
    const flood = startFlood(context, engine.port, { connections: CONNECTIONS, make: createJunk(world, payments) })
    await poll('the flood to be there', () => flood.sent > 1_000)
    const before = await readMemoryMib(engine.port)

    const wrote = await findWritten(world, kind, () => pass(ALONE_MS))
    const alone = flood.sent
    await payAll(context, world, payments, PAY_EVERY_MS).told
    const growth = (await readMemoryMib(engine.port)) - before
    await flood.stop()

    assert.deepEqual(wrote, [], 'the junk left something behind')
    await untilPaid(world, payments)
    assert.equal(await countInbox(world), payments.length)
    assert.deepEqual([...flood.answers.keys()], ['200'])
    assert.ok((await readMetric(engine.port, 'harambee_callbacks_total{answer="wrong-key"}')) >= 1_000)
    assert.ok(growth < MOST_GROWTH_MIB, `it holds ${growth.toFixed(1)} MiB more`)
    const lines = engine.output().split('\n')
    // What is told of the honest ones is told once each.
    const others = lines.filter(line => !line.includes('"msg":"story"'))
    assert.ok(others.length < MOST_LINES, others.slice(-MOST_LINES).join('\n'))
    test.diagnostic(`${kind}: ${flood.sent} junk requests (${alone} alone), ${payments.length} honest ones taken`)
  })
}

test('junk from addresses that are not on the list writes nothing either, and no line for each', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const engine = world.startEngine({
    environment: { LOG_LEVEL: 'info', MPESA_CALLBACK_ALLOWED_IPS: '192.0.2.7' },
  })
  await engine.untilHealthy()
  const payments = await askForMoney(world, 1)
  const flood = startFlood(context, engine.port, { connections: CONNECTIONS, make: createJunk(world, payments) })
  await poll('the flood to be there', () => flood.sent > 1_000)

  const wrote = await findWritten(world, 'SQLite', () => pass(ALONE_MS))
  await flood.stop()

  assert.deepEqual(wrote, [])
  assert.deepEqual([...flood.answers.keys()], ['403'])
  assert.equal(await countInbox(world), 0)
  assert.ok(engine.output().split('\n').length < MOST_LINES, engine.output().slice(-2_000))
  test.diagnostic(`${flood.sent} junk requests`)
})

/** Every way of being wrong, drawn from a seed. */
function createJunk(world: World, payments: readonly HonestPayment[]): (number: number) => string {
  const dice = createDice(0x14n)
  const wrong = () => dice.bytes(12).toString('hex')
  return number => {
    const { id, checkoutRequestId } = dice.pick(payments)
    const path = dice.pick([
      `/api/mpesa/${wrong()}`,
      `/api/mpesa/${world.key.slice(0, -1)}`,
      `/api/mpesa/${world.key}x`,
      `/cb/${wrong()}/c2b/confirmation`,
      `/api/mpesa/${wrong()}/${id}/${wrong()}${wrong().slice(0, 12)}`,
      `/api/mpesa/${world.key}/${id}/${wrong()}${wrong().slice(0, 12)}`,
      `/api/mpesa/${world.key}/${id}/`,
      `/api/mpesa/${world.key}/${wrong()}${wrong().slice(0, 8)}/${wrong()}`,
      `/api/mpesa/${'a'.repeat(2_000)}`,
    ])
    const stkCallback = { MerchantRequestID: `m-${number}`, CheckoutRequestID: checkoutRequestId, ResultCode: 0 }
    return toRequest(path, dice.pick([JSON.stringify({ Body: { stkCallback } }), '{}', 'x'.repeat(1_000), '\0\0\0']))
  }
}

/** What has been written to the database while `work` ran. */
async function findWritten(world: World, kind: DatabaseKind, work: () => Promise<void>): Promise<string[]> {
  const before = await lookAt(world, kind)
  await work()
  const after = await lookAt(world, kind)
  return Object.keys(after).flatMap(name =>
    before[name] === after[name] ? [] : [`${name}: ${before[name]} became ${after[name]}`],
  )
}

/** SQLite's files, their sizes and times to the nanosecond, and every row; of PostgreSQL every row. */
async function lookAt(world: World, kind: DatabaseKind): Promise<Record<string, string>> {
  const { rows } = await describeDatabase(world.databaseUrl)
  const seen = Object.fromEntries(Object.entries(rows).map(([table, lines]) => [table, lines.join('\n')]))
  if (kind === 'PostgreSQL') return seen
  const path = world.databaseUrl.slice('file:'.length)
  for (const file of [path, `${path}-wal`]) {
    const stats = existsSync(file) ? statSync(file, { bigint: true }) : null
    seen[file.slice(world.folder.length)] = `${stats?.size} bytes, written at ${stats?.mtimeNs}`
  }
  return seen
}
