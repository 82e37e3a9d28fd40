import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CALLBACK_URL, createWorld, PHONE } from './world.ts'

const corpus = (name: string) => readFileSync(new URL(`../../../test/corpus/${name}`, import.meta.url), 'utf8').trim()

/** Digits and letters that differ from payment to payment, as `#` and `x`; everything else stays. */
const toShape = (body: string) =>
  body
    .replace(/"(MerchantRequestID|CheckoutRequestID)":"[^"]*"/g, '"$1":"x"')
    .replace(/("MpesaReceiptNumber","Value":)"[A-Z0-9]{10}"/, '$1"x"')
    .replace(/("Amount","Value":)\d+(\.\d\d)/, '$1#$2')
    .replace(/("TransactionDate","Value":)\d{14}/, '$1#')
    .replace(/("PhoneNumber","Value":)\d{12}/, '$1#')

test('a paid prompt is told in the very bytes production sends', async () => {
  const world = createWorld()
  const id = await world.prompt()
  const { merchantRequestId } = world.simulator.prompts()[0] ?? {}

  const paid = world.simulator.answer(id, 'pay', '1234')
  await world.pass(0)

  assert.equal(paid.state, 'paid')
  assert.equal(world.posted.length, 1)
  const [callback] = world.posted
  assert.equal(callback?.url, CALLBACK_URL)
  assert.deepEqual(callback?.headers, {
    'Content-Type': 'application/json;charset=UTF-8',
    Businessshortcode: '174379',
  })
  assert.equal(
    callback?.body,
    `{"Body":{"stkCallback":{"MerchantRequestID":"${merchantRequestId}","CheckoutRequestID":"${id}","ResultCode":0,` +
      '"ResultDesc":"The service request is processed successfully.","CallbackMetadata":{"Item":[' +
      `{"Name":"Amount","Value":500.00},{"Name":"MpesaReceiptNumber","Value":"${paid.receiptNumber}"},` +
      '{"Name":"Balance"},{"Name":"TransactionDate","Value":20261124100211},' +
      `{"Name":"PhoneNumber","Value":${PHONE}}]}}}}`,
  )
  assert.match(paid.receiptNumber ?? '', /^UKO[0-9][A-Z0-9]{6}$/)
  assert.equal(toShape(callback?.body ?? ''), toShape(corpus('stk-ok-010.json')))
})

test('a cancelled prompt is told in the very bytes production sends', async () => {
  const world = createWorld()
  const id = await world.prompt()

  assert.equal(world.simulator.answer(id, 'cancel').state, 'cancelled')
  await world.pass(0)

  assert.equal(toShape(world.posted[0]?.body ?? ''), toShape(corpus('stk-fail-004.json')))
})

test('a wrong PIN, an empty account and silence have their own codes and no metadata', async () => {
  const codes: Record<string, number> = { 'wrong-pin': 2001, 'no-funds': 1, ignores: 1037, cancels: 1032 }
  for (const [behaviour, code] of Object.entries(codes)) {
    const world = createWorld()
    world.simulator.setSubscriber(PHONE, { behaviour: behaviour as 'cancels' })

    await world.prompt()
    await world.pass(26_000)

    const callback = JSON.parse(world.posted[0]?.body ?? '').Body.stkCallback
    assert.equal(callback.ResultCode, code)
    assert.deepEqual(Object.keys(callback), ['MerchantRequestID', 'CheckoutRequestID', 'ResultCode', 'ResultDesc'])
    assert.deepEqual(world.simulator.ledger().receipts, [])
  }
})

test('the phone number in a callback is plain, masked, hashed or absent, as set', async () => {
  const expected = {
    plain: 254700000001,
    masked: '2547 ***** 001',
    absent: undefined,
  }
  for (const format of ['plain', 'masked', 'hashed', 'absent'] as const) {
    const world = createWorld()
    world.simulator.setFaults({ phoneFormat: format })
    world.simulator.answer(await world.prompt(), 'pay')
    await world.pass(0)

    const items: { Name: string; Value?: unknown }[] = JSON.parse(world.posted[0]?.body ?? '').Body.stkCallback
      .CallbackMetadata.Item
    const phone = items.find(item => item.Name === 'PhoneNumber')?.Value
    if (format === 'hashed') assert.match(String(phone), /^[0-9a-f]{64}$/)
    else assert.equal(phone, expected[format])
  }
})

test('a receiver that fails is not asked again, unless the weather says so', async () => {
  for (const [retryCallbacks, attempts] of [
    [0, 1],
    [1, 4],
  ] as const) {
    const world = createWorld()
    world.answerWith(() => ({ status: 500, body: '' }))
    world.simulator.setFaults({ retryCallbacks })

    world.simulator.answer(await world.prompt(), 'pay')
    await world.pass(3_600_000)

    assert.equal(world.posted.length, attempts)
    assert.equal(new Set(world.posted.map(({ body }) => body)).size, 1)
  }
})

test('a retried callback ends with the first answer that takes it', async () => {
  const world = createWorld()
  const answers = ['failed', { status: 502, body: '' }, { status: 200, body: '' }] as const
  world.answerWith(() => answers[world.posted.length - 1] ?? 'failed')
  world.simulator.setFaults({ retryCallbacks: 1 })

  world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(3_600_000)

  assert.deepEqual(
    world.posted.map(({ atMs }) => (atMs - (world.posted[0]?.atMs ?? 0)) / 1000),
    [0, 10, 70],
  )
})

test('an earlier callback can be sent again as it was', async () => {
  const world = createWorld()
  world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(0)
  const [first] = world.simulator.callbacks()

  const again = world.simulator.resendCallback(first?.id ?? '')
  await world.pass(0)

  assert.equal(again.resentFrom, first?.id)
  assert.equal(world.posted.length, 2)
  assert.equal(world.posted[0]?.body, world.posted[1]?.body)
  assert.throws(() => world.simulator.resendCallback('999'), /no callback 999/)
})

test('a receiver that does not answer at all leaves no status', async () => {
  const world = createWorld()
  world.answerWith(() => 'failed')

  world.simulator.answer(await world.prompt(), 'cancel')
  await world.pass(0)

  assert.equal(world.simulator.callbacks()[0]?.status, null)
  assert.equal(world.simulator.callbacks()[0]?.state, 'posted')
})
