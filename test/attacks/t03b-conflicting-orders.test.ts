// Threat T3b: Safaricom, or somebody who speaks like it, says of one payment that it is paid, paid with another receipt,
// cancelled, unanswered, in every order of up to four deliveries. What is in the books at the end does not depend on the
// order: through the payment's own door the first success stands, through the weaker door Safaricom's own answer does.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { Payment, PaymentId } from '@harambee/payments'
import { type Charity, openCharity } from '../books/charity.ts'
import type { DatabaseKind } from '../crash/open-world.ts'
import { createPostgresDatabase } from '../crash/postgres-server.ts'
import { lastFirst } from '../journeys/clean-ups.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { databasesOf } from './attacked-databases.ts'
import { failureOf, inventReceipt, successOf } from './attacked-world.ts'

/** S1: paid, twice in the same words (S1 again), or by another receipt. F: cancelled, nobody answered. */
const DELIVERIES = ['S1', 'S1 again', 'S2', 'F1032', 'F1037'] as const
type Delivery = (typeof DELIVERIES)[number]
const LONGEST = 4
/** In the short form, for all but the first of eight worlds. */
const SHORT = 3
const AMOUNT_KES = 100
/** So many at a time: what waits for a query must not wait for fifteen minutes. */
const AT_ONCE = 156
const STEP_MS = 10_000
const MOST_STEPS = 60

type Door = 'own' | 'weaker'
type Truth = 'paid' | 'cancelled'

/** One payment and what is said of it. */
interface Case {
  readonly sequence: readonly Delivery[]
  readonly payment: Payment
  readonly path: string
  readonly ownPath: string
  readonly bodies: Readonly<Record<Delivery, string>>
  readonly receipts: { readonly S1: string; readonly S2: string }
}

for (const kind of databasesOf(import.meta.url)) {
  for (const door of ['own', 'weaker'] as const) {
    for (const truth of ['paid', 'cancelled'] as const) {
      test(`every order through the ${door} door ends the same, where it was ${truth} [${kind}]`, async context => {
        const cleanUps = lastFirst(context)
        const charity = await openCharity(cleanUps, { seed: 3, ...(await databaseOf(cleanUps, kind)) })
        const isWhole = IS_SOAK || (kind === 'SQLite' && door === 'own' && truth === 'paid')
        const sequences = listSequences(isWhole ? LONGEST : SHORT)
        assert.equal(sequences.length, isWhole ? 780 : 155)
        const ends = new Map<string, string>()

        for (let from = 0; from < sequences.length; from += AT_ONCE) {
          const cases = await openAll(charity, sequences.slice(from, from + AT_ONCE), { door, truth })
          await deliverAll(charity, cases)
          await untilAsked(charity)
          if (door === 'weaker' && truth === 'paid') await deliverTheTruth(charity, cases)
          const payments = await readPayments(charity)
          for (const one of cases) {
            const payment = payments.get(one.payment.id)
            assert.ok(payment)
            check(payment, one, door, truth)
            compareOrders(ends, one, payment)
          }
        }

        const paid = await charity.books()
        const expected = sequences.filter(sequence => isPaidInTheEnd(sequence, door, truth)).length
        assert.equal(paid.length, expected)
        const total = await charity.engine.findCampaign('madarasa')
        assert.deepEqual([total?.gifts, total?.raisedKes], [expected, expected * AMOUNT_KES])
        const verified = await charity.engine.verifyBooks()
        assert.equal(verified.firstBadRow, null)
      })
    }
  }
}

/** What this file holds to be right, in its own words. */
function isPaidInTheEnd(sequence: readonly Delivery[], door: Door, truth: Truth): boolean {
  return door === 'weaker' ? truth === 'paid' : sequence.some(delivery => delivery.startsWith('S'))
}

function check(payment: Payment, { sequence, receipts }: Case, door: Door, truth: Truth): void {
  const what = `${sequence.join(', ')}: ${payment.status} ${payment.receiptNumber} ${payment.flag}`
  if (!isPaidInTheEnd(sequence, door, truth)) {
    assert.deepEqual([payment.status, payment.receiptNumber], ['failed', null], what)
    const first = door === 'weaker' ? '1032' : sequence[0]?.slice(1)
    if (door === 'own' || !sequence.includes('F1037')) assert.equal(payment.resultCode, first, what)
    return
  }
  assert.deepEqual([payment.status, payment.amountKes], ['succeeded', AMOUNT_KES], what)
  const firstSuccess = sequence.find(delivery => delivery.startsWith('S')) === 'S2' ? receipts.S2 : receipts.S1
  // Through the weaker door, whatever was claimed gives way to what came through the payment's own.
  assert.equal(payment.receiptNumber, door === 'weaker' ? receipts.S1 : firstSuccess, what)
  const isContradicted = new Set(sequence.map(delivery => delivery.slice(0, 2))).size > 1
  if (door === 'own' && isContradicted) assert.notEqual(payment.flag, null, what)
}

/** The same deliveries in another order have come to the same. */
function compareOrders(ends: Map<string, string>, { sequence }: Case, payment: Payment): void {
  const deliveries = sequence.toSorted().join(', ')
  const end = JSON.stringify([payment.status === 'succeeded', payment.amountKes, payment.receiptNumber !== null])
  assert.equal(ends.get(deliveries) ?? end, end, deliveries)
  ends.set(deliveries, end)
}

function listSequences(longestLength: number): Delivery[][] {
  const all: Delivery[][] = []
  let longest: Delivery[][] = [[]]
  for (let length = 1; length <= longestLength; length++) {
    longest = longest.flatMap(sequence => DELIVERIES.map(delivery => [...sequence, delivery]))
    all.push(...longest)
  }
  return all
}

async function databaseOf(context: Parameters<typeof openCharity>[0], kind: DatabaseKind) {
  return kind === 'PostgreSQL' ? { databaseUrl: await createPostgresDatabase(context) } : {}
}

/** More would wait for one another's connections to the database. */
const ASKED_AT_ONCE = 12

/** Asks one phone for each sequence. Safaricom has its answer, and its own callback is lost. */
async function openAll(
  charity: Charity,
  sequences: readonly (readonly Delivery[])[],
  { door, truth }: { door: Door; truth: Truth },
): Promise<Case[]> {
  const { safaricom } = charity
  safaricom.setFaults({ callbackLost: 1, queryBusy: 1 })
  const payments: Payment[] = []
  while (payments.length < sequences.length) {
    const next = sequences.slice(payments.length, payments.length + ASKED_AT_ONCE)
    payments.push(...(await charity.during(Promise.all(next.map(() => ask(charity))))))
  }
  const { sealer } = charity.engine
  const toCheckout = ({ checkoutRequestId }: Payment) => checkoutRequestId && sealer.reveal(checkoutRequestId)
  for (const payment of payments) safaricom.answer(toCheckout(payment) ?? '', truth === 'paid' ? 'pay' : 'cancel')
  const real = new Map(safaricom.callbacks().map(callback => [callback.checkoutRequestId, callback]))
  return payments.map((payment, index) => {
    const { merchantRequestId } = payment
    const checkoutRequestId = toCheckout(payment)
    const callback = real.get(checkoutRequestId)
    assert.ok(callback && checkoutRequestId && merchantRequestId)
    const ownPath = new URL(callback.url).pathname
    const target = { amountKes: AMOUNT_KES, phoneNumber: '254700000000', checkoutRequestId, merchantRequestId }
    const paidWith = /"MpesaReceiptNumber","Value":"(\w+)"/.exec(callback.body)?.[1]
    assert.equal(paidWith !== undefined, truth === 'paid')
    const receipts = { S1: paidWith ?? inventReceipt(), S2: inventReceipt() }
    const bodies = {
      S1: successOf(target, { receiptNumber: receipts.S1 }),
      'S1 again': successOf(target, { receiptNumber: receipts.S1 }),
      S2: successOf(target, { receiptNumber: receipts.S2 }),
      F1032: failureOf(target, 1032),
      F1037: failureOf(target, 1037),
    }
    const path = door === 'own' ? ownPath : ownPath.split('/').slice(0, -2).join('/')
    return { sequence: sequences[index] ?? [], payment, path, ownPath, bodies, receipts }
  })
}

let phones = 0

async function ask(charity: Charity): Promise<Payment> {
  phones += 1
  const number = String(phones).padStart(8, '0')
  const asked = await charity.engine.requestPayment({
    id: number.padStart(32, '0') as PaymentId,
    campaign: 'madarasa',
    amountKes: AMOUNT_KES as Shillings,
    phoneNumber: `2547${number}` as PhoneNumber,
    giver: null,
    peerAddress: null,
  })
  if (asked.outcome !== 'requested') assert.fail(asked.outcome)
  return asked.pushed
}

/** Every second payment hears everything in one batch, in order; the others one after another. */
async function deliverAll(charity: Charity, cases: readonly Case[]): Promise<void> {
  const together = cases.filter((_, index) => index % 2 === 0)
  await charity.during(Promise.all(together.flatMap(one => one.sequence.map(delivery => take(charity, one, delivery)))))
  const apart = cases.filter((_, index) => index % 2 === 1)
  for (let place = 0; place < LONGEST; place++) {
    const taken = apart.map(async one => {
      const delivery = one.sequence[place]
      if (delivery) await take(charity, one, delivery)
    })
    await charity.during(Promise.all(taken))
    await charity.time.settle()
  }
}

async function take(charity: Charity, one: Pick<Case, 'path' | 'bodies'>, delivery: Delivery): Promise<void> {
  const answer = await charity.engine.takeCallback({
    path: one.path,
    peerAddress: '127.0.0.1',
    body: Buffer.from(one.bodies[delivery]),
  })
  assert.equal(answer?.status, 200)
}

/** Safaricom answers again, and is asked about everything that still has to be. */
async function untilAsked(charity: Charity): Promise<void> {
  charity.safaricom.setFaults({ queryBusy: 0 })
  for (let step = 0; step < MOST_STEPS; step++) {
    const payments = [...(await readPayments(charity)).values()]
    const isWaiting = ({ claim, doubt, status }: Payment) => claim !== null || doubt !== null || status === 'pending'
    if (!payments.some(isWaiting)) return
    await charity.time.advance(STEP_MS)
  }
  assert.fail('somebody still waits to be asked about')
}

/** The callback Safaricom had posted, through the payment's own door at last. */
async function deliverTheTruth(charity: Charity, cases: readonly Case[]): Promise<void> {
  await charity.during(Promise.all(cases.map(one => take(charity, { ...one, path: one.ownPath }, 'S1'))))
  await charity.time.settle()
}

async function readPayments(charity: Charity): Promise<Map<string, Payment>> {
  const payments = (await charity.engine.listPayments({ limit: 10_000 })) ?? []
  return new Map(payments.map(payment => [payment.id, payment]))
}
