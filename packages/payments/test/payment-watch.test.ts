import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Payment } from '../src/payment.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { OTHER_PHONE, request } from './open-test-engine.ts'

/** Other processes' commits are looked for on the real clock. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isTrue(); tries++) await wait(10)
  assert.ok(isTrue(), 'it never happened')
}

test('who watches a payment hears of its change once, and of no other payment', async context => {
  const { engine, callBack } = await openListener(context)
  const payment = await request(engine)
  const other = await request(engine, { phoneNumber: OTHER_PHONE })
  const heard: Payment[] = []
  const stop = engine.watch.subscribe(payment.id, changed => heard.push(changed))

  await callBack(other, successBody(other, { receiptNumber: 'UKO9ZZ8Y7X' }))
  await callBack(payment, successBody(payment))
  await callBack(payment, successBody(payment))
  await until(() => heard.length > 0)

  await until(() => heard.at(-1)?.status === 'succeeded')
  // The state at the beginning may be told as well.
  const changes = heard.filter(({ status }) => status !== 'pending').map(({ id, status }) => [id, status])
  assert.deepEqual(changes, [[payment.id, 'succeeded']])
  stop()
})

test('what another process changes is heard of too', async context => {
  const { engine, callBack, openAnother } = await openListener(context)
  const payment = await request(engine)
  const site = await openAnother()
  const heard: Payment[] = []
  site.watch.subscribe(payment.id, changed => heard.push(changed))

  await callBack(payment, successBody(payment))
  await until(() => heard.at(-1)?.status === 'succeeded')
})
