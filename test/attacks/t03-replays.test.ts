// Threat T3: the bytes of a real callback again, a thousand at once from fifty connections, after a restart, a month later.
// All are answered as the first was; there is one gift and one receipt.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, type Target } from './attacked-world.ts'
import { readOne, sendAll } from './pipelined.ts'

const REPLAYS = 1_000
const AT_ONCE = { connections: 50, batch: 20 } as const
const MONTH_MS = 30 * 24 * 60 * 60_000
const HOUR_MS = 60 * 60_000

for (const kind of databasesOf(import.meta.url)) {
  test(`a thousand replays at once, after a restart and a month later are one gift [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    const { safaricom } = attack.world
    const [target] = await attack.ask(1)
    assert.ok(target)
    // It comes for the first time among its own replays.
    safaricom.simulator.setFaults({ callbackLost: 1 })
    safaricom.simulator.answer(target.checkoutRequestId, 'pay')
    const body = findRealBody(attack)
    const { port } = attack.engine
    const accepted = await readOne(attack, port, { target: target.door, body: 'not JSON' })

    await replay(attack, port, target, body, accepted)
    await poll('the gift', async () => (await attack.counts()).settled === 1)
    await attack.untilDrained()
    const first = await readGift(attack, target)
    assert.deepEqual(first.applied, 1)

    let old = attack.engine
    for (const aheadMs of [0, HOUR_MS, MONTH_MS]) {
      await old.kill()
      old = attack.world.startEngine({ environment: { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(aheadMs) } })
      await old.untilHealthy()
      await replay(attack, old.port, target, body, accepted)
      await attack.untilDrained()
      assert.deepEqual(await readGift(attack, target), first)
    }

    const { stored } = await attack.counts()
    assert.ok(stored >= 1)
    const { ok } = await attack.world.cli<{ ok: boolean }>(['verify'])
    assert.equal(ok, true)
    context.diagnostic(`${kind}: ${4 * REPLAYS} replays answered 200, ${stored} of them stored, one gift`)
  })
}

async function replay(attack: Attack, port: number, target: Target, body: string, accepted: string): Promise<void> {
  const shots = Array.from({ length: REPLAYS }, () => ({ target: target.door, body }))
  assert.equal(await sendAll(attack, port, shots.values(), accepted, AT_ONCE), REPLAYS)
}

/** What Safaricom would have posted, had it not been lost on its way. */
function findRealBody({ world }: Attack): string {
  const [callback] = world.safaricom.simulator.callbacks()
  assert.ok(callback)
  return callback.body
}

/** Everything that must not change, whatever comes again. */
async function readGift(attack: Attack, target: Target) {
  const payment = await attack.find(target)
  const numbers = await readBooks(attack.world.databaseUrl, async books => ({
    gifts: await count(books, 'SELECT sum(gifts) FROM campaign_totals'),
    amountKes: await count(books, 'SELECT sum(amount_kes) FROM campaign_totals'),
    receipts: await count(books, 'SELECT count(*) FROM receipts'),
    applied: await count(books, "SELECT count(*) FROM inbox WHERE verdict = 'applied'"),
    others: await count(
      books,
      "SELECT count(*) FROM inbox WHERE verdict NOT IN ('applied', 'duplicate', 'unreadable')",
    ),
  }))
  assert.deepEqual(
    { ...numbers, status: payment.status },
    { gifts: 1, amountKes: 500, receipts: 1, applied: 1, others: 0, status: 'succeeded' },
  )
  return { ...numbers, receiptNumber: payment.receiptNumber, settledAtMs: payment.settledAtMs, flag: payment.flag }
}
