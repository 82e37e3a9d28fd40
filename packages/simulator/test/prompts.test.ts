import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, PHONE, readBody } from './world.ts'

const resultCodes = (world: ReturnType<typeof createWorld>) =>
  world.posted.map(({ body }) => JSON.parse(body).Body.stkCallback.ResultCode)

test('paying moves the money once and writes a receipt, a balance and a message', async () => {
  const world = createWorld()
  const id = await world.prompt()

  world.simulator.answer(id, 'pay')

  const { receipts, prompts } = world.simulator.ledger()
  assert.deepEqual(receipts, [
    {
      receiptNumber: prompts[0]?.receiptNumber,
      amountKes: 500,
      phoneNumber: PHONE,
      shortCode: '174379',
      accountReference: 'MADARASA',
      checkoutRequestId: id,
      completedAt: '2026-11-24T07:02:11.345Z',
      source: 'stk',
      reversedBy: null,
    },
  ])
  const phone = world.simulator.phone(PHONE)
  assert.equal(phone.balanceKes, 4_500)
  assert.match(
    phone.messages[0]?.text ?? '',
    /^UKO\w{7} Confirmed\. Ksh500\.00 sent to TUMAINI TRUST for account MADARASA on 24\/11\/26 at 10:02 AM\./,
  )
})

test('a prompt is answered once', async () => {
  const world = createWorld()
  const id = await world.prompt()
  world.simulator.answer(id, 'pay')

  assert.throws(() => world.simulator.answer(id, 'cancel'), /not open any more, it is paid/)
  assert.throws(() => world.simulator.answer('ws_CO_1', 'pay'), /no such prompt/)
  await world.pass(600_000)
  assert.deepEqual(resultCodes(world), [0])
})

test('an ignored prompt ends in 1037, 26 seconds after the push', async () => {
  const world = createWorld()
  const id = await world.prompt()
  await world.pass(5_000)

  assert.equal(world.simulator.answer(id, 'ignore').state, 'open')
  await world.pass(20_999)
  assert.deepEqual(world.posted, [])
  await world.pass(1)

  assert.deepEqual(resultCodes(world), [1037])
  assert.equal(world.simulator.ledger().prompts[0]?.state, 'unanswered')
})

test('a prompt nobody touches rings out after a minute, also when the clock is moved', async () => {
  const world = createWorld()
  await world.prompt()

  world.simulator.advance(59_999)
  assert.equal(world.simulator.prompts().length, 1)
  world.simulator.advance(1)
  await world.pass(0)

  assert.deepEqual(world.simulator.prompts(), [])
  assert.deepEqual(resultCodes(world), [1037])
  assert.equal(world.simulator.nowMs(), world.nowMs() + 60_000)
})

test('habits answer by themselves, after their delay', async () => {
  const world = createWorld()
  world.simulator.setSubscriber(PHONE, { behaviour: 'pays', delayMs: 3_000 })
  await world.prompt()

  await world.pass(2_999)
  assert.equal(world.posted.length, 0)
  await world.pass(1)
  assert.deepEqual(resultCodes(world), [0])
})

test('somebody slow pays after 70 seconds, or after however long they are said to take', async () => {
  for (const [delayMs, seconds] of [
    [null, 70],
    [180_000, 180],
  ] as const) {
    const world = createWorld()
    world.simulator.setSubscriber(PHONE, { behaviour: 'pays-late', delayMs })
    await world.prompt()

    await world.pass(seconds * 1000 - 1)
    assert.equal(world.simulator.prompts()[0]?.state, 'open')
    await world.pass(1)
    assert.deepEqual(resultCodes(world), [0])
  }
})

test('a person overrules the habit', async () => {
  const world = createWorld()
  world.simulator.setSubscriber(PHONE, { behaviour: 'pays', delayMs: 5_000 })

  world.simulator.answer(await world.prompt(), 'ignore')
  await world.pass(60_000)

  assert.deepEqual(resultCodes(world), [1037])
})

test('the third wrong PIN locks the account until a PIN is set', async () => {
  const world = createWorld()
  for (const pin of ['0000', '1111', '2222']) {
    assert.equal(world.simulator.answer(await world.prompt(), 'pay', pin).resultCode, '2001')
  }
  assert.equal(world.simulator.answer(await world.prompt(), 'pay', '1234').resultCode, '8006')

  world.simulator.setSubscriber(PHONE, { pin: '4321' })

  assert.equal(world.simulator.answer(await world.prompt(), 'pay', '4321').resultCode, '0')
})

test('money that cannot move has a code of its own', async () => {
  const cases: [string, Record<string, unknown>, number, object?][] = [
    ['1', { Amount: 5_001 }, 5_000],
    ['3', { Amount: 250_001 }, 400_000],
    ['8', { Amount: 600 }, 5_000, { shortCodes: [{ shortCode: '174379', name: 'SMALL', maxBalanceKes: 599 }] }],
  ]
  for (const [code, over, balanceKes, options] of cases) {
    const world = createWorld(options)
    world.simulator.setSubscriber(PHONE, { balanceKes })

    const prompt = world.simulator.answer(await world.prompt(over), 'pay')

    assert.equal(prompt.resultCode, code)
    assert.equal(world.simulator.phone(PHONE).balanceKes, balanceKes)
  }
})

test('half a million a day is the most, and a new day in Nairobi starts over', async () => {
  const world = createWorld()
  world.simulator.setSubscriber(PHONE, { balanceKes: 2_000_000 })
  const give = async () => world.simulator.answer(await world.prompt({ Amount: 250_000 }), 'pay').resultCode

  assert.deepEqual([await give(), await give(), await give()], ['0', '0', '4'])
  // 10:02 in Nairobi: midnight there is 13 h 58 min away, not UTC's 16 h 58 min.
  world.simulator.advance(14 * 3_600_000)
  assert.equal(await give(), '0')
})

test('the same amount again within two minutes is let through, unless that rule is switched on', async () => {
  for (const [strict, code] of [
    [{}, '0'],
    [{ repeatedAmounts: true }, '17'],
  ] as const) {
    const world = createWorld({ strict })
    world.simulator.answer(await world.prompt(), 'pay')
    await world.pass(60_000)

    assert.equal(world.simulator.answer(await world.prompt(), 'pay').resultCode, code)
    await world.pass(120_000)
    assert.equal(world.simulator.answer(await world.prompt(), 'pay').resultCode, '0')
  }
})

test('what happens is told in sentences without a whole phone number', async () => {
  const world = createWorld()
  const sentences: string[] = []
  const stop = world.simulator.onEvent(event => sentences.push(event.sentence))

  world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(0)
  stop()
  await world.prompt()

  assert.ok(sentences.includes('The phone 2547•••••001 shows: Pay KSh 500 to TUMAINI TRUST, account MADARASA.'))
  assert.ok(sentences.some(text => /^KSh 500 moved from 2547•••••001 to TUMAINI TRUST: receipt UKO/.test(text)))
  assert.ok(sentences.includes('Posted a callback to 127.0.0.1:3001; the answer was 200.'))
  for (const sentence of sentences) assert.doesNotMatch(sentence, /254\d{9}|payment-1|0a1b/)
  assert.equal(sentences.filter(text => text.includes('shows:')).length, 1)
  assert.ok(world.simulator.recentEvents().length > sentences.length)
})

test('a ledger knows every prompt ever shown', async () => {
  const world = createWorld()
  world.simulator.answer(await world.prompt(), 'cancel')
  world.simulator.answer(await world.prompt(), 'pay')
  await world.prompt()

  assert.deepEqual(
    world.simulator.ledger().prompts.map(({ state }) => state),
    ['cancelled', 'paid', 'open'],
  )
  assert.equal(readBody(await world.push()).errorCode, '500.001.1001')
})
