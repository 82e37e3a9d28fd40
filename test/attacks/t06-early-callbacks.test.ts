// Threat T6: the callback comes before, with or after the push's answer, the answer is lost, an error, or nonsense though the
// push was taken. Every payment is settled, once; where the answer and the callback name different requests, a person looks.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { PaymentId } from '@harambee/payments'
import type { DarajaAnswer } from '@harambee/simulator'
import { count, readBooks } from '../crash/books.ts'
import { pass, poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack } from './attacked-world.ts'

/** What becomes of the push's answer, with the callback posted so long after the push was taken. */
interface Meeting {
  readonly name: string
  readonly callbackAfterMs: number
  readonly answer: (
    answer: Exclude<DarajaAnswer, 'cut'>,
    until: Promise<unknown>,
  ) => DarajaAnswer | Promise<DarajaAnswer>
}

type Answer = Meeting['answer']
const asItIs: Answer = answer => answer
const after =
  (delayMs: number): Answer =>
  async answer => {
    await pass(delayMs)
    return answer
  }
const onceDelivered: Answer = async (answer, delivered) => {
  await delivered
  return answer
}
const LOST: readonly [string, Answer][] = [
  ['lost', () => 'cut'],
  ['a 500', answer => ({ ...answer, status: 500, body: '{"errorCode":"500.003.1001","errorMessage":"Internal"}' })],
  ['a 503 page', answer => ({ ...answer, status: 503, body: '<html>busy</html>' })],
  ['a 200 page', answer => ({ ...answer, body: '<html>it works</html>' })],
  ['half of it', answer => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) })],
  ['nothing', answer => ({ ...answer, body: '' })],
  ['lost after the callback came', async (_, delivered) => delivered.then(() => 'cut')],
  ['an error after the callback came', async (answer, delivered) => delivered.then(() => ({ ...answer, status: 500 }))],
]

const MEETINGS: readonly Meeting[] = [
  { name: 'the callback first', callbackAfterMs: 0, answer: onceDelivered },
  ...[0, 1, 5, 20, 50].flatMap(callbackAfterMs => [
    { name: `the callback ${callbackAfterMs} ms after`, callbackAfterMs, answer: asItIs },
    { name: `the callback ${callbackAfterMs} ms after, the answer 10 ms`, callbackAfterMs, answer: after(10) },
    { name: `the callback ${callbackAfterMs} ms after, the answer 50 ms`, callbackAfterMs, answer: after(50) },
  ]),
  { name: 'the callback a second after', callbackAfterMs: 1_000, answer: asItIs },
  ...LOST.flatMap(([what, answer]) =>
    [0, 100].map(callbackAfterMs => ({
      name: `the answer ${what}, callback after ${callbackAfterMs} ms`,
      callbackAfterMs,
      answer,
    })),
  ),
]

for (const kind of databasesOf(import.meta.url)) {
  test(`whenever the callback meets the push's answer, each payment is settled once [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    // Only the callback may settle them: a query would hide one that was not found.
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const ids = await Promise.all(MEETINGS.map((meeting, index) => meet(attack, meeting, index)))

    await poll('every payment to be settled', async () => (await attack.counts()).settled === ids.length)

    const { receipts, prompts } = attack.world.safaricom.simulator.ledger()
    const paid = await readBooks(attack.world.databaseUrl, books =>
      books.select('SELECT id, receipt_number, checkout_request_id, flag FROM payments'),
    )
    for (const [index, id] of ids.entries()) {
      const name = MEETINGS[index]?.name ?? ''
      const row = paid.find(one => one.id === id)
      const { conceal } = attack.inside.sealer
      const receipt = receipts.find(
        one => one.checkoutRequestId && conceal(one.checkoutRequestId) === row?.checkout_request_id,
      )
      assert.ok(receipt, name)
      assert.deepEqual([row?.receipt_number, row?.flag], [receipt.receiptNumber, null], name)
    }
    assert.equal(prompts.length, ids.length, 'nobody was asked twice')
    assert.equal(await countGifts(attack), ids.length)
  })

  test(`an answer and a callback that name different requests go to a person, in either order [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const rename: Answer = answer => ({ ...answer, body: answer.body.replace(/ws_CO_/, 'ws_CO_another_') })
    const answerFirst: Meeting = { name: 'the answer first', callbackAfterMs: 300, answer: rename }
    const callbackFirst: Meeting = {
      name: 'the callback first',
      callbackAfterMs: 0,
      answer: async (answer, delivered) => {
        await delivered
        await attack.untilDrained()
        return rename(answer, delivered)
      },
    }

    const [early = '', late = ''] = await Promise.all([meet(attack, answerFirst, 0), meet(attack, callbackFirst, 1)])
    const find = async (id: string) => (await attack.inside.findDonation(id, null))?.payment
    await poll('the first to be with a person', async () => (await find(early))?.status === 'review')
    assert.equal((await find(early))?.reviewReason, 'contradiction')
    // This one was settled before anything contradicted it, so it stays, and the treasurer sees that something is odd.
    await poll('the second to be flagged', async () => (await find(late))?.flag)
    const { status, flag } = (await find(late)) ?? {}
    assert.deepEqual([status, flag], ['succeeded', 'ids-differ'])
    assert.equal(await countGifts(attack), 1)
  })
}

/** Asks one phone, whose owner pays at once, while the push's answer meets its fate. @returns the payment's id */
async function meet(attack: Attack, { callbackAfterMs, answer }: Meeting, index: number): Promise<string> {
  const { safaricom, campaign } = attack.world
  const id = randomBytes(16).toString('hex')
  const phoneNumber = `2547${String(index).padStart(8, '0')}`
  safaricom.simulator.setSubscriber(phoneNumber, { behaviour: 'pays', delayMs: callbackAfterMs })
  const { promise: delivered, resolve } = Promise.withResolvers<void>()
  deliveries.set(id, resolve)
  hook(attack)
  answers.set(id, given => answer(given, delivered))
  const asked = await attack.inside.requestPayment({
    id: id as PaymentId,
    campaign,
    amountKes: 200 as Shillings,
    phoneNumber: phoneNumber as PhoneNumber,
    giver: null,
    peerAddress: null,
  })
  if (asked.outcome !== 'requested') assert.fail(asked.outcome)
  await asked.pushed
  return id
}

const answers = new Map<string, (answer: Exclude<DarajaAnswer, 'cut'>) => DarajaAnswer | Promise<DarajaAnswer>>()
const deliveries = new Map<string, () => void>()

/** Finds whose push and whose callback it is by the payment's id, which stands in both. */
function hook({ world: { safaricom } }: Attack): void {
  const idOf = (text: string) => /\/([0-9a-f]{32})\//.exec(text)?.[1] ?? ''
  safaricom.onAnswer = (request, answer) =>
    answer === 'cut' || !request.path.includes('/stkpush/v1/')
      ? answer
      : (answers.get(idOf(request.body))?.(answer) ?? answer)
  if (hooked.has(safaricom)) return
  hooked.add(safaricom)
  const deliver = safaricom.deliver
  safaricom.deliver = async (path, body) => {
    const status = await deliver(path, body)
    deliveries.get(idOf(path))?.()
    return status
  }
}

const hooked = new WeakSet<object>()

function countGifts(attack: Attack): Promise<number> {
  return readBooks(attack.world.databaseUrl, books => count(books, 'SELECT sum(gifts) FROM campaign_totals'))
}
