// One payment's token, or one genuine callback, sent again and again: answered, counted, and not stored for ever.

import assert from 'node:assert/strict'
import { test } from './both-databases.ts'
import { c2bBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, request } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'

const countRows = async ({ engine }: TestListener) => (await engine.listInbox({ limit: 10_000 })).length

async function countOf({ send }: TestListener, answer: string): Promise<number> {
  const { body } = await send('/metrics', '', { method: 'GET' })
  return Number(new RegExp(`answer="${answer}"\\} (\\d+)`).exec(body)?.[1] ?? 0)
}

/** About somebody else's short code: it says nothing of any payment, and nobody is asked because of it. */
const strange = (index: number) =>
  c2bBody({ BusinessShortCode: '999999', TransID: `UKO2AB${String(index).padStart(4, '0')}` })

test('through one payment’s door 20 bodies are stored; what comes after gets the same answer and is only counted', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)

  const replies = []
  for (let index = 0; index < 60; index++) replies.push(await listener.callBack(payment, strange(index)))

  assert.deepEqual(new Set(replies.map(({ status, body }) => `${status} ${body}`)).size, 1)
  assert.equal(await countRows(listener), 20)
  assert.deepEqual([await countOf(listener, 'stored'), await countOf(listener, 'enough')], [20, 40])
})

test('a payment whose door is full is asked about once, so that nothing real is lost', async context => {
  const { engine, daraja, time, callBack, find } = await openListener(context)
  const payment = await request(engine)
  daraja.query = () => result('0')
  for (let index = 0; index < 20; index++) await callBack(payment, strange(index))
  await time.advance(1_000)
  const before = { status: (await find(payment)).status, queries: daraja.queries.length }

  const real = await callBack(payment, successBody(payment))
  await time.advance(1_000)

  assert.deepEqual(before, { status: 'pending', queries: 0 })
  assert.equal(real.status, 200)
  assert.equal((await find(payment)).status, 'succeeded')
  for (let index = 0; index < 20; index++) await callBack(payment, strange(index))
  await time.advance(60_000)
  assert.equal(daraja.queries.length, 1)
})

test('a thousand at once through one door leave 20 rows', async context => {
  const listener = await openListener(context)
  const { engine, pathOf } = listener
  const payment = await request(engine)
  const path = pathOf(payment)

  const answers = Array.from({ length: 1_000 }, (_, index) =>
    engine.takeCallback({ path, peerAddress: '127.0.0.1', body: Buffer.from(`{"n":${index}}`) }),
  )
  let isDone = false
  const all = Promise.all(answers).finally(() => {
    isDone = true
  })
  while (!isDone) await listener.time.settle()

  assert.deepEqual(new Set((await all).map(answer => answer?.status)), new Set([200]))
  assert.equal(await countRows(listener), 20)
})

test('another payment, another address and the other doors have places of their own', async context => {
  const listener = await openListener(context, { MPESA_CALLBACK_IP_MODE: 'observe', TRUSTED_PROXIES: '127.0.0.1/32' })
  const { engine, callBack, callBackByKey } = listener
  const payment = await request(engine)
  const other = await request(engine, { phoneNumber: OTHER_PHONE })
  const unlisted = { headers: { 'x-forwarded-for': '203.0.113.9' } }

  for (let index = 0; index < 25; index++) await callBack(payment, `{"from":${index}}`, unlisted)
  for (let index = 0; index < 25; index++) await callBack(payment, `{"listed":${index}}`)
  await callBack(other, successBody(other))
  await callBackByKey('{}')

  const entries = await engine.listInbox({ limit: 100 })
  const named = entries.filter(({ paymentId }) => paymentId === payment.id)
  assert.deepEqual(
    [named.filter(entry => entry.isAllowed).length, named.filter(entry => !entry.isAllowed).length],
    [20, 20],
  )
  assert.equal(entries.length, 42)
})

test('an engine that starts again does not begin to count anew', async context => {
  const first = await openListener(context)
  const payment = await request(first.engine)
  for (let index = 0; index < 25; index++) await first.callBack(payment, `{"first":${index}}`)
  // Of every kind: what is no callback of a push, and what belongs to nobody.
  await first.callBack(payment, c2bBody())

  const second = await first.openAnother()
  const path = first.pathOf(payment)
  for (let index = 0; index < 25; index++) {
    const answer = second.takeCallback({ path, peerAddress: '127.0.0.1', body: Buffer.from(`{"second":${index}}`) })
    await first.time.settle()
    assert.equal((await answer)?.status, 200)
  }

  const rows = await countRows(first)
  assert.ok(rows >= 20 && rows <= 23, `${rows} rows`)
})

test('through the shared doors only the very same bytes are turned away, and only after 20 times', async context => {
  const listener = await openListener(context)
  const { configuration, send } = listener
  const base = new URL(configuration.callbacks.base.reveal()).pathname

  for (let index = 0; index < 30; index++) {
    await send(`${base}/c2b/confirmation`, c2bBody())
    await send(`${base}/c2b/confirmation`, c2bBody({ TransID: `UKO2AB${String(index).padStart(4, '0')}` }))
    await send(base, '{"the":"same"}')
  }
  await send(`${base}/c2b/validation`, c2bBody())

  const rows = await listener.engine.listInbox({ limit: 1_000 })
  const of = (channel: string) => rows.filter(row => row.channel === channel).length
  assert.deepEqual([of('c2b-confirmation'), of('stk'), of('c2b-validation')], [20 + 30, 20, 1])
})

test('a callback that could not be stored does not use up a place', async context => {
  const listener = await openListener(context)
  const { engine, callBack } = listener
  const payment = await request(engine)
  const { schema } = engine.database.kysely
  await schema.alterTable('inbox').renameTo('away').execute()

  const refused = []
  for (let index = 0; index < 40; index++) refused.push((await callBack(payment, `{"lost":${index}}`)).status)
  await schema.alterTable('away').renameTo('inbox').execute()
  for (let index = 0; index < 40; index++) await callBack(payment, `{"kept":${index}}`)

  assert.deepEqual(new Set(refused), new Set([503]))
  assert.equal(await countRows(listener), 20)
})
