import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, PHONE, pushBody, readBody, reply } from './world.ts'

test('a good push is accepted, shown on the phone and not yet paid', async () => {
  const world = createWorld()

  const answer = reply(await world.push())

  assert.equal(answer.status, 200)
  const body = JSON.parse(answer.body)
  assert.match(body.MerchantRequestID, /^[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\d{4,}$/)
  assert.deepEqual(body, {
    MerchantRequestID: body.MerchantRequestID,
    CheckoutRequestID: 'ws_CO_24112026100211345700000001',
    ResponseCode: '0',
    ResponseDescription: 'Success. Request accepted for processing',
    CustomerMessage: 'Success. Request accepted for processing',
  })
  const [prompt] = world.simulator.prompts()
  assert.equal(prompt?.state, 'open')
  assert.equal(prompt?.text, 'Pay KSh 500 to TUMAINI TRUST, account MADARASA')
  assert.equal(prompt?.amountKes, 500)
  assert.deepEqual(world.simulator.ledger().receipts, [])
})

const REFUSED_FIELDS: Record<string, unknown[]> = {
  BusinessShortCode: [undefined, null, '', 'abc', '1234', '123456789', true],
  Password: [undefined, ''],
  Timestamp: [undefined, '2026112410021', '20261324100211', '20260230100211', 'now'],
  TransactionType: [undefined, 'CustomerPaybillOnline', 'TransferFromCustomer'],
  Amount: [undefined, 0, -1, 10.5, '10.50', '1e3', 'ten', '', [500]],
  PartyA: [undefined, '0700000001', '+254700000001', '25470000000', '254200000001'],
  PartyB: [undefined, 'x'],
  PhoneNumber: [undefined, '700000001', '2547000000012', '256700000001'],
  CallBackURL: [
    undefined,
    'callback',
    'ftp://127.0.0.1/cb',
    'http://example.org/cb',
    'http://10.0.0.1/cb',
    'https://user:pass@example.org/cb',
  ],
  AccountReference: [undefined, '', '   '],
}

for (const [name, values] of Object.entries(REFUSED_FIELDS)) {
  test(`a push with a bad ${name} is refused by name and nothing is shown`, async () => {
    const world = createWorld()
    for (const value of values) {
      const answer = reply(await world.push({ [name]: value }))

      assert.equal(answer.status, 400, JSON.stringify(value))
      const body = JSON.parse(answer.body)
      assert.equal(body.errorCode, '400.002.02')
      assert.equal(body.errorMessage, `Bad Request - Invalid ${name}`)
      assert.ok(body.requestId)
    }
    assert.deepEqual(world.simulator.prompts(), [])
  })
}

test('a body that is no JSON object is an invalid payload', async () => {
  const world = createWorld()
  for (const body of ['', '{', '[]', 'null', '"text"', 'Amount=500&PartyA=1']) {
    const answer = reply(await world.post('/mpesa/stkpush/v1/processrequest', body))

    assert.equal(answer.status, 400)
    assert.equal(JSON.parse(answer.body).errorCode, '400.002.05')
  }
})

test('one error code has two messages: an unknown short code and a wrong password', async () => {
  const world = createWorld()

  const unknown = reply(await world.push({ BusinessShortCode: '600000' }))
  const wrong = reply(await world.push({ Password: btoa('174379wrong20261124100211') }))
  const other = reply(await world.push({ Timestamp: '20261124100212' }))

  assert.equal(unknown.status, 500)
  assert.equal(JSON.parse(unknown.body).errorCode, '500.001.1001')
  assert.equal(JSON.parse(unknown.body).errorMessage, 'Merchant does not exist')
  for (const answer of [wrong, other]) {
    assert.equal(answer.status, 500)
    assert.equal(JSON.parse(answer.body).errorCode, '500.001.1001')
    assert.equal(JSON.parse(answer.body).errorMessage, 'Wrong credentials')
  }
})

test('numbers as text, text with blanks, no description and any time zone are let in', async () => {
  const world = createWorld()

  const answer = await world.push({
    BusinessShortCode: 174379,
    Amount: '500',
    PartyA: Number(PHONE),
    PartyB: 174379,
    TransactionType: 'CustomerPayBillOnline ',
    AccountReference: 12345,
    TransactionDesc: undefined,
  })

  assert.equal(readBody(answer).ResponseCode, '0')
  assert.equal(world.simulator.prompts()[0]?.accountReference, '12345')
})

test('each leniency can be switched off', async () => {
  const cases: [object, Record<string, unknown>, string][] = [
    [{ types: true }, { Amount: '500' }, 'Amount'],
    [{ whitespace: true }, { TransactionType: 'CustomerPayBillOnline ' }, 'TransactionType'],
    [{ lengths: true }, { AccountReference: 'MORE THAN TWELVE' }, 'AccountReference'],
    [{ lengths: true }, { TransactionDesc: 'MORE THAN THIRTEEN' }, 'TransactionDesc'],
    [{ https: true }, {}, 'CallBackURL'],
    [{ urlWords: true }, { CallBackURL: 'https://example.org/api/mpesa/cb' }, 'CallBackURL'],
    [{ hostCase: true }, { CallBackURL: 'https://Example.org/cb' }, 'CallBackURL'],
  ]
  for (const [strict, over, name] of cases) {
    const strictBody = await createWorld({ strict }).push({ BusinessShortCode: 174379, ...over })
    const lenientBody = await createWorld().push(over)

    assert.equal(readBody(lenientBody).ResponseCode, '0', name)
    assert.match(String(readBody(strictBody).errorMessage), /Invalid/, name)
  }
})

test('with strict time zones, a timestamp three hours off is refused', async () => {
  const utc = '20261124070211'
  const over = {
    Timestamp: utc,
    Password: btoa(`174379bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919${utc}`),
  }

  assert.equal(readBody(await createWorld().push(over)).ResponseCode, '0')
  const refused = await createWorld({ strict: { timestampZone: true } }).push(over)
  assert.equal(readBody(refused).errorMessage, 'Bad Request - Invalid Timestamp')
})

test('a phone with an open prompt is locked for another, and free again afterwards', async () => {
  const world = createWorld()
  const first = await world.prompt()

  const second = reply(await world.push())

  assert.equal(second.status, 500)
  assert.equal(
    JSON.parse(second.body).errorMessage,
    'Unable to lock subscriber, a transaction is already in process for the current subscriber',
  )
  world.simulator.answer(first, 'cancel')
  assert.equal(readBody(await world.push()).ResponseCode, '0')
})

test('two prompts for one phone in one millisecond have different ids', async () => {
  const world = createWorld()
  const first = await world.prompt()
  world.simulator.answer(first, 'cancel')

  const second = await world.prompt()

  assert.notEqual(first, second)
})

test('what is wrong between type, short code and till shows in the callback only', async () => {
  const shortCodes = [
    { shortCode: '174379', name: 'TUMAINI TRUST', isStore: false },
    { shortCode: '600100', name: 'TUMAINI SHOP', isPayBill: false, tills: ['555001'] },
  ]
  const store = { BusinessShortCode: '600100', Password: pushBody().Password }
  const password = btoa('600100bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c91920261124100211')
  const goods = { ...store, Password: password, TransactionType: 'CustomerBuyGoodsOnline' }
  const cases: [Record<string, unknown>, string | number][] = [
    [{ ...goods, PartyB: '600100' }, 'SFC_IC0003'],
    [{ ...goods, PartyB: '555002' }, 'SFC_IC0003'],
    [{ ...goods, TransactionType: 'CustomerPayBillOnline', PartyB: '600100' }, 2028],
    [{ TransactionType: 'CustomerBuyGoodsOnline', PartyB: '555001' }, 2028],
    [{ PartyB: '600100' }, 2028],
    [{ PartyB: '999999' }, 'SFC_IC0003'],
  ]
  for (const [over, resultCode] of cases) {
    const world = createWorld({ shortCodes })

    assert.equal(readBody(await world.push(over)).ResponseCode, '0')
    assert.deepEqual(world.simulator.prompts(), [])
    await world.pass(5_000)

    const callback = JSON.parse(world.posted[0]?.body ?? '').Body.stkCallback
    assert.equal(callback.ResultCode, resultCode, JSON.stringify(over))
    assert.deepEqual(world.simulator.ledger(), { receipts: [], prompts: [] })
  }
})

test('a till is paid through its store', async () => {
  const world = createWorld()
  const id = await world.prompt({ TransactionType: 'CustomerBuyGoodsOnline', PartyB: '555001' })

  world.simulator.answer(id, 'pay')
  await world.pass(0)

  const [receipt] = world.simulator.ledger().receipts
  assert.equal(receipt?.shortCode, '555001')
  assert.equal(world.posted[0]?.headers.Businessshortcode, '174379')
})

test('a text too long for a phone screen fails with 1025 and is never shown', async () => {
  const world = createWorld()

  await world.prompt({ AccountReference: 'A'.repeat(182) })
  await world.pass(5_000)

  const callback = JSON.parse(world.posted[0]?.body ?? '').Body.stkCallback
  assert.equal(callback.ResultCode, 1025)
  assert.equal(callback.ResultDesc, 'Error Occurred while sending push request')
  assert.deepEqual(world.simulator.ledger().prompts, [])
})

test('pushes without a token that works are refused before anything else', async () => {
  const world = createWorld()
  const send = (headers: Record<string, string>) => world.post('/mpesa/stkpush/v1/processrequest', 'x', headers)

  for (const headers of [{}, { authorization: 'Basic a2V5OnNlY3JldA==' }, { authorization: 'Bearer ' }]) {
    const answer = reply(await send(headers as Record<string, string>))
    assert.equal(answer.status, 404)
    assert.equal(JSON.parse(answer.body).errorCode, '404.001.04')
  }
  const answer = reply(await send({ authorization: 'Bearer made-up' }))
  assert.equal(answer.status, 404)
  assert.equal(JSON.parse(answer.body).errorCode, '404.001.03')
  assert.equal(JSON.parse(answer.body).errorMessage, 'Invalid Access Token')
})
