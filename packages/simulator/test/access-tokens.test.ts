import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, fetchToken, pushBody, readBody, reply } from './world.ts'

const TOKEN_PATH = '/oauth/v1/generate?grant_type=client_credentials'
const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` })

function generate(
  world: ReturnType<typeof createWorld>,
  headers: Record<string, string>,
  path = TOKEN_PATH,
  method = 'GET',
) {
  return world.simulator.handle({ method, path, headers, body: '' })
}

test('any key and secret get a token of 28 characters, whose lifetime is text', async () => {
  const answer = reply(await generate(createWorld(), basic('key:secret')))

  assert.equal(answer.status, 200)
  const body = JSON.parse(answer.body)
  assert.match(body.access_token, /^[A-Za-z0-9]{28}$/)
  assert.equal(body.expires_in, '3599')
})

test('a wrong kind of authorization, grant type or method is refused in Daraja’s words', async () => {
  const world = createWorld()
  const cases: [Parameters<typeof generate>[1], string | undefined, string | undefined, number, string][] = [
    [{}, undefined, undefined, 400, '400.008.01'],
    [{ authorization: 'Bearer abc' }, undefined, undefined, 400, '400.008.01'],
    [basic('no colon'), undefined, undefined, 400, '400.008.01'],
    [basic(':secret'), undefined, undefined, 400, '400.008.01'],
    [basic('key:secret'), '/oauth/v1/generate', undefined, 400, '400.008.02'],
    [basic('key:secret'), '/oauth/v1/generate?grant_type=password', undefined, 400, '400.008.02'],
    [basic('key:secret'), undefined, 'POST', 405, '405.001'],
  ]
  for (const [headers, path, method, status, errorCode] of cases) {
    const answer = reply(await generate(world, headers, path, method))

    assert.equal(answer.status, status)
    assert.equal(JSON.parse(answer.body).errorCode, errorCode)
  }
})

test('where a consumer is set, others get an empty 400', async () => {
  const world = createWorld({ consumer: { key: 'right', secret: 'one' } })

  const wrong = reply(await generate(world, basic('right:other')))
  const right = reply(await generate(world, basic('right:one')))

  assert.deepEqual([wrong.status, wrong.body], [400, ''])
  assert.equal(right.status, 200)
})

test('a new token ends the one before, of the same consumer key only', async () => {
  const world = createWorld()
  const first = await fetchToken(world.simulator, 'one')
  const other = await fetchToken(world.simulator, 'two')
  const second = await fetchToken(world.simulator, 'one')
  const push = async (token: string, phone: string) =>
    readBody(
      await world.post('/mpesa/stkpush/v1/processrequest', pushBody({ PhoneNumber: phone }), {
        authorization: `Bearer ${token}`,
      }),
    )

  assert.equal((await push(first, '254700000001')).errorCode, '404.001.03')
  assert.equal((await push(other, '254700000002')).ResponseCode, '0')
  assert.equal((await push(second, '254700000003')).ResponseCode, '0')
})

test('a token ends after 3,599 seconds', async () => {
  const world = createWorld()
  const headers = { authorization: `Bearer ${await fetchToken(world.simulator)}` }
  const query = async () =>
    readBody(await world.post('/mpesa/stkpush/v1/processrequest', { Amount: 'x' }, headers)).errorCode

  world.simulator.advance(3_598_999)
  assert.equal(await query(), '400.002.02')
  world.simulator.advance(1)
  assert.equal(await query(), '404.001.03')
})

test('some endpoints refuse a token with its text in the message', async () => {
  const world = createWorld()
  for (const path of ['/mpesa/accountbalance/v1/query', '/mpesa/c2b/v2/registerurl', '/pulltransactions/v1/query']) {
    const answer = reply(await world.post(path, {}, { authorization: 'Bearer made-up' }))

    assert.equal(answer.status, 401)
    assert.deepEqual(JSON.parse(answer.body).errorMessage, 'Error Occurred - Invalid Access Token - made-up')
  }
})

test('unknown paths and wrong methods have Daraja’s error bodies', async () => {
  const world = createWorld()

  const path = reply(await world.post('/mpesa/stkpush/v2/processrequest', {}))
  const method = reply(
    await world.simulator.handle({ method: 'GET', path: '/mpesa/stkpush/v1/processrequest', headers: {}, body: '' }),
  )

  assert.deepEqual([path.status, JSON.parse(path.body).errorCode], [404, '404.001.01'])
  assert.deepEqual([method.status, JSON.parse(method.body).errorCode], [405, '405.001'])
})
