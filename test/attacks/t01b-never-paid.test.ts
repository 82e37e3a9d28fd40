// Threat T1b: somebody holds what opens a door, and posts a perfect success for a payment Safaricom says was never made. Where
// the door is one that is believed less than fully, nothing counts before a query agrees; and none does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, successOf, type Target } from './attacked-world.ts'

const PAYMENTS = 6
const MINUTE_MS = 60_000
/** Nobody of Safaricom's calls from here, so 127.0.0.1 is not listed. */
const LISTED = '196.201.214.200/32'

interface Door {
  readonly name: string
  readonly environment: NodeJS.ProcessEnv
  readonly pathOf: (target: Target) => string
}

const DOORS: readonly Door[] = [
  { name: 'the weaker door', environment: {}, pathOf: target => `/api/mpesa/${target.key}` },
  {
    name: 'an unlisted address, while observing',
    environment: { MPESA_CALLBACK_IP_MODE: 'observe', MPESA_CALLBACK_ALLOWED_IPS: LISTED },
    pathOf: target => target.door,
  },
  {
    name: 'the own door, where everything is confirmed',
    environment: { MPESA_CONFIRM: 'always' },
    pathOf: target => target.door,
  },
]

for (const kind of databasesOf(import.meta.url)) {
  for (const door of DOORS) {
    test(`through ${door.name}, what was cancelled is not paid, and the forgery is seen once [${kind}]`, async context => {
      const attack = await openAttack(context, kind, { ...door.environment, LOG_LEVEL: 'warn' })
      const { simulator } = attack.world.safaricom
      simulator.setFaults({ callbackLost: 1 })
      const targets = await attack.ask(PAYMENTS)
      for (const { checkoutRequestId } of targets) simulator.answer(checkoutRequestId, 'cancel')

      for (const target of targets) await forge(attack, door.pathOf(target), successOf(target))

      await poll('every payment to have failed', async () => {
        const payments = await Promise.all(targets.map(attack.find))
        assert.deepEqual([...new Set(payments.map(({ status }) => status))].filter(isPaid), [])
        return payments.every(({ status }) => status === 'failed')
      })
      for (const target of targets) {
        const { resultCode, receiptNumber, flag, sources } = await attack.find(target)
        assert.deepEqual([resultCode, receiptNumber, flag, sources], ['1032', null, 'callback-contradicted', ['query']])
        assert.deepEqual(await listVerdicts(attack, target), ['contradiction'])
        assert.equal(await countPaidMoments(attack, target), 0)
        // What a process prints comes a little after what it stores.
        await poll('the warning', () => countWarnings(attack, target) > 0)
        assert.equal(countWarnings(attack, target), 1)
      }
      // Again, afterwards: it is known not to be paid, and stays so.
      const [target] = targets
      assert.ok(target)
      await forge(attack, door.pathOf(target), successOf(target))
      await poll('the verdict', async () => {
        const verdicts = await listVerdicts(attack, target)
        return verdicts.length === 2 && verdicts.every(verdict => verdict === 'contradiction')
      })
      assert.equal((await attack.find(target)).status, 'failed')
      assert.equal((await attack.counts()).settled, 0)
    })
  }

  test(`a success nobody confirms for fifteen minutes goes to a person, and not before [${kind}]`, async context => {
    const [weaker] = DOORS
    assert.ok(weaker)
    const attack = await openAttack(context, kind)
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const targets = await attack.ask(2)
    for (const target of targets) await forge(attack, weaker.pathOf(target), successOf(target))
    await attack.untilDrained()
    for (const target of targets) assert.deepEqual(await listVerdicts(attack, target), ['waiting'])

    await attack.engine.kill()
    await askedAgainAt(attack, 14 * MINUTE_MS, targets)
    assert.deepEqual(await attack.counts(), { settled: 0, stored: 2, review: 0 })
    await askedAgainAt(attack, 16 * MINUTE_MS, targets)

    assert.deepEqual(await attack.counts(), { settled: 0, stored: 2, review: 2 })
    const { reviewReason, status } = await attack.find(targets[0] as Target)
    assert.deepEqual([status, reviewReason], ['review', 'no-answer'])
  })

  test(`through the weaker door, what Safaricom says was paid is settled when it says so [${kind}]`, async context => {
    const [weaker] = DOORS
    assert.ok(weaker)
    const attack = await openAttack(context, kind)
    const { simulator } = attack.world.safaricom
    simulator.setFaults({ callbackLost: 1 })
    const [target] = await attack.ask(1)
    assert.ok(target)
    simulator.answer(target.checkoutRequestId, 'pay')
    const receiptNumber = simulator.ledger().receipts[0]?.receiptNumber ?? ''

    await forge(attack, weaker.pathOf(target), successOf(target, { receiptNumber }))

    await poll('the payment', async () => (await attack.find(target)).status === 'succeeded')
    const paid = await attack.find(target)
    assert.deepEqual([paid.receiptNumber, paid.sources.includes('query')], [receiptNumber, true])
  })
}

async function forge(attack: Attack, path: string, body: string): Promise<void> {
  assert.equal(await attack.world.safaricom.deliver(path, body), 200)
}

/** Runs an engine so far ahead, has it ask about everything, and ends it. */
async function askedAgainAt(attack: Attack, aheadMs: number, targets: readonly Target[]): Promise<void> {
  const environment = { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(aheadMs) }
  const { asked } = await attack.world.cli<{ asked: number }>(['reconcile'], environment)
  assert.equal(asked, targets.length)
}

function isPaid(status: string): boolean {
  return status === 'succeeded' || status === 'reversed'
}

async function listVerdicts(attack: Attack, target: Target): Promise<string[]> {
  const rows = await readBooks(attack.world.databaseUrl, books =>
    books.select(`SELECT verdict FROM inbox WHERE payment_id = '${target.id}' ORDER BY id`),
  )
  return rows.map(({ verdict }) => String(verdict))
}

/** How often it was paid in between, says the history. */
function countPaidMoments(attack: Attack, target: Target): Promise<number> {
  return readBooks(attack.world.databaseUrl, books =>
    count(
      books,
      `SELECT count(*) FROM payment_history WHERE payment_id = '${target.id}' AND status_after = 'succeeded'`,
    ),
  )
}

function countWarnings(attack: Attack, target: Target): number {
  const lines = attack.engine.output().split('\n')
  return lines.filter(line => line.includes(target.id) && line.includes('somebody may be forging')).length
}
