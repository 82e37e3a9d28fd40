// T14b: somebody who holds one payment's token sends bodies without end, or plays one genuine callback back for ever. Every
// one is answered, a few are stored, nobody else is held up, and the payment ends as it should.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilDrained } from '../crash/compare.ts'
import { openWorld } from '../crash/open-world.ts'
import { lastFirst } from '../journeys/clean-ups.ts'
import { poll } from '../journeys/poll.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { askForMoney, countInbox, countPaid, payAll, untilPaid } from './honest-payments.ts'
import { startFlood, toRequest } from './junk-flood.ts'
import { readMemoryMib, readMetric } from './process-memory.ts'

const BODIES = IS_SOAK ? 100_000 : 5_000
const CONNECTIONS = 8
const PAYMENTS = IS_SOAK ? 200 : 20
const PAY_EVERY_MS = 50
const MOST_ROWS = 20
/** What a new process stores of a payment before it looks how many there are. */
const MOST_AFTER_RESTART = 3
const MOST_GROWTH_MIB = 160

test('distinct bodies through one payment’s own door: 20 rows, and the payment is found out about all the same', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const { simulator } = world.safaricom
  const engine = world.startEngine()
  await engine.untilHealthy()
  const [own, ...others] = await askForMoney(world, 1 + PAYMENTS)
  if (!own) throw new Error('a payment was asked for')
  const before = await readMemoryMib(engine.port)

  // Of another short code: nobody is asked because of what they say.
  const make = (number: number) => toRequest(own.path, toStrange(number))
  const flood = startFlood(context, engine.port, { connections: CONNECTIONS, make, most: BODIES })
  const paying = payAll(context, world, others, PAY_EVERY_MS)
  await poll('all bodies to be answered', () => flood.answers.get('200') === BODIES, 300_000)
  await paying.told
  const growth = (await readMemoryMib(engine.port)) - before

  assert.deepEqual([...flood.answers], [['200', BODIES]])
  assert.equal(await countInbox(world, `named_id = '${own.id}'`), MOST_ROWS)
  assert.equal(await readMetric(engine.port, 'harambee_callbacks_total{answer="enough"}'), BODIES - MOST_ROWS)
  assert.ok(growth < MOST_GROWTH_MIB, `it holds ${growth.toFixed(1)} MiB more`)
  await untilPaid(world, others)

  // The owner pays. The door is full, so the callback itself is turned away; Daraja is asked, as it would be in time.
  simulator.answer(own.checkoutRequestId, 'pay')
  await poll('its callback to be answered', () => world.safaricom.informed.has(own.id))
  await world.cli(['reconcile'])
  assert.equal(await countPaid(world, [own]), 1)

  // Started again, the engine does not begin to count anew.
  await untilDrained(world.databaseUrl)
  await engine.kill()
  const next = world.startEngine()
  await next.untilHealthy()
  const again = startFlood(context, next.port, { connections: CONNECTIONS, make, most: 500 })
  await poll('all bodies to be answered again', () => again.answers.get('200') === 500)
  const rows = await countInbox(world, `named_id = '${own.id}'`)
  assert.ok(rows <= MOST_ROWS + MOST_AFTER_RESTART, `${rows} rows`)
  assert.equal((await world.cli<{ ok: boolean }>(['verify'])).ok, true)
  test.diagnostic(`${BODIES} bodies, ${MOST_ROWS} rows; ${rows} after a restart`)
})

test('one genuine callback played back for ever: one gift, 20 rows, through its own door and through the shared one', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const engine = world.startEngine()
  await engine.untilHealthy()
  const payments = await askForMoney(world, 2)
  const [own, other] = payments
  if (!own || !other) throw new Error('two payments were asked for')
  await payAll(context, world, payments, 0).told
  const genuine = world.safaricom.recent.find(({ path }) => path === own.path)?.body ?? ''
  const bodies = BODIES / 2

  for (const path of [own.path, `/api/mpesa/${world.key}`]) {
    const make = () => toRequest(path, genuine)
    const flood = startFlood(context, engine.port, { connections: CONNECTIONS, make, most: bodies })
    await poll('all to be answered', () => flood.answers.get('200') === bodies, 300_000)
    assert.deepEqual([...flood.answers], [['200', bodies]])
  }

  await untilPaid(world, payments)
  await untilDrained(world.databaseUrl)
  assert.equal(await countInbox(world, `named_id = '${own.id}'`), MOST_ROWS)
  assert.equal(await countInbox(world, "door = 'key'"), MOST_ROWS)
  assert.equal(await countInbox(world, `named_id = '${other.id}'`), 1)
  assert.equal(await countInbox(world, `verdict = 'applied' AND payment_id = '${own.id}'`), 1)
  assert.equal((await world.cli<{ ok: boolean }>(['verify'])).ok, true)
  test.diagnostic(`${2 * bodies} times, ${2 * MOST_ROWS} rows`)
})

function toStrange(number: number): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: `UKO${String(number).padStart(7, '0')}`,
    TransTime: '20261124120020',
    TransAmount: '500.00',
    BusinessShortCode: '999999',
    BillRefNumber: 'NOBODY',
    MSISDN: '2547 ***** 001',
  })
}
