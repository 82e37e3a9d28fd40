// Which keys callbacks came through, and which addresses brought a right token without being on the list.

import assert from 'node:assert/strict'
import { createFrontLineNotes, toSecurityKeyId } from '../src/front-line-notes.ts'
import { listKeyUses } from '../src/queries/list-key-uses.ts'
import { listUnlistedAddresses } from '../src/queries/list-unlisted-addresses.ts'
import { test } from './both-databases.ts'
import { c2bBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { openTestEngine, request, START } from './open-test-engine.ts'

const MINUTE_MS = 60_000
const [A, B] = ['a1'.repeat(24), 'b2'.repeat(24)]
const SAFARICOM = '196.201.214.200'

/** Key → when it was put into URLs and last heard, in minutes since the start; `before`: before anybody counted. */
async function readUses({ engine }: Pick<TestListener, 'engine'>): Promise<Record<string, unknown>> {
  const name = (id: string) =>
    id === toSecurityKeyId(engine.sealer, A) ? 'A' : id === toSecurityKeyId(engine.sealer, B) ? 'B' : id
  const minutes = (ms: number | null) =>
    ms === null ? null : ms === 0 ? 'before' : Math.floor((ms - START) / MINUTE_MS)
  const uses = await listKeyUses(engine.database.kysely)
  return Object.fromEntries(
    uses.map(use => [name(use.keyId), [minutes(use.firstUsedAtMs), minutes(use.lastHeardAtMs)]]),
  )
}

const readMet = ({ engine }: Pick<TestListener, 'engine'>) =>
  listUnlistedAddresses(engine.database.kysely, { sinceMs: 0, limit: 10_000 })

test('a key is written down when it comes into use, and when it is heard through whichever door', async context => {
  const listener = await openListener(context, { MPESA_CALLBACK_SECRET_KEY: `${B},${A}` })
  const { engine, time, callBack, send, pathOf } = listener
  const payment = await request(engine)
  await time.settle()
  assert.deepEqual(await readUses(listener), { B: [0, null] })

  await time.advance(2 * MINUTE_MS)
  await callBack(payment, successBody(payment))
  assert.deepEqual(await readUses(listener), { B: [0, 2] })

  await time.advance(3 * MINUTE_MS)
  await send(pathOf(payment).replace(B, A), successBody(payment))
  await send(`/cb/${'c'.repeat(48)}/c2b/confirmation`, c2bBody())
  assert.deepEqual(await readUses(listener), { B: [0, 2], A: ['before', 5] })

  await time.advance(2 * MINUTE_MS)
  await send(`/cb/${B}/c2b/confirmation`, c2bBody())
  assert.deepEqual(await readUses(listener), { B: [0, 7], A: ['before', 5] })
})

test('it is written at most once a minute, and the rest when the engine closes', async context => {
  const listener = await openListener(context)
  const { engine, time, send, configuration } = listener
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  await time.settle()
  const heardAt = async () => (await listKeyUses(engine.database.kysely))[0]?.lastHeardAtMs ?? null

  for (let second = 1; second <= 59; second++) {
    await time.advance(1_000)
    await send(base, `{"second":${second}}`)
  }
  const within = await heardAt()
  await time.advance(1_000)
  const after = await heardAt()

  assert.deepEqual([within, after], [null, START + 59_000])
})

test('a key that becomes the first again counts from then on, and starting again changes nothing', async context => {
  const test = await openTestEngine(context)
  const { engine, time } = test
  const start = async (...keys: string[]) => {
    const notes = createFrontLineNotes(engine, keys)
    notes.begin()
    await time.settle()
    await notes.close()
    await time.advance(10 * MINUTE_MS)
  }

  await start(A)
  await start(A)
  assert.deepEqual(await readUses(test), { A: [0, null] })
  await start(B, A)
  assert.deepEqual(await readUses(test), { A: [0, null], B: [20, null] })
  await start(A, B)
  assert.deepEqual(await readUses(test), { A: [30, null], B: [20, null] })
})

test('where it cannot be written, callbacks are taken all the same, and the next minute tries again', async context => {
  const listener = await openListener(context)
  const { engine, time, send, configuration } = listener
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  const { schema } = engine.database.kysely
  await time.settle()
  await schema.alterTable('security_keys').renameTo('away').execute()

  await time.advance(MINUTE_MS)
  const taken = await send(base, '{}')
  await schema.alterTable('away').renameTo('security_keys').execute()
  await send(base, '{"again":1}')
  await time.advance(2 * MINUTE_MS)

  assert.equal(taken.status, 200)
  assert.notEqual((await listKeyUses(engine.database.kysely))[0]?.lastHeardAtMs ?? null, null)
})

for (const [mode, wasStored] of [
  ['enforce', false],
  ['observe', true],
] as const) {
  test(`a right token from an unlisted address is noted, junk is not (${mode})`, async context => {
    const listener = await openListener(context, {
      MPESA_CALLBACK_ALLOWED_IPS: SAFARICOM,
      MPESA_CALLBACK_IP_MODE: mode,
      TRUSTED_PROXIES: '127.0.0.1/32',
    })
    const { engine, time, callBack, callBackByKey, send, pathOf } = listener
    const payment = await request(engine)
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
    await time.advance(MINUTE_MS)

    await callBack(payment, successBody(payment), from('203.0.113.9'))
    await time.advance(2 * MINUTE_MS)
    await callBack(payment, '{"again":1}', from('203.0.113.9'))
    await callBackByKey(c2bBody(), from('203.0.113.10'))
    await callBack(payment, successBody(payment), from(SAFARICOM))
    await send(`${pathOf(payment).slice(0, -1)}x`, '{}', from('203.0.113.11'))
    await send('/api/mpesa/wrong', '{}', from('203.0.113.12'))
    await send(pathOf(payment), '{}', { ...from('203.0.113.13'), method: 'GET' })
    await time.advance(MINUTE_MS)

    const met = await readMet(listener)
    const byAddress = met.toSorted((a, b) => (a.peerAddress < b.peerAddress ? -1 : 1))
    assert.deepEqual(
      byAddress.map(({ peerAddress, callbacks, wasStored }) => [peerAddress, callbacks, wasStored]),
      [
        ['203.0.113.10', 1, wasStored],
        ['203.0.113.9', 2, wasStored],
      ],
    )
    assert.equal(byAddress[1]?.firstAtMs, START + MINUTE_MS)
    assert.equal(byAddress[1]?.lastAtMs, START + 3 * MINUTE_MS)
  })
}

test('a thousand addresses are kept, those heard of last', async context => {
  const test = await openTestEngine(context)
  const notes = createFrontLineNotes(test.engine, [A])
  notes.begin()
  await test.time.settle()

  for (const round of [0, 1, 2]) {
    for (let index = 0; index < 700; index++) notes.meet(`2001:db8:${round}::${index.toString(16)}`, true)
    await test.time.advance(MINUTE_MS)
  }
  await notes.close()

  const met = await readMet(test)
  assert.equal(met.length, 1_000)
  assert.equal(met.filter(({ peerAddress }) => peerAddress.startsWith('2001:db8:2:')).length, 700)
  assert.equal(met.filter(({ peerAddress }) => peerAddress.startsWith('2001:db8:0:')).length, 0)
})

test('whoever turns callbacks away asks about a payment no faster than Daraja is asked', async context => {
  const { engine, daraja, time, send, pathOf } = await openListener(context, { MPESA_CALLBACK_ALLOWED_IPS: SAFARICOM })
  const payment = await request(engine)

  for (let index = 0; index < 50; index++) await send(pathOf(payment), `{"n":${index}}`)
  await time.advance(1_000)

  assert.equal(daraja.queries.length, 1)
})
