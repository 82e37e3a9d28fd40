import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, push, receive, start } from './running.ts'
import { PHONE } from './world.ts'

test('a prompt can be listed and answered, and the truth looked up', async context => {
  const { url } = await start(context)
  const receiver = await receive(context)
  const { json: accepted } = await push(url, { CallBackURL: `${receiver.url}/cb/1` })

  const { json: prompts } = await ask(`${url}/_sim/prompts`)
  const id = String(accepted.CheckoutRequestID)
  const paid = await ask(`${url}/_sim/prompts/${id}`, 'POST', { action: 'pay', pin: '1234' })
  const callback = await receiver.next()
  const ledger = await ask(`${url}/_sim/ledger`)

  const [prompt] = prompts as Record<string, unknown>[]
  const { checkoutRequestId, phoneNumber, amountKes, shortCode, accountReference, state, createdAt } = prompt ?? {}
  assert.deepEqual(
    { checkoutRequestId, phoneNumber, amountKes, shortCode, accountReference, state },
    {
      checkoutRequestId: id,
      phoneNumber: PHONE,
      amountKes: 500,
      shortCode: '174379',
      accountReference: 'MADARASA',
      state: 'open',
    },
  )
  assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.equal(paid.json.state, 'paid')
  assert.equal(callback.path, '/cb/1')
  const { receipts, prompts: shown } = ledger.json as unknown as Record<string, Record<string, unknown>[]>
  assert.equal(receipts?.[0]?.receiptNumber, paid.json.receiptNumber)
  assert.equal(receipts?.[0]?.checkoutRequestId, id)
  assert.deepEqual(Object.keys(shown?.[0] ?? {}), Object.keys(prompt ?? {}))
  assert.deepEqual((await ask(`${url}/_sim/prompts`)).json, [])
})

test('what cannot be answered says why', async context => {
  const { url } = await start(context)
  const { json } = await push(url)
  const prompt = `${url}/_sim/prompts/${json.CheckoutRequestID}`

  for (const [body, message] of [
    [{ action: 'dance' }, /"action" must be one of pay, cancel, ignore, wrong-pin/],
    [{}, /"action" must be one of/],
    [{ action: 'pay', pin: 1234 }, /"pin" must be text/],
    ['not json', /must be a JSON object/],
    ['[]', /must be a JSON object/],
  ] as const) {
    const answer = await ask(prompt, 'POST', body)
    assert.equal(answer.status, 400)
    assert.match((answer.json.error as unknown as { message: string }).message, message)
  }
  const unknown = await ask(`${url}/_sim/prompts/ws_CO_1`, 'POST', { action: 'pay' })
  assert.equal(unknown.status, 404)
  await ask(prompt, 'POST', { action: 'cancel' })
  assert.equal((await ask(prompt, 'POST', { action: 'pay' })).status, 409)
})

test('subscribers exist before anybody sets them up, and changes are merged', async context => {
  const { url } = await start(context)
  const path = `${url}/_sim/subscribers/${PHONE}`

  const { json: first } = await ask(path)
  assert.deepEqual([first.pin, first.balanceKes, first.behaviour, first.delayMs], ['1234', 5_000, 'manual', null])
  const put = await ask(path, 'PUT', { balanceKes: 70, behaviour: 'pays', delayMs: 5 })
  assert.equal(put.status, 200)
  const { json } = await ask(path)
  assert.deepEqual([json.pin, json.balanceKes, json.behaviour, json.delayMs], ['1234', 70, 'pays', 5])
})

test('a subscriber that cannot be is refused with every problem at once', async context => {
  const { url } = await start(context)
  const change = { pin: '12', balanceKes: -1, behaviour: 'sings', delayMs: 0.5, colour: 'red' }

  const bad = await ask(`${url}/_sim/subscribers/${PHONE}`, 'PUT', change)
  const number = await ask(`${url}/_sim/subscribers/12`, 'PUT', {})

  assert.equal(bad.status, 400)
  const { message } = bad.json.error as unknown as { message: string }
  for (const name of Object.keys(change)) assert.ok(message.includes(`"${name}"`), name)
  assert.equal(number.status, 400)
  assert.match(number.text, /is no M-PESA number; write it like 254700000001/)
})

test('the weather is read and merged', async context => {
  const { url } = await start(context)

  const put = await ask(`${url}/_sim/faults`, 'PUT', { callbackLost: 1, callbackDelayMs: 5 })
  const { json } = await ask(`${url}/_sim/faults`)

  assert.equal(put.status, 200)
  assert.deepEqual(put.json, json)
  assert.deepEqual([json.callbackLost, json.callbackDelayMs, json.outage, json.phoneFormat], [1, 5, 0, 'plain'])
  assert.equal((await ask(`${url}/_sim/faults`, 'PUT', { callbackLost: 2 })).status, 400)
})

test('requests are kept unredacted, newest first, tokens and refusals too', async context => {
  const { url } = await start(context)
  await push(url)
  await ask(`${url}/mpesa/nowhere`, 'POST', {})

  const requests = (await ask(`${url}/_sim/requests`)).json as unknown as Record<string, string>[]

  assert.deepEqual(
    requests.map(({ method, path, status }) => [method, path, status]),
    [
      ['POST', '/mpesa/nowhere', 404],
      ['POST', '/mpesa/stkpush/v1/processrequest', 200],
      ['GET', '/oauth/v1/generate?grant_type=client_credentials', 200],
    ],
  )
  const pushed = requests[1] as unknown as {
    at: string
    headers: Record<string, string>
    body: string
    response: string
  }
  assert.match(pushed.headers.authorization ?? '', /^Bearer \w{28}$/)
  assert.equal(JSON.parse(pushed.body).PhoneNumber, PHONE)
  assert.equal(JSON.parse(pushed.response).ResponseCode, '0')
  assert.ok(Date.parse(pushed.at) > 0)
})

test('the clock moves by what it is told, and prompts end on the way', async context => {
  const { url } = await start(context)
  const receiver = await receive(context)
  const { json } = await push(url, { CallBackURL: receiver.url })
  await ask(`${url}/_sim/prompts/${json.CheckoutRequestID}`, 'POST', { action: 'ignore' })

  const before = (await ask(`${url}/_sim/clock`)).json
  const after = (await ask(`${url}/_sim/clock`, 'POST', { advanceMs: 26_000 })).json
  const callback = await receiver.next()

  assert.equal(Number(after.offsetMs) - Number(before.offsetMs), 26_000)
  assert.equal(JSON.parse(callback.body).Body.stkCallback.ResultCode, 1037)
  for (const advanceMs of [-1, 1.5, '26000', null, 1e15]) {
    assert.equal((await ask(`${url}/_sim/clock`, 'POST', { advanceMs })).status, 400)
  }
})

test('a reset starts over, with the seed it is given', async context => {
  const { url } = await start(context)
  await push(url)
  await ask(`${url}/_sim/faults`, 'PUT', { outage: 1 })

  const reset = await ask(`${url}/_sim/reset`, 'POST', { seed: '0x2a' })
  const without = await ask(`${url}/_sim/reset`, 'POST')

  assert.deepEqual(reset.json, { seed: '0x2a' })
  assert.equal(without.status, 200)
  assert.notEqual(without.json.seed, '0x2a')
  assert.deepEqual((await ask(`${url}/_sim/ledger`)).json, { receipts: [], prompts: [] })
  assert.deepEqual((await ask(`${url}/_sim/requests`)).json, [])
  assert.equal((await ask(`${url}/_sim/reset`, 'POST', { seed: 'never' })).status, 400)
})

test('a phone shows its prompt, balance and messages, and pays from its menu', async context => {
  const { url } = await start(context)
  const paid = await ask(`${url}/_sim/paybill`, 'POST', {
    phoneNumber: '0700 000 001',
    shortCode: '174379',
    accountReference: 'madarasa',
    amountKes: 100,
    pin: '1234',
  })
  await push(url)

  const phone = (await ask(`${url}/_sim/phones/0700000001`)).json as Record<string, unknown>

  assert.equal(paid.json.isPaid, true)
  assert.equal(phone.balanceKes, 4_900)
  assert.equal((phone.messages as unknown[]).length, 1)
  assert.equal((phone.prompt as { text: string }).text, 'Pay KSh 500 to TUMAINI TRUST, account MADARASA')
  assert.equal((await ask(`${url}/_sim/paybill`, 'POST', { phoneNumber: PHONE })).status, 400)
})

test('callbacks are listed with what was answered, and sent again on request', async context => {
  const { url } = await start(context)
  const receiver = await receive(context, 503)
  const { json } = await push(url, { CallBackURL: `${receiver.url}/cb` })
  await ask(`${url}/_sim/prompts/${json.CheckoutRequestID}`, 'POST', { action: 'pay' })
  const first = await receiver.next()
  const listed = await untilPosted(`${url}/_sim/callbacks`)

  const again = await ask(`${url}/_sim/callbacks/${listed.id}/resend`, 'POST')
  const second = await receiver.next()

  assert.deepEqual([listed.status, listed.kind, listed.state], [503, 'stk', 'posted'])
  assert.equal(again.json.resentFrom, listed.id)
  assert.equal(first.body, second.body)
  assert.equal((await ask(`${url}/_sim/callbacks/77/resend`, 'POST')).status, 404)
})

/** The receiver has the callback a moment before the simulator has its answer. */
async function untilPosted(url: string): Promise<Record<string, unknown>> {
  for (;;) {
    const [callback] = (await ask(url)).json as Record<string, unknown>[]
    if (callback?.state === 'posted') return callback
  }
}

test('unknown paths and methods are refused in JSON, with what there is', async context => {
  const { url } = await start(context)

  const path = await ask(`${url}/_sim/nothing`)
  const method = await ask(`${url}/_sim/ledger`, 'DELETE')
  const long = await ask(`${url}/_sim/faults`, 'PUT', ' '.repeat(20_000))

  assert.equal(path.status, 404)
  assert.match(path.text, /\/_sim\/ledger/)
  assert.equal(method.status, 405)
  assert.equal(method.headers.allow, 'GET')
  assert.equal(long.status, 413)
  for (const strange of ['__proto__', 'constructor', 'toString', 'prompts/x/y/z', '%E0%A4%A']) {
    assert.equal((await ask(`${url}/_sim/${strange}`)).status, 404, strange)
  }
})

test('pages of other machines cannot steer it through a browser of this one', async context => {
  const { url } = await start(context)
  const reset = (headers: Record<string, string>) => ask(`${url}/_sim/reset`, 'POST', {}, headers)

  assert.equal((await reset({ origin: 'https://evil.example' })).status, 403)
  assert.equal((await reset({ origin: 'null' })).status, 403)
  assert.equal((await reset({ host: 'evil.example' })).status, 403)
  assert.equal((await reset({ origin: 'http://localhost:3000' })).status, 200)
  assert.equal((await ask(url, 'GET', undefined, { host: 'evil.example' })).status, 403)
})

test('the live feed tells the last events first and then each as it happens', async context => {
  const { url } = await start(context)
  await push(url)

  const response = await fetch(`${url}/_sim/events`)
  assert.match(response.headers.get('content-type') ?? '', /text\/event-stream/)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const readUntil = async (part: string) => {
    while (!text.includes(part)) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) throw new Error(`The feed ended before "${part}".`)
      text += value
    }
  }
  await readUntil('The phone 2547•••••001 shows: Pay KSh 500')
  await ask(`${url}/_sim/faults`, 'PUT', { outage: 0 })
  await readUntil('The weather at Safaricom changed.')
  await reader?.cancel()
})
