import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, PHONE, readBody, reply, type World } from './world.ts'

const URLS = {
  ConfirmationURL: 'http://127.0.0.1:3001/cb/0a1b/c2b/confirmation',
  ValidationURL: 'http://127.0.0.1:3001/cb/0a1b/c2b/validation',
}
const registration = (over: Record<string, unknown> = {}) => ({
  ShortCode: '174379',
  ResponseType: 'Completed',
  ...URLS,
  ...over,
})
const register = (world: World, over: Record<string, unknown> = {}, version = 1) =>
  world.post(`/mpesa/c2b/v${version}/registerurl`, registration(over))
const payment = (over: Record<string, unknown> = {}) => ({
  phoneNumber: PHONE,
  shortCode: '174379',
  accountReference: 'madarasa',
  amountKes: 200,
  pin: '1234',
  ...over,
})
const sent = (world: World) => world.posted.map(({ url, body }) => [url.split('/').at(-1), JSON.parse(body)])

test('addresses are registered, again too in the sandbox', async () => {
  const world = createWorld()
  for (const version of [1, 2]) {
    const body = readBody(await register(world, {}, version))

    assert.deepEqual(Object.keys(body), ['OriginatorCoversationID', 'ResponseCode', 'ResponseDescription'])
    assert.deepEqual([body.ResponseCode, body.ResponseDescription], ['0', 'success'])
  }
})

test('a registration is refused by field, by forbidden word, and the second time in production', async () => {
  const world = createWorld({ strict: { registerOnce: true } })
  const cases: [Record<string, unknown>, number, string][] = [
    [{ ShortCode: undefined }, 400, 'Bad Request - Invalid ShortCode'],
    [{ ShortCode: '999999' }, 400, 'Bad Request - Invalid ShortCode'],
    [{ ResponseType: 'completed' }, 400, 'Bad Request - Invalid ResponseType'],
    [{ ConfirmationURL: 'here' }, 400, 'Bad Request - Invalid ConfirmationURL'],
    [{ ValidationURL: undefined }, 400, 'Bad Request - Invalid ValidationURL'],
    [
      { ValidationURL: 'https://example.org/api/mpesa/validation' },
      400,
      'Bad Request - Invalid ValidationURL - URL has the word MPESA',
    ],
    [
      { ConfirmationURL: 'https://example.org/SafariCom' },
      400,
      'Bad Request - Invalid ConfirmationURL - URL has the word SAFARICOM',
    ],
    [{}, 200, ''],
    [{}, 500, 'Urls are already registered.'],
  ]
  for (const [over, status, message] of cases) {
    const answer = reply(await register(world, over))

    assert.equal(answer.status, status, message)
    assert.equal(JSON.parse(answer.body).errorMessage ?? '', message)
  }
})

test('a payment from the menu is validated, made, confirmed and texted', async () => {
  const world = createWorld()
  await register(world)

  const paying = world.simulator.payByPayBill(payment())
  await world.pass(0)
  const paid = await paying

  assert.equal(paid.isPaid, true)
  assert.deepEqual(sent(world), [
    [
      'validation',
      {
        TransactionType: 'Pay Bill',
        TransID: paid.receiptNumber,
        TransTime: '20261124100211',
        TransAmount: '200.00',
        BusinessShortCode: '174379',
        BillRefNumber: 'madarasa',
        InvoiceNumber: '',
        OrgAccountBalance: '',
        ThirdPartyTransID: '',
        MSISDN: PHONE,
        FirstName: 'Neema',
        MiddleName: '',
        LastName: 'Sampuli',
      },
    ],
    [
      'confirmation',
      {
        TransactionType: 'Pay Bill',
        TransID: paid.receiptNumber,
        TransTime: '20261124100211',
        TransAmount: '200.00',
        BusinessShortCode: '174379',
        BillRefNumber: 'madarasa',
        InvoiceNumber: '',
        OrgAccountBalance: '200.00',
        ThirdPartyTransID: '',
        MSISDN: PHONE,
        FirstName: 'Neema',
        MiddleName: '',
        LastName: 'Sampuli',
      },
    ],
  ])
  assert.equal(world.simulator.ledger().receipts[0]?.source, 'paybill')
  assert.equal(world.simulator.phone(PHONE).messages.length, 1)
})

test('version 2 masks the number and leaves out the other names', async () => {
  const world = createWorld()
  await register(world, {}, 2)

  void world.simulator.payByPayBill(payment())
  await world.pass(0)

  const [, confirmation] = sent(world)[1] ?? []
  assert.equal(confirmation.MSISDN, '2547 ***** 001')
  assert.equal(confirmation.FirstName, 'Neema')
  assert.ok(!('LastName' in confirmation) && !('MiddleName' in confirmation))
})

test('a rejected validation moves nothing and tells the payer', async () => {
  const world = createWorld()
  await register(world)
  world.answerWith(() => ({ status: 200, body: '{"ResultCode":"C2B00012","ResultDesc":"Rejected"}' }))

  const paying = world.simulator.payByPayBill(payment())
  await world.pass(0)

  assert.deepEqual(await paying, {
    resultCode: 'rejected',
    receiptNumber: null,
    isPaid: false,
    message: 'The business did not accept this payment. Nothing was sent.',
  })
  assert.equal(world.simulator.phone(PHONE).balanceKes, 5_000)
  assert.equal(world.posted.length, 1)
  assert.match(world.simulator.phone(PHONE).messages[0]?.text ?? '', /did not accept your payment of Ksh200\.00/)
})

test('a validation nobody answers ends as the registration says', async () => {
  for (const [ResponseType, isPaid] of [
    ['Completed', true],
    ['Cancelled', false],
  ] as const) {
    for (const answer of ['failed', { status: 500, body: '' }, { status: 200, body: 'OK' }] as const) {
      const world = createWorld()
      await register(world, { ResponseType })
      world.answerWith(() => answer)

      const paying = world.simulator.payByPayBill(payment())
      await world.pass(0)

      assert.equal((await paying).isPaid, isPaid)
    }
  }
})

test('what the validation names as its own id comes back in the confirmation', async () => {
  const world = createWorld()
  await register(world)
  world.answerWith(() => ({ status: 200, body: '{"ResultCode":0,"ResultDesc":"Accepted","ThirdPartyTransID":"A-7"}' }))

  void world.simulator.payByPayBill(payment())
  await world.pass(0)

  assert.equal(sent(world)[1]?.[1].ThirdPartyTransID, 'A-7')
})

test('without registered addresses a payment is made and nobody is told', async () => {
  const world = createWorld()

  assert.equal((await world.simulator.payByPayBill(payment())).isPaid, true)
  await world.pass(60_000)

  assert.deepEqual(world.posted, [])
})

test('the menu refuses wrong PINs, strangers, empty accounts and nonsense', async () => {
  const world = createWorld()
  const outcome = async (over: Record<string, unknown>) =>
    (await world.simulator.payByPayBill(payment(over))).resultCode

  assert.equal(await outcome({ pin: '9999' }), '2001')
  assert.equal(await outcome({ shortCode: '600001' }), 'no-receiver')
  assert.equal(await outcome({ amountKes: 6_000 }), '1')
  for (const over of [{ amountKes: 0 }, { amountKes: 1.5 }, { shortCode: '12' }, { phoneNumber: '020' }, { pin: 7 }]) {
    await assert.rejects(world.simulator.payByPayBill(payment(over) as never))
  }
  assert.deepEqual(world.simulator.ledger().receipts, [])
})

test('a prompted payment is confirmed as well, with the same receipt', async () => {
  const world = createWorld()
  await register(world)

  const { receiptNumber } = world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(0)

  const confirmation = sent(world).find(([name]) => name === 'confirmation')?.[1]
  assert.equal(confirmation.TransID, receiptNumber)
  assert.equal(confirmation.TransactionType, 'Pay Bill')
  assert.equal(confirmation.BillRefNumber, 'MADARASA')
  assert.equal(world.posted.length, 2)
})

test('a till is confirmed as Buy Goods, through its store’s registration', async () => {
  const world = createWorld()
  await register(world)

  world.simulator.answer(await world.prompt({ TransactionType: 'CustomerBuyGoodsOnline', PartyB: '555001' }), 'pay')
  await world.pass(0)
  const fromMenu = world.simulator.payByPayBill(payment({ shortCode: '555001' }))
  await world.pass(0)

  const confirmations = sent(world).filter(([name]) => name === 'confirmation')
  assert.equal((await fromMenu).isPaid, true)
  assert.equal(confirmations.length, 2)
  for (const [, body] of confirmations) {
    assert.deepEqual([body.TransactionType, body.BusinessShortCode, body.BillRefNumber], ['Buy Goods', '555001', ''])
  }
})

test('C2B simulation pays without a PIN, in both versions', async () => {
  for (const version of [1, 2]) {
    const world = createWorld()
    await register(world)
    const body = readBody(
      await world.post(`/mpesa/c2b/v${version}/simulate`, {
        ShortCode: 174379,
        CommandID: 'CustomerPayBillOnline',
        Amount: 100,
        Msisdn: 254700000001,
        BillRefNumber: 'Popie',
      }),
    )
    await world.pass(0)

    assert.equal(body.ResponseDescription, 'Accept the service request successfully.')
    assert.equal(world.simulator.ledger().receipts[0]?.source, 'simulate')
    assert.equal(sent(world)[1]?.[1].BillRefNumber, 'Popie')
  }
})

test('C2B simulation is refused by field', async () => {
  const world = createWorld()
  const good = { ShortCode: 174379, CommandID: 'CustomerPayBillOnline', Amount: 1, Msisdn: PHONE, BillRefNumber: 'a' }
  const cases: [Record<string, unknown>, string][] = [
    [{ ShortCode: 600000 }, 'ShortCode'],
    [{ CommandID: 'CustomerBuyGoodsOnline' }, 'ShortCode'],
    [{ CommandID: 'Pay' }, 'CommandID'],
    [{ Amount: 0 }, 'Amount'],
    [{ Msisdn: '0700000001' }, 'Msisdn'],
    [{ BillRefNumber: null }, 'BillRefNumber'],
  ]
  for (const [over, name] of cases) {
    const answer = reply(await world.post('/mpesa/c2b/v2/simulate', { ...good, ...over }))

    assert.equal(JSON.parse(answer.body).errorMessage, `Bad Request - Invalid ${name}`)
  }
  await world.pass(1_000)
  assert.deepEqual(world.simulator.ledger().receipts, [])
})

test('confirmations get lost and doubled like callbacks', async () => {
  for (const [fault, count] of [
    ['callbackLost', 0],
    ['callbackDuplicated', 2],
  ] as const) {
    const world = createWorld()
    await register(world)
    world.simulator.setFaults({ [fault]: 1 })

    const paying = world.simulator.payByPayBill(payment())
    await world.pass(0)

    assert.equal((await paying).isPaid, true)
    assert.equal(sent(world).filter(([name]) => name === 'confirmation').length, count)
  }
})
