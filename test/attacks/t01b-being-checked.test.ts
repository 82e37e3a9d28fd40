// Threat T1b, as the giver sees it: a success through the weaker door is shown as being checked, never as paid, for as long
// as no query agrees; after fifteen minutes without an answer a person looks into it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poll } from '../journeys/poll.ts'
import { type Harambee, startHarambee, until } from '../journeys/start-harambee.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { successOf } from './attacked-world.ts'
import { listPushes, startSite, type Visit, visit } from './site.ts'

interface Payment {
  readonly amountKes: number
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
}

const SIXTEEN_MINUTES_MS = 16 * 60_000

// It waits for half a minute of the simulator's and the worker's own pace: once in `npm test`.
for (const kind of IS_SOAK ? (['SQLite', 'PostgreSQL'] as const) : (['SQLite'] as const)) {
  test(`a claimed success is shown as being checked until a query or a person says what is true [${kind}]`, async context => {
    const first = await startSite(context, kind)
    const { safaricom } = first
    const giver = await visit(first.site)
    await safaricom.setFaults({ queryBusy: 1, callbackLost: 1 })
    const cancelled = await give(giver, '0700000001')
    const unanswered = await give(giver, '0700000002')
    for (const id of [cancelled, unanswered]) {
      assert.match((await giver.read(`/pay/${id}`)).html, /Enter your M-PESA PIN|Sending a prompt/)
      await forge(first, id)
    }

    for (const id of [cancelled, unanswered]) {
      await until('it to be being checked', async () => (await readStatus(first, id)).isBeingChecked)
      assert.deepEqual(await readStatus(first, id), { status: 'pending', isBeingChecked: true })
      const { html } = await giver.read(`/pay/${id}`)
      assert.match(html, /<h1[^>]*>Your gift is being checked with M-PESA/)
      assert.doesNotMatch(html, /✓ Received|Asante\./)
      const stranger = await (await fetch(`${first.site}/pay/${id}`)).text()
      assert.match(stranger, /It is being checked with M-PESA\./)
    }

    const checkout = await findPayment(first, cancelled)
    await safaricom.answer(checkout.checkoutRequestId, 'cancel')
    await safaricom.setFaults({ queryBusy: 0 })
    await giver.send(`/pay/${cancelled}/check`, [])
    await until('the query', async () => (await readStatus(first, cancelled)).status === 'failed')
    assert.match((await giver.read(`/pay/${cancelled}`)).html, /Not paid/)
    await safaricom.setFaults({ queryBusy: 1 })
    assert.equal(await first.stop(), 0)

    const later = { ...first.environment, HARAMBEE_TEST_CLOCK_OFFSET_MS: String(SIXTEEN_MINUTES_MS) }
    const second = await startHarambee(context, later)
    await second.safaricom.setFaults({ queryBusy: 1 })
    await until('a person to be needed', async () => (await readStatus(second, unanswered)).status === 'review')
    const { html } = await giver.read(`/pay/${unanswered}`)
    assert.match(html, /Being looked into/)
    assert.doesNotMatch(html, /✓ Received|Asante\./)
    assert.equal(await second.stop(), 0)
  })
}

async function give(giver: Visit, phone: string): Promise<string> {
  const paymentId = await giver.newPaymentId('/give/madarasa')
  const { status, location } = await giver.send('/give/madarasa', [
    ['paymentId', paymentId],
    ['amount', '500'],
    ['phone', phone],
  ])
  assert.deepEqual([status, location?.endsWith(`/pay/${paymentId}`)], [303, true])
  return paymentId
}

/** Everything right, through the door whose key all payments share. */
async function forge(harambee: Harambee, id: string): Promise<void> {
  const payment = await findPayment(harambee, id)
  const push = (await listPushes(harambee)).find(({ CallBackURL }) => CallBackURL?.includes(id))
  const weaker = (push?.CallBackURL ?? '').split('/').slice(0, -2).join('/')
  const answer = await fetch(weaker, { method: 'POST', body: successOf({ ...payment, phoneNumber: '254700000001' }) })
  assert.equal(answer.status, 200)
}

async function findPayment(harambee: Harambee, id: string): Promise<Payment> {
  return poll('the push to be answered', async () => {
    const shown = (await harambee.cli('payments', 'show', id, '--json')).json<Payment>()
    return shown.checkoutRequestId ? shown : null
  })
}

async function readStatus(harambee: Harambee, id: string): Promise<{ status: string; isBeingChecked?: boolean }> {
  return (await (await fetch(`${harambee.site}/pay/${id}/status`)).json()) as {
    status: string
    isBeingChecked?: boolean
  }
}
