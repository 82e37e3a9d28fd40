// What was stored while nobody drained it, and is decided about in one transaction: each payment counts, each receipt once.

import assert from 'node:assert/strict'
import { createCallbackTokens, toCallbackUrl } from '../src/callback-url.ts'
import { deriveKeys } from '../src/keys.ts'
import type { Payment } from '../src/payment.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { type OTHER_PHONE, openTestEngine, request, type TestEngine } from './open-test-engine.ts'

test('five gifts of one batch are five in the campaign’s counter', async context => {
  const opened = await openTestEngine(context)
  const given = await give(opened, 5)

  await storeAll(opened, given, index => `UKO${index}AB2C3D`)
  opened.engine.startWorker()
  await opened.time.advance(1_000)

  assert.deepEqual(await counted(opened), [2_500, 5])
})

test('a receipt in small letters is the receipt it is in capitals, and settles one payment', async context => {
  const opened = await openTestEngine(context)
  const given = await give(opened, 2)

  await storeAll(opened, given, index => (index === 0 ? 'UKO1AB2C3D' : 'uko1ab2c3d'))
  opened.engine.startWorker()
  await opened.time.advance(1_000)

  assert.deepEqual(await counted(opened), [500, 1])
  assert.deepEqual((await opened.engine.listInbox({ limit: 5 })).map(({ verdict }) => verdict).sort(), [
    'applied',
    'contradiction',
  ])
})

async function give({ engine }: TestEngine, count: number): Promise<Payment[]> {
  const given: Payment[] = []
  for (let index = 0; index < count; index++) {
    given.push(await request(engine, { phoneNumber: `25470000003${index}` as typeof OTHER_PHONE }))
  }
  return given
}

/** Through each payment's own door, with nobody there who drains. */
async function storeAll(opened: TestEngine, given: readonly Payment[], toReceipt: (index: number) => string) {
  const { engine, configuration, time } = opened
  const tokens = createCallbackTokens(deriveKeys(configuration.secret.reveal()).callbackToken)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  let isStored = false
  const stored = Promise.all(
    given.map((payment, index) =>
      engine.takeCallback({
        path: toCallbackUrl(base, payment.id, tokens),
        peerAddress: '127.0.0.1',
        body: Buffer.from(successBody(payment, { receiptNumber: toReceipt(index) })),
      }),
    ),
  ).finally(() => {
    isStored = true
  })
  while (!isStored) await time.settle()
  assert.deepEqual(
    (await stored).map(answer => answer?.status),
    given.map(() => 200),
  )
}

async function counted({ engine }: TestEngine): Promise<unknown[]> {
  const { ok, firstBadRow } = await engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
  const campaign = await engine.findCampaign('madarasa')
  return [campaign?.raisedKes, campaign?.gifts]
}
