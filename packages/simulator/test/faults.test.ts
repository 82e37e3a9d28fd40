import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, fetchToken, PHONE, pushBody, readBody, reply } from './world.ts'

const stk = (body: string) => JSON.parse(body).Body.stkCallback

test('callbackLost: the payment happens, the callback does not, and the query knows', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackLost: 1 })
  const id = await world.prompt()

  world.simulator.answer(id, 'pay')
  await world.pass(3_600_000)

  assert.deepEqual(world.posted, [])
  assert.equal(world.simulator.ledger().receipts.length, 1)
  assert.equal(readBody(await world.query(id)).ResultCode, '0')
  assert.equal(world.simulator.callbacks()[0]?.state, 'lost')
})

test('callbackDuplicated: the same bytes twice at the same moment', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackDuplicated: 1 })

  world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(0)

  assert.equal(world.posted.length, 2)
  assert.equal(world.posted[0]?.body, world.posted[1]?.body)
  assert.equal(world.posted[0]?.atMs, world.posted[1]?.atMs)
  assert.equal(world.simulator.ledger().receipts.length, 1)
})

test('callbackBeforeResponse: the push is answered only when its callback is over', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackBeforeResponse: 1 })
  world.simulator.setSubscriber(PHONE, { behaviour: 'pays', delayMs: 2_000 })
  let answered = false
  const pushed = world.push().then(answer => {
    answered = true
    return answer
  })

  await world.pass(1_999)
  assert.equal(answered, false)
  await world.pass(1)

  assert.equal(world.posted.length, 1)
  const id = readBody(await pushed).CheckoutRequestID
  assert.equal(stk(world.posted[0]?.body ?? '').CheckoutRequestID, id)
})

test('callbackBeforeResponse with a lost callback answers when it would have come', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackBeforeResponse: 1, callbackLost: 1 })
  world.simulator.setSubscriber(PHONE, { behaviour: 'cancels' })

  const pushed = world.push()
  await world.pass(1_000)

  assert.equal(readBody(await pushed).ResponseCode, '0')
})

test('callbackMalformed: what arrives is never JSON, and the right one never comes', async () => {
  const bodies = new Set<string>()
  for (let seed = 1; seed <= 30; seed += 1) {
    const world = createWorld({ seed })
    world.simulator.setFaults({ callbackMalformed: 1 })
    world.simulator.answer(await world.prompt(), 'pay')
    await world.pass(600_000)

    assert.equal(world.posted.length, 1)
    const body = world.posted[0]?.body ?? ''
    assert.throws(() => JSON.parse(body))
    bodies.add(body.slice(0, 6))
  }
  assert.ok(bodies.size >= 3)
})

test('callbackConflicting: a second, other failure follows or precedes the truth, never an invented success', async () => {
  const orders = new Set<string>()
  for (let seed = 1; seed <= 20; seed += 1) {
    for (const action of ['pay', 'cancel'] as const) {
      const world = createWorld({ seed })
      world.simulator.setFaults({ callbackConflicting: 1 })
      const id = await world.prompt()
      world.simulator.answer(id, action)
      await world.pass(600_000)

      const codes = world.posted.map(({ body }) => stk(body).ResultCode)
      assert.equal(new Set(world.posted.map(({ body }) => stk(body).CheckoutRequestID)).size, 1)
      assert.deepEqual(codes.toSorted(), action === 'pay' ? [0, 1037] : [1019, 1032])
      orders.add(codes.join())
    }
  }
  assert.deepEqual([...orders].toSorted(), ['0,1037', '1019,1032', '1032,1019', '1037,0'])
})

test('pushResponseLost: the phone rings, the sender never hears', async () => {
  const world = createWorld()
  world.simulator.setFaults({ pushResponseLost: 1 })

  assert.equal(await world.push(), 'cut')

  assert.equal(world.simulator.prompts().length, 1)
  assert.deepEqual([world.simulator.requests()[0]?.status, world.simulator.requests()[0]?.response], [0, ''])
})

test('push5xx: the phone rings although the answer is an internal error', async () => {
  const world = createWorld()
  world.simulator.setFaults({ push5xx: 1 })

  const answer = reply(await world.push())

  assert.equal(answer.status, 500)
  assert.equal(JSON.parse(answer.body).errorCode, '500.003.1001')
  assert.equal(world.simulator.prompts().length, 1)
})

test('queryBusy: no verdict, though there is one', async () => {
  const world = createWorld()
  const id = await world.prompt()
  world.simulator.answer(id, 'pay')
  world.simulator.setFaults({ queryBusy: 1 })

  const answer = reply(await world.query(id))

  assert.equal(answer.status, 500)
  assert.equal(JSON.parse(answer.body).errorCode, '500.003.02')
})

test('queryContradicts: the query denies what the callback said, and never invents money', async () => {
  for (const [action, code] of [
    ['pay', '1037'],
    ['cancel', '1037'],
    ['ignore', '1032'],
  ] as const) {
    const world = createWorld()
    world.simulator.setFaults({ queryContradicts: 1 })
    const id = await world.prompt()
    world.simulator.answer(id, action)
    assert.equal(readBody(await world.query(id)).ResultCode, action === 'ignore' ? undefined : code)
    await world.pass(60_000)

    assert.equal(readBody(await world.query(id)).ResultCode, code)
  }
})

test('tokenExpiresEarly: every token works once, then is refused', async () => {
  const world = createWorld()
  world.simulator.setFaults({ tokenExpiresEarly: 1 })
  const headers = { authorization: `Bearer ${await fetchToken(world.simulator)}` }
  const push = async (phone: string) =>
    readBody(await world.post('/mpesa/stkpush/v1/processrequest', pushBody({ PhoneNumber: phone }), headers))

  assert.equal((await push('254700000001')).ResponseCode, '0')
  assert.equal((await push('254700000002')).errorCode, '404.001.03')
  assert.equal(world.simulator.prompts().length, 1)
})

test('throttle: a spike arrest before anything has happened, but tokens are still given', async () => {
  const world = createWorld()
  world.simulator.setFaults({ throttle: 1 })

  const answer = reply(await world.push())

  assert.equal(answer.status, 500)
  assert.deepEqual(JSON.parse(answer.body).errorMessage, 'Error Occurred: Spike Arrest Violation')
  assert.deepEqual(world.simulator.prompts(), [])
})

test('outage: a firewall’s page with status 503 for everything, tokens too', async () => {
  const world = createWorld()
  const token = await fetchToken(world.simulator)
  world.simulator.setFaults({ outage: 1 })

  const push = reply(
    await world.post('/mpesa/stkpush/v1/processrequest', pushBody(), { authorization: `Bearer ${token}` }),
  )
  const generate = reply(
    await world.simulator.handle({ method: 'GET', path: '/oauth/v1/generate', headers: {}, body: '' }),
  )

  for (const answer of [push, generate]) {
    assert.equal(answer.status, 503)
    assert.match(answer.body, /^Request unsuccessful\. Incapsula incident ID: \d{18}-\d{4}$/)
  }
  assert.deepEqual(world.simulator.prompts(), [])
})

test('resultCodeAsString: a code in quotes, and nothing else changes', async () => {
  const world = createWorld()
  world.simulator.setFaults({ resultCodeAsString: 1 })

  world.simulator.answer(await world.prompt(), 'cancel')
  await world.pass(0)

  assert.match(world.posted[0]?.body ?? '', /"ResultCode":"1032","ResultDesc":"Request cancelled by user"/)
})

test('callbackDelayMs: everything is late by that much of the simulator’s clock', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackDelayMs: 90_000 })
  world.simulator.answer(await world.prompt(), 'pay')

  await world.pass(60_000)
  assert.deepEqual(world.posted, [])
  world.simulator.advance(30_000)
  await world.pass(0)
  assert.equal(world.posted.length, 1)
})

test('a rate of a half strikes about half of the time', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackLost: 0.5 })
  for (let count = 0; count < 200; count += 1) {
    world.simulator.answer(await world.prompt({ Amount: 1 }), 'cancel')
    await world.pass(0)
  }

  assert.ok(world.posted.length > 60 && world.posted.length < 140, String(world.posted.length))
})

test('the weather is merged, and what is no weather is refused with what there is', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackLost: 0.5 })
  world.simulator.setFaults({ outage: 0.25 })

  assert.equal(world.simulator.faults().callbackLost, 0.5)
  assert.equal(world.simulator.faults().outage, 0.25)
  for (const [change, message] of [
    [{ callbackLost: 2 }, /callbackLost must be a number from 0 to 1/],
    [{ callbackLost: '1' }, /callbackLost must be a number/],
    [{ callbackDelayMs: -1 }, /callbackDelayMs must be a whole number/],
    [{ phoneFormat: 'secret' }, /phoneFormat must be one of plain, masked, hashed, absent/],
    [{ rain: 1, outage: 0 }, /rain is no fault; there are: callbackLost, /],
  ] as [object, RegExp][]) {
    assert.throws(() => world.simulator.setFaults(change), message)
  }
  assert.equal(world.simulator.faults().outage, 0.25)
})
