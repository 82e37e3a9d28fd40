// Threat T4: the amount of a callback in every spelling. It counts where it is exactly what was asked for, as a number or as
// its text; whatever else it says, nobody is told that it was paid, and a person looks.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, successOf, type Target } from './attacked-world.ts'

const ASKED_KES = 100

/** As they stand in the JSON: what says a hundred, … */
const EXACT = [
  '100',
  '"100"',
  '100.0',
  '100.00',
  '"100.0"',
  '"100.00"',
  '1e2',
  '1.00E+02',
  '" 100 "',
  '1000e-1',
] as const

/** … and what does not. */
const TAMPERED = [
  '101',
  '99',
  '10000',
  '1',
  '0',
  '-0',
  '-100',
  '"-100"',
  '"+100"',
  '100.004',
  '100.5',
  '99.999999999999999999',
  '100.00000000000000001',
  '"100.004"',
  '"99.99"',
  '"100.001"',
  '9007199254740993',
  '"9007199254740993"',
  '1e300',
  '1e400',
  '-1e400',
  'NaN',
  'Infinity',
  '"NaN"',
  '"Infinity"',
  '"1e2"',
  '"0x64"',
  '0x64',
  '"0b1100100"',
  '"0144"',
  '0100',
  '"0100"',
  '"100,00"',
  '"1,00"',
  '"KSh 100"',
  '"100 KES"',
  '"100/="',
  '"100;"',
  '"100\\u0000"',
  '"１００"',
  '"१००"',
  '"١٠٠"',
  '"1 0 0"',
  '"1_00"',
  '"100n"',
  '""',
  '" "',
  'null',
  'true',
  '[100]',
  '["100"]',
  '{"Value":100}',
  '{"valueOf":100,"toString":100}',
  '{"__proto__":100}',
  '100,"Value":100',
  '100,"Value":10000',
  '100},{"Name":"Amount","Value":10000',
  '100},{"Name":"Amount","Value":"100"',
] as const

/** There is no Amount at all. */
const MISSING = 'MISSING'

for (const kind of databasesOf(import.meta.url)) {
  test(`only exactly what was asked for counts, of ${TAMPERED.length + 1 + EXACT.length} spellings [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const exact = await attack.ask(EXACT.length, ASKED_KES)
    const tampered = await attack.ask(TAMPERED.length + 1, ASKED_KES)
    const spelling = new Map(
      [...exact, ...tampered].map((target, at) => [target.id, [...EXACT, ...TAMPERED, MISSING][at] ?? '']),
    )

    const speltOf = (target: Target) => spelling.get(target.id) ?? ''

    for (const target of [...exact, ...tampered]) {
      const body = write(successOf(target, { amount: 'HERE' }), speltOf(target))
      assert.equal(await attack.world.safaricom.deliver(target.door, body), 200)
    }
    await attack.untilDrained()

    for (const target of exact) {
      const { status, amountKes } = await attack.find(target)
      assert.deepEqual([status, amountKes], ['succeeded', ASKED_KES], speltOf(target))
    }
    assert.equal((await attack.counts()).settled, exact.length)
    for (const target of tampered) {
      const { status } = await attack.find(target)
      assert.ok(status === 'review' || status === 'pending', `${speltOf(target)}: ${status}`)
      assert.match(await readVerdict(attack, target), /^(?:contradiction|waiting|unreadable)$/, speltOf(target))
    }
    await attack.engine.kill()
    await attack.world.cli(['reconcile'], { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(25 * 60 * 60_000) })
    await poll('all of them to be with a person', async () => (await attack.counts()).review === tampered.length)
    assert.equal((await attack.counts()).settled, exact.length)
    assert.equal(await countPaidMoments(attack), exact.length)
    assert.equal(await sumTotals(attack), exact.length * ASKED_KES)
  })
}

/** A body with the amount as it is spelt, or without one. */
function write(body: string, spelling: string): string {
  const written = body.replace('"HERE"', spelling === MISSING ? 'null' : spelling)
  return spelling === MISSING ? written.replace('{"Name":"Amount","Value":null},', '') : written
}

async function readVerdict(attack: Attack, target: Target): Promise<string> {
  const [row] = await readBooks(attack.world.databaseUrl, books =>
    books.select(`SELECT verdict FROM inbox WHERE payment_id = '${target.id}'`),
  )
  return String(row?.verdict)
}

/** How often anything was ever shown as paid. */
function countPaidMoments({ world }: Attack): Promise<number> {
  const statement = "SELECT count(*) FROM payment_history WHERE status_after = 'succeeded'"
  return readBooks(world.databaseUrl, books => count(books, statement))
}

function sumTotals({ world }: Attack): Promise<number> {
  return readBooks(world.databaseUrl, books => count(books, 'SELECT sum(amount_kes) FROM campaign_totals'))
}
