// One token for all processes: each new one invalidates the one before it.

import assert from 'node:assert/strict'
import { createAccessTokenStore } from '../src/access-token-store.ts'
import { test, testOnPostgres } from './both-databases.ts'
import { OTHER_PHONE, openTestEngine, request } from './open-test-engine.ts'
import { accepted, errorBody } from './scripted-daraja.ts'

test('two engines use one token', async context => {
  const { engine, openAnother, daraja } = await openTestEngine(context)
  const other = await openAnother()

  await request(engine)
  await request(other, { phoneNumber: OTHER_PHONE })

  assert.equal(daraja.tokensMade, 1)
})

testOnPostgres('four processes that need a token at the same moment fetch one between them', async context => {
  const { engine, openAnother, time } = await openTestEngine(context)
  const engines = [engine, await openAnother(), await openAnother(), await openAnother()]
  let made = 0
  const mint = async () => {
    made += 1
    return { token: `token-${made}`, expiresAtMs: time.nowMs() + 3_599_000 }
  }

  let isOver = false
  const all = Promise.all(
    engines.map(({ database, sealer, ports }) =>
      createAccessTokenStore({ database, sealer, ports, baseUrl: 'http://127.0.0.1', consumerKey: 'k' }).replace(
        null,
        mint,
      ),
    ),
  ).finally(() => {
    isOver = true
  })
  while (!isOver) await time.advance(100)

  const given = (await all).map(token => ('token' in token ? token.token : token.problem))
  assert.deepEqual([made, ...given], [1, 'token-1', 'token-1', 'token-1', 'token-1'])
})

test('a token that Daraja refuses is replaced once, whoever notices first', async context => {
  const { engine, openAnother, daraja } = await openTestEngine(context)
  const other = await openAnother()
  await request(engine)
  await request(other, { phoneNumber: OTHER_PHONE })
  daraja.push = (_body, token) =>
    token === 'token-1'
      ? errorBody(404, '404.001.03', 'Invalid Access Token')
      : accepted(`ws_CO_new_${daraja.pushes.length}`, 'm')

  const first = await request(engine, { phoneNumber: '254700000003' as typeof OTHER_PHONE })
  const second = await request(other, { phoneNumber: '254700000004' as typeof OTHER_PHONE })

  assert.deepEqual([first.status, second.status], ['pending', 'pending'])
  assert.equal(daraja.tokensMade, 2)
})

test('a token that is refused again and again fails the payment: nobody was asked', async context => {
  const { engine, daraja } = await openTestEngine(context)
  daraja.push = () => errorBody(401, '401.002.01', 'Error Occurred - Invalid Access Token - token-1')

  const payment = await request(engine)

  assert.deepEqual([payment.status, payment.failureReason, daraja.pushes.length], ['failed', 'not-sent', 2])
})

test('the token stands in the database sealed, and opens after a restart', async context => {
  const { engine, openAnother, daraja } = await openTestEngine(context)
  await request(engine)
  const rows = await engine.database.kysely.selectFrom('access_tokens').select('token_sealed').execute()

  await request(await openAnother(), { phoneNumber: OTHER_PHONE })

  assert.ok(!Buffer.from(rows[0]?.token_sealed ?? []).includes('token-1'))
  assert.equal(daraja.tokensMade, 1)
})

test('a token’s hour ends by the clock, and a process that died while fetching holds nobody up for long', async context => {
  const { engine, daraja, time } = await openTestEngine(context)
  await request(engine)
  await time.advance(3_600_000)
  await engine.database.kysely
    .updateTable('access_tokens')
    .set({ lease_owner: 'somebody who died', lease_until: time.nowMs() + 15_000 })
    .execute()

  const requested = request(engine, { phoneNumber: OTHER_PHONE })
  await time.advance(14_000)
  assert.equal(daraja.tokensMade, 1)
  await time.advance(2_000)

  assert.equal((await requested).status, 'pending')
  assert.equal(daraja.tokensMade, 2)
})
