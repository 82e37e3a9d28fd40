// Threat T1c: somebody pays a few shillings, and posts the real receipt for a gift of ten thousand. The receipt is the other
// payment's, whichever door it comes through and however it is spelt, and a person reads about both.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, successOf, type Target } from './attacked-world.ts'

const SMALL_KES = 20
const LARGE_KES = 10_000

const SPELLINGS: readonly ((receipt: string) => string)[] = [
  receipt => receipt,
  receipt => receipt.toLowerCase(),
  receipt => ` ${receipt} `,
  receipt => `${receipt.slice(0, 5)}${receipt.slice(5).toLowerCase()}`,
  receipt => `\n${receipt}\t`,
  receipt => `\u00a0${receipt}\ufeff`,
]

for (const kind of databasesOf(import.meta.url)) {
  test(`the receipt of a small payment does not pay for a large one [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    const { simulator } = attack.world.safaricom
    const [small] = await attack.ask(1, SMALL_KES)
    assert.ok(small)
    simulator.answer(small.checkoutRequestId, 'pay')
    await poll('the small payment to be settled', async () => (await attack.find(small)).status === 'succeeded')
    const before = await attack.find(small)
    const receiptNumber = before.receiptNumber ?? ''
    const large = await attack.ask(SPELLINGS.length, LARGE_KES)
    const byKey = await attack.ask(1, LARGE_KES)

    for (const [index, target] of large.entries()) {
      await post(attack, target.door, successOf(target, { receiptNumber: SPELLINGS[index]?.(receiptNumber) ?? '' }))
    }
    for (const target of byKey) await post(attack, `/api/mpesa/${target.key}`, successOf(target, { receiptNumber }))
    await attack.untilDrained()

    for (const target of large) {
      const { status, reviewReason } = await attack.find(target)
      assert.deepEqual([status, reviewReason], ['review', 'contradiction'])
      const because = await readBecause(attack, target)
      assert.ok(because.includes(small.id), because)
    }
    for (const target of byKey) {
      const { status, flag, receiptNumber: held } = await attack.find(target)
      assert.deepEqual([status, flag, held], ['pending', 'callback-contradicted', null])
      assert.ok((await readBecause(attack, target)).includes(small.id))
    }
    assert.deepEqual(await attack.find(small), before)
    assert.equal((await attack.counts()).settled, 1)
  })

  test(`a receipt posted for a large payment before its own callback came stays with its own [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    const { simulator } = attack.world.safaricom
    simulator.setFaults({ callbackLost: 1 })
    const [small] = await attack.ask(1, SMALL_KES)
    const [large] = await attack.ask(1, LARGE_KES)
    assert.ok(small && large)
    simulator.answer(small.checkoutRequestId, 'pay')
    const receiptNumber = simulator.ledger().receipts[0]?.receiptNumber ?? ''
    assert.notEqual(receiptNumber, '')

    await post(attack, `/api/mpesa/${large.key}`, successOf(large, { receiptNumber }))
    await attack.untilDrained()
    await post(attack, small.door, successOf(small, { receiptNumber }))
    await poll('the small payment', async () => (await attack.find(small)).receiptNumber === receiptNumber)
    simulator.answer(large.checkoutRequestId, 'cancel')
    await attack.world.cli(['reconcile'])

    const refused = await attack.find(large)
    assert.deepEqual([refused.status, refused.receiptNumber], ['failed', null])
    const { status, amountKes, receiptNumber: held } = await attack.find(small)
    assert.deepEqual([status, amountKes, held], ['succeeded', SMALL_KES, receiptNumber])
    assert.equal((await attack.counts()).settled, 1)
  })
}

async function post(attack: Attack, path: string, body: string): Promise<void> {
  assert.equal(await attack.world.safaricom.deliver(path, body), 200)
}

/** Why the callback about a payment was not believed, as the treasurer reads it. */
async function readBecause(attack: Attack, target: Target): Promise<string> {
  const rows = await readBooks(attack.world.databaseUrl, books =>
    books.select(`SELECT because FROM inbox WHERE payment_id = '${target.id}' AND verdict = 'contradiction'`),
  )
  assert.equal(rows.length, 1)
  return String(rows[0]?.because)
}
