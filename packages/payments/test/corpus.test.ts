// Every recorded payload, posted to a running listener about a payment that waits for it: stored as it came, classified
// and applied as the facts demand.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { explainResultCode, type PhoneNumber, parseCallback, type Shillings } from '@harambee/daraja'
import { demoCampaign } from '../src/demo-campaign.ts'
import type { Payment } from '../src/payment.ts'
import { test } from './both-databases.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { PHONE, request, START } from './open-test-engine.ts'
import { accepted, result } from './scripted-daraja.ts'

interface Facts {
  kind: string
  checkoutRequestId: string | null
  merchantRequestId: string | null
  resultCode: string | null
  succeeded: boolean | null
  amountKes: number | null
  receiptNumber: string | null
  phoneNumber: string | null
}

const CORPUS = new URL('../../../test/corpus/', import.meta.url)
const expected: Record<string, Facts | Facts[]> = JSON.parse(readFileSync(new URL('expected.json', CORPUS), 'utf8'))
const single = Object.entries(expected).filter((entry): entry is [string, Facts] => !Array.isArray(entry[1]))
const sequences = Object.entries(expected).filter((entry): entry is [string, Facts[]] => Array.isArray(entry[1]))

/** A pending payment that is the one a payload speaks of. */
async function openFor(context: TestContext, facts: Facts, file: string): Promise<[TestListener, Payment]> {
  const listener = await openListener(context)
  // Recorded gifts of one shilling are below what the demo's campaign asks for.
  await listener.engine.addCampaign({
    ...demoCampaign(START),
    slug: 'any-amount',
    accountReference: 'ANY',
    floorKes: 1,
  })
  listener.daraja.push = () => accepted(facts.checkoutRequestId ?? 'ws_CO_1', facts.merchantRequestId ?? 'm-1')
  const payment = await request(listener.engine, {
    campaign: 'any-amount',
    amountKes: (facts.amountKes ?? 500) as Shillings,
    phoneNumber: (facts.phoneNumber as PhoneNumber | null) ?? PHONE,
  })
  assert.equal(payment.status, 'pending', file)
  return [listener, payment]
}

for (const [file, facts] of single) {
  const bytes = readFileSync(new URL(file, CORPUS))
  // What our reader makes of it is checked against the corpus elsewhere; alternatives it allows are possible here too.
  const kind = parseCallback(bytes).kind

  test(`${file}, posted to its payment’s door, is stored as it is and ${describe(facts, kind)}`, async context => {
    const [{ engine, callBack, find }, payment] = await openFor(context, facts, file)

    const reply = await callBack(payment, bytes)

    assert.equal(reply.status, 200)
    const [entry, ...more] = await engine.listInbox({ limit: 10 })
    assert.deepEqual(more, [])
    assert.deepEqual(entry?.rawBody, bytes)
    const after = await find(payment)
    if (kind !== 'stk') {
      assert.equal(entry?.verdict, kind === 'unrecognised' ? 'unreadable' : 'unmatched', entry?.because ?? '')
      assert.equal(after.status, 'pending')
    } else if (facts.succeeded === true) {
      assert.equal(entry?.verdict, 'applied', entry?.because ?? '')
      assert.deepEqual([after.status, after.receiptNumber], ['succeeded', facts.receiptNumber])
    } else if (facts.succeeded === null || !explainResultCode(facts.resultCode ?? '').isKnown) {
      assert.equal(entry?.verdict, 'waiting', entry?.because ?? '')
      assert.equal(after.status, 'pending')
    } else {
      assert.equal(entry?.verdict, 'applied', entry?.because ?? '')
      assert.deepEqual([after.status, after.resultCode], ['failed', facts.resultCode])
    }
    assert.equal(
      (await engine.findCampaign('any-amount'))?.raisedKes,
      facts.succeeded && kind === 'stk' ? facts.amountKes : 0,
    )
    assert.deepEqual((await engine.verifyBooks()).firstBadRow, null)
  })
}

const named = single.filter(([, facts]) => facts.kind === 'stk' && facts.checkoutRequestId !== null)

test('most recorded callbacks name their checkout request', () => {
  assert.ok(named.length > 50)
})

for (const [file, facts] of named) {
  test(`${file} finds its payment through the weaker door too, and a query agrees`, async context => {
    const [{ engine, callBackByKey, find, daraja, time }, payment] = await openFor(context, facts, file)
    daraja.query = () => result(facts.succeeded === false ? (facts.resultCode ?? '') : '0')

    await callBackByKey(readFileSync(new URL(file, CORPUS)))
    await time.advance(120_000)

    const after = await find(payment)
    assert.equal(after.status, facts.succeeded === false ? 'failed' : 'succeeded')
    assert.equal(after.receiptNumber, facts.receiptNumber)
    assert.equal((await engine.listInbox({ limit: 1 }))[0]?.verdict, 'applied')
  })
}

for (const [file, deliveries] of sequences) {
  test(`${file}: ${deliveries.map(({ resultCode }) => resultCode).join(', then ')} for one checkout request`, async context => {
    const lines = readFileSync(new URL(file, CORPUS), 'utf8').trim().split('\n')
    const [first] = deliveries
    assert.ok(first)
    const [{ engine, callBack, find }, payment] = await openFor(context, first, file)

    for (const line of lines) assert.equal((await callBack(payment, line)).status, 200)

    const entries = (await engine.listInbox({ limit: 10 })).reverse()
    assert.deepEqual(
      entries.map(({ rawBody }) => rawBody?.toString()),
      lines,
    )
    assert.deepEqual(
      entries.map(({ verdict }) => verdict),
      lines.map((_, index) => (index === 0 ? 'applied' : 'duplicate')),
    )
    const after = await find(payment)
    const outcome = first.succeeded ? 'succeeded' : 'failed'
    assert.deepEqual([after.status, after.receiptNumber], [outcome, first.receiptNumber])
    assert.equal(after.resultCode, first.resultCode)
    assert.equal((await engine.findCampaign('any-amount'))?.raisedKes, first.succeeded ? first.amountKes : 0)
  })
}

function describe(facts: Facts, kind: string): string {
  if (kind === 'unrecognised') return 'is unreadable'
  if (kind !== 'stk') return 'is no outcome of a push'
  return facts.succeeded === true
    ? 'settles it'
    : facts.succeeded === null
      ? 'waits for a query'
      : `fails with ${facts.resultCode}`
}
