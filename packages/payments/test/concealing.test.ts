// Checkout request ids at rest: found and compared like plain ones, and nothing of a phone number in them.

import assert from 'node:assert/strict'
import { test as nodeTest } from 'node:test'
import { sql } from 'kysely'
import { type ConcealedId, createConcealer } from '../src/concealing.ts'
import { deriveKeys } from '../src/keys.ts'
import { test } from './both-databases.ts'
import { failureBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { request } from './open-test-engine.ts'
import { accepted } from './scripted-daraja.ts'
import { checkoutOf } from './test-secret.ts'

const ID = 'ws_CO_24112026120000000700000001'
const { conceal, reveal } = createConcealer(deriveKeys('one root secret'))

nodeTest('what is concealed is the same every time, opens again, and shows neither digits nor its beginning', () => {
  const concealed = conceal(ID)

  assert.equal(conceal(ID), concealed)
  assert.equal(reveal(concealed), ID)
  assert.match(concealed, /^c1\.[\w-]+$/)
  const bytes = Buffer.from(concealed.slice(3), 'base64url')
  for (const part of ['700000001', 'ws_CO_', '2411'])
    assert.ok(!bytes.includes(part) && !concealed.includes(part), part)
})

nodeTest('no two ids share a nonce, however alike they are', () => {
  const nonces = Array.from({ length: 10_000 }, (_, number) => {
    const concealed = conceal(`ws_CO_24112026120000000${String(700_000_000 + number)}`)
    return Buffer.from(concealed.slice(3), 'base64url').subarray(4, 16).toString('hex')
  })

  assert.equal(new Set(nonces).size, nonces.length)
})

nodeTest('what was altered, or concealed with another secret, does not open', () => {
  const concealed = conceal(ID)
  const other = createConcealer(deriveKeys('another root secret'))

  assert.notEqual(other.conceal(ID), concealed)
  assert.throws(() => other.reveal(concealed), /another HARAMBEE_SECRET/)
  const bytes = Buffer.from(concealed.slice(3), 'base64url')
  for (const index of [5, 20, bytes.length - 1]) {
    const altered = Buffer.from(bytes)
    altered[index] = (altered[index] ?? 0) ^ 1
    assert.throws(() => reveal(`c1.${altered.toString('base64url')}` as ConcealedId), `byte ${index}`)
  }
})

nodeTest('an id that was never concealed is what it says', () => {
  assert.equal(reveal(ID as ConcealedId), ID)
})

test('the database holds no checkout request in the clear, and callbacks and queries find their payment by it', async context => {
  const { engine, daraja, callBackByKey, time } = await openListener(context)
  daraja.push = () => accepted(ID, 'merchant-1')
  const asked: (string | undefined)[] = []
  daraja.query = ({ CheckoutRequestID }) => {
    asked.push(CheckoutRequestID)
    return { status: 200, text: JSON.stringify({ ResponseCode: '0', ResultCode: '1032', ResultDesc: '' }) }
  }

  const payment = await request(engine)
  await callBackByKey(failureBody(payment, 1032))
  await callBackByKey(failureBody(payment, 1032, { checkoutRequestId: `${ID.slice(0, -1)}2` }))
  await time.advance(60_000)

  assert.equal(checkoutOf(payment), ID)
  assert.deepEqual([...new Set(asked)], [ID])
  const [row] = await engine.listPayments({ limit: 1 }).then(found => found ?? [])
  assert.equal(row?.status, 'failed')
  assert.deepEqual(
    (await engine.listInbox({ limit: 2 })).map(({ verdict }) => verdict),
    ['unmatched', 'applied'],
  )
  const { rows } = await sql<{ id: string | null }>`SELECT checkout_request_id AS id FROM payments
    UNION ALL SELECT checkout_request_id FROM inbox`.execute(engine.database.kysely)
  const stored = rows.flatMap(({ id }) => id ?? [])
  assert.equal(stored.length, 2)
  for (const id of stored) assert.match(id, /^c1\.[\w-]{80,}$/)
})
