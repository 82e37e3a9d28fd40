// Threat T7: bodies of every wrong shape through the right door. None brings the engine down, each is kept as it came, and a
// payment is settled only by what a second, stricter reading agrees about.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCallback } from '@harambee/daraja'
import fc from 'fast-check'
import { readBooks, toHex } from '../crash/books.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { databasesOf } from './attacked-databases.ts'
import { openAttack, successOf, type Target } from './attacked-world.ts'
import { readCanonically } from './canonical-callback.ts'
import { mutations } from './mutated-callbacks.ts'

const READ = IS_SOAK ? 1_000_000 : 20_000
/** Of each payment so many bodies are kept. */
const BODIES_PER_PAYMENT = 15
const PAYMENTS = IS_SOAK ? 1_000 : 40

const NOBODY = {
  amountKes: 500,
  phoneNumber: '254700000001',
  checkoutRequestId: 'ws_CO_241120261',
  merchantRequestId: 'm-1',
}

test(`of ${READ} bodies of every shape, none says paid that a second reading does not read so`, context => {
  const body = successOf(NOBODY, { receiptNumber: 'UKO1AB2C3D' })
  let agreed = 0
  fc.assert(
    fc.property(mutations(), mutate => {
      const mutated = mutate(body)
      const { succeeded, amountKes, receiptNumber, checkoutRequestId, merchantRequestId } = parseCallback(mutated)
      if (succeeded !== true || parseCallback(mutated).kind !== 'stk') return
      const said = readCanonically(mutated)
      assert.ok(said, mutated)
      const read = [String(amountKes), receiptNumber?.toUpperCase() ?? null]
      assert.deepEqual(read, [said.amount, said.receiptNumber], mutated)
      // An id of no shape of Daraja's names nothing.
      for (const [ours, theirs] of [
        [checkoutRequestId, said.checkoutRequestId],
        [merchantRequestId, said.merchantRequestId],
      ] as const) {
        if (ours !== null) assert.equal(ours.toUpperCase(), theirs, mutated)
      }
      agreed += 1
    }),
    { numRuns: READ },
  )
  context.diagnostic(`${agreed} of ${READ} bodies say paid, in both readings`)
  assert.ok(agreed > READ / 100)
})

for (const kind of databasesOf(import.meta.url)) {
  test(`bodies of every shape are kept as they came, and settle only what they prove [${kind}]`, async context => {
    const attack = await openAttack(context, kind, { LOG_LEVEL: 'warn' })
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const targets = await attack.ask(PAYMENTS)
    const drawn = fc.sample(mutations(), PAYMENTS * BODIES_PER_PAYMENT)
    const sent = new Map<string, { target: Target; bodies: string[] }>()
    for (const [index, target] of targets.entries()) {
      const mine = drawn.slice(index * BODIES_PER_PAYMENT, (index + 1) * BODIES_PER_PAYMENT)
      sent.set(target.id, { target, bodies: mine.map(mutate => mutate(successOf(target))) })
    }

    for (const { target, bodies } of sent.values()) {
      const peerAddress = '127.0.0.1'
      const taken = bodies.map(body =>
        attack.inside.takeCallback({ path: target.door, peerAddress, body: Buffer.from(body) }),
      )
      for (const answer of await Promise.all(taken)) assert.equal(answer?.status, 200)
    }
    // What another process has stored is found when something comes to this one.
    await attack.world.safaricom.deliver('/api/mpesa/never-a-key', '')
    await attack.world.cli(['inbox', 'list', '--limit', '1'])
    await attack.untilDrained()

    const rows = await readBooks(attack.world.databaseUrl, books => books.select('SELECT body_hash FROM inbox'))
    const kept = new Set(rows.map(row => toHex(row.body_hash)))
    let settled = 0
    for (const { target, bodies } of sent.values()) {
      for (const body of bodies) {
        assert.ok(kept.has(attack.inside.sealer.hashBody(Buffer.from(body)).toString('hex')), body)
      }
      const { status, receiptNumber } = await attack.find(target)
      if (status !== 'succeeded') continue
      settled += 1
      const proofs = bodies.filter(body => isProof(body, target, receiptNumber))
      assert.ok(
        proofs.length > 0,
        `paid with ${receiptNumber}: ${bodies.find(body => body.includes(String(receiptNumber)))}`,
      )
    }
    assert.equal(settled, (await attack.counts()).settled)
    assert.ok(attack.engine.isRunning)
    assert.equal(await attack.engine.health(), 200)
    assert.doesNotMatch(attack.engine.output(), /"level":(?:50|60)|breaks a rule/)
    context.diagnostic(`${kind}: ${rows.length} bodies kept, ${settled} of ${PAYMENTS} payments proven`)
  })
}

/** Whether a body says, in the second reading, that exactly this was paid with this receipt. */
function isProof(body: string, target: Target, receiptNumber: string | null): boolean {
  const said = readCanonically(body)
  return (
    said !== null &&
    said.amount === String(target.amountKes) &&
    said.receiptNumber === receiptNumber &&
    said.checkoutRequestId === target.checkoutRequestId.toUpperCase() &&
    said.merchantRequestId === target.merchantRequestId.toUpperCase()
  )
}
