// What somebody forged through the weaker door before the money came: it keeps the money from no payment, and makes no
// second gift of it.

import assert from 'node:assert/strict'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { request } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'

const TRUE_RECEIPT = 'UKO1AB2C3D'
const FORGED_RECEIPT = 'UKO0FORGED'

function confirm({ send, configuration }: TestListener, account: string) {
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  return send(`${base}/c2b/confirmation`, c2bBody({ TransID: TRUE_RECEIPT, BillRefNumber: account }))
}

async function listGifts({ engine }: TestListener): Promise<string[]> {
  const { ok, firstBadRow } = await engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
  const payments = (await engine.listPayments({ limit: 100 })) ?? []
  return payments.map(({ status, amountKes, receiptNumber }) => `${status} ${amountKes} ${receiptNumber}`)
}

test('a forged receipt that waits for a query, then the confirmation, then the callback: one gift', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.callBackByKey(successBody(payment, { receiptNumber: FORGED_RECEIPT }))

  await confirm(listener, payment.accountReference)
  const early = await listGifts(listener)
  await listener.callBack(payment, successBody(payment, { receiptNumber: TRUE_RECEIPT }))

  assert.deepEqual(early, [`succeeded 500 ${TRUE_RECEIPT}`])
  assert.deepEqual(await listGifts(listener), [`succeeded 500 ${TRUE_RECEIPT}`])
})

test('reported as failed, a forged amount, the confirmation, and a query that says paid: one gift', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.callBack(payment, failureBody(payment, '1032'))
  await listener.callBackByKey(successBody(payment, { receiptNumber: FORGED_RECEIPT, amount: 5_000 }))

  await confirm(listener, payment.accountReference)
  const early = await listGifts(listener)
  listener.daraja.query = () => result('0')
  await listener.engine.reconciler.askAll()
  await listener.time.advance(60_000)

  assert.deepEqual(early, [`succeeded 500 ${TRUE_RECEIPT}`])
  assert.deepEqual(await listGifts(listener), [`succeeded 500 ${TRUE_RECEIPT}`])
})
