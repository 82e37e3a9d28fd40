// Threat T5: the ids of requests are partly the time of day and a counter, so they can be guessed. They open nothing: through
// the weaker door a right guess is a claim a query has to agree with, and a payment's own door needs its token.

import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { count, readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { databasesOf } from './attacked-databases.ts'
import { failureOf, openAttack, successOf, type Target } from './attacked-world.ts'
import { readOne, type Shot, sendAll } from './pipelined.ts'

const TARGETS = 8
/** Of ids through the weaker door, each of which is stored. */
const CHECKOUT_GUESSES = IS_SOAK ? 100_000 : 4_000
/** Of payments and tokens through their own doors. */
const DOOR_GUESSES = IS_SOAK ? 1_000_000 : 20_000

for (const kind of databasesOf(import.meta.url)) {
  test(`guessed request ids and guessed doors hit nobody's payment [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const targets = await attack.ask(TARGETS)
    const { port } = attack.engine
    const accepted = await readOne(attack, port, { target: '/api/mpesa/never-a-key', body: '' })

    const byCheckout = await sendAll(attack, port, guessCheckouts(targets), accepted)
    await attack.untilDrained()
    const verdicts = await readBooks(attack.world.databaseUrl, books =>
      books.select('SELECT verdict, count(*) AS rows FROM inbox GROUP BY verdict'),
    )
    assert.deepEqual(
      verdicts.map(({ verdict, rows }) => [verdict, Number(rows)]),
      [['unmatched', CHECKOUT_GUESSES]],
    )
    const byDoor = await sendAll(attack, port, guessDoors(targets), accepted)

    assert.deepEqual([byCheckout, byDoor], [CHECKOUT_GUESSES, DOOR_GUESSES])
    assert.deepEqual(await attack.counts(), { settled: 0, stored: CHECKOUT_GUESSES, review: 0 })
    for (const target of targets) {
      const { status, claim, flag, doubt } = await attack.find(target)
      assert.deepEqual([status, claim, flag, doubt], ['pending', null, null, null])
    }
    context.diagnostic(`${kind}: ${byCheckout} guessed request ids and ${byDoor} guessed doors, 0 hits`)
  })

  test(`a request id that was guessed right settles nothing, and keeps nothing from being settled [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    const { safaricom } = attack.world
    safaricom.simulator.setFaults({ queryBusy: 1 })
    const [claimed, denied] = await attack.ask(2)
    assert.ok(claimed && denied)
    const weaker = `/api/mpesa/${claimed.key}`

    assert.equal(await safaricom.deliver(weaker, successOf({ ...claimed, merchantRequestId: '' })), 200)
    assert.equal(await safaricom.deliver(weaker, failureOf(denied, 1032)), 200)
    await attack.untilDrained()
    assert.equal((await attack.counts()).settled, 0)
    for (const { checkoutRequestId } of [claimed, denied]) safaricom.simulator.answer(checkoutRequestId, 'pay')

    const paid = async (target: Target) => (await attack.find(target)).status === 'succeeded'
    await poll(
      'both to be settled by their own callbacks',
      async () => (await paid(claimed)) && (await paid(denied)),
      8_000,
    )
    const { receipts } = safaricom.simulator.ledger()
    for (const target of [claimed, denied]) {
      const receipt = receipts.find(({ checkoutRequestId }) => checkoutRequestId === target.checkoutRequestId)
      assert.equal((await attack.find(target)).receiptNumber, receipt?.receiptNumber)
    }
    assert.equal(await readBooks(attack.world.databaseUrl, books => count(books, 'SELECT count(*) FROM receipts')), 2)
  })
}

/** Neighbours of real ids: another second, another counter, another digit anywhere. */
function* guessCheckouts(targets: readonly Target[]): Generator<Shot> {
  const real = new Set(targets.map(({ checkoutRequestId }) => checkoutRequestId))
  for (let made = 0; made < CHECKOUT_GUESSES; ) {
    const target = targets[made % targets.length] as Target
    const guess = [...target.checkoutRequestId]
    for (const byte of randomBytes(1 + (made % 4))) {
      const at = 6 + (byte % (guess.length - 6))
      guess[at] = String(randomBytes(1).readUInt8() % 10)
    }
    const checkoutRequestId = guess.join('')
    if (real.has(checkoutRequestId)) continue
    made += 1
    yield { target: `/api/mpesa/${target.key}`, body: successOf({ ...target, checkoutRequestId }) }
  }
}

/** Doors that look right: real payments with tokens of the right shape, and payments nobody has made. */
function* guessDoors(targets: readonly Target[]): Generator<Shot> {
  for (let made = 0; made < DOOR_GUESSES; made++) {
    const target = targets[made % targets.length] as Target
    const random = randomBytes(32).toString('hex')
    const [id, token] = [
      [target.id, target.token.slice(0, 4) + random.slice(0, 32)],
      [random.slice(0, 32), target.token],
      [random.slice(0, 32), target.token.slice(0, 4) + random.slice(32)],
      [target.id, target.token.slice(0, 4) + createHmac('sha256', random).update(target.id).digest('hex').slice(0, 32)],
      [target.checkoutRequestId, target.token],
    ][made % 5] as [string, string]
    yield { target: `/api/mpesa/${target.key}/${id}/${token}`, body: successOf(target) }
  }
}
