import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Behaviour, Faults } from '@harambee/simulator'
import { createMemoryJournal, createWorld, type World } from './world.ts'

const BEHAVIOURS: readonly Behaviour[] = ['pays', 'cancels', 'ignores', 'no-funds', 'wrong-pin', 'pays-late']

const STORM: Partial<Faults> = {
  callbackLost: 0.2,
  callbackDuplicated: 0.2,
  callbackBeforeResponse: 0.1,
  callbackMalformed: 0.1,
  callbackConflicting: 0.1,
  pushResponseLost: 0.1,
  push5xx: 0.1,
  queryBusy: 0.2,
  queryContradicts: 0.2,
  tokenExpiresEarly: 0.1,
  throttle: 0.1,
  outage: 0.1,
  resultCodeAsString: 0.3,
  retryCallbacks: 0.5,
  pendingAnswer: 'mixed',
}

/** A busy hour, as everything that crossed a border: answers, callbacks, the ledger. */
async function runHour(seed: number, between: (world: World) => void = () => {}): Promise<string> {
  const world = createWorld({ seed, journal: createMemoryJournal() })
  world.answerWith(callback => (callback.body.length % 3 === 0 ? { status: 500, body: '' } : { status: 200, body: '' }))
  world.simulator.setFaults(STORM)
  const trace: unknown[] = []
  for (let count = 0; count < 120; count += 1) {
    const phone = `2547000000${String(count % 30).padStart(2, '0')}`
    world.simulator.setSubscriber(phone, { behaviour: BEHAVIOURS[count % BEHAVIOURS.length] ?? 'pays' })
    const pushed = world.push({ PhoneNumber: phone, PartyA: phone, Amount: 1 + count })
    pushed.then(answer => trace.push(answer))
    await world.pass(7_000)
    between(world)
    for (const prompt of world.simulator.ledger().prompts.slice(-3)) {
      trace.push(await world.query(prompt.checkoutRequestId))
    }
  }
  await world.pass(3_600_000)
  trace.push(world.posted, world.simulator.ledger(), world.simulator.requests(), world.simulator.callbacks())
  return createHash('sha256').update(JSON.stringify(trace)).digest('hex')
}

test('the same seed and the same inputs give the same bytes', async () => {
  for (const seed of [1, 2, 3]) assert.equal(await runHour(seed), await runHour(seed))
})

test('other seeds give other bytes', async () => {
  assert.notEqual(await runHour(1), await runHour(2))
})

test('looking changes nothing', async () => {
  const looked = await runHour(4, ({ simulator }) => {
    simulator.prompts()
    simulator.phone('254700000001')
    simulator.recentEvents()
    simulator.callbacks()
    simulator.faults()
  })

  assert.equal(looked, await runHour(4))
})

test('switching one fault on does not change the receipt numbers', async () => {
  const receipts = async (faults: Partial<Faults>) => {
    const world = createWorld({ seed: 5 })
    world.simulator.setFaults(faults)
    for (let count = 0; count < 20; count += 1) world.simulator.answer(await world.prompt({ Amount: 1 }), 'pay')
    return world.simulator.ledger().receipts.map(({ receiptNumber }) => receiptNumber)
  }

  assert.deepEqual(await receipts({ callbackLost: 0.5, callbackDuplicated: 0.5 }), await receipts({}))
})

test('a fault that always strikes, or never, does not change when the others do', async () => {
  const lost = async (resultCodeAsString: number) => {
    const world = createWorld({ seed: 8 })
    world.simulator.setFaults({ callbackLost: 0.5, resultCodeAsString })
    const pattern: number[] = []
    for (let count = 0; count < 40; count += 1) {
      world.simulator.answer(await world.prompt({ Amount: 1 }), 'cancel')
      await world.pass(0)
      pattern.push(world.posted.length)
    }
    return pattern
  }

  assert.deepEqual(await lost(1), await lost(0))
})

test('five thousand receipt numbers are all different and all well-formed', async () => {
  const world = createWorld({ seed: 6 })
  const seen = new Set<string>()
  world.simulator.setSubscriber('254700000001', { balanceKes: 1_000_000_000 })
  for (let count = 0; count < 5_000; count += 1) {
    const { receiptNumber } = await world.simulator.payByPayBill({
      phoneNumber: '254700000001',
      shortCode: '174379',
      accountReference: 'a',
      amountKes: 1,
    })
    assert.match(receiptNumber ?? '', /^[A-Z]{3}\d[A-Z0-9]{6}$|^[A-Z]{2}\d\d[A-Z0-9]{6}$/)
    seen.add(receiptNumber ?? '')
  }
  assert.equal(seen.size, 5_000)
})
