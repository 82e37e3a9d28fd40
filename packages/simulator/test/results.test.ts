// Transaction status, reversal, account balance: acknowledged now, answered at a ResultURL.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, PHONE, readBody, reply, type World } from './world.ts'

const RESULT_URL = 'http://127.0.0.1:3001/results'
const common = {
  Initiator: 'testapi',
  SecurityCredential: 'U2VjdXJpdHkgY3JlZGVudGlhbA==',
  ResultURL: RESULT_URL,
  QueueTimeOutURL: RESULT_URL,
  Remarks: 'OK',
}
const status = (over: Record<string, unknown> = {}) => ({
  ...common,
  CommandID: 'TransactionStatusQuery',
  PartyA: '174379',
  IdentifierType: '4',
  Occasion: 'why',
  ...over,
})
const reversal = (over: Record<string, unknown> = {}) => ({
  ...common,
  CommandID: 'TransactionReversal',
  Amount: 500,
  ReceiverParty: '174379',
  RecieverIdentifierType: '11',
  ...over,
})
const balance = (over: Record<string, unknown> = {}) => ({
  ...common,
  CommandID: 'AccountBalance',
  PartyA: 174379,
  IdentifierType: 4,
  ...over,
})
const STATUS_PATH = '/mpesa/transactionstatus/v1/query'
const REVERSAL_PATH = '/mpesa/reversal/v1/request'
const BALANCE_PATH = '/mpesa/accountbalance/v1/query'

async function pay(world: World): Promise<{ receiptNumber: string; merchantRequestId: string }> {
  const { receiptNumber, merchantRequestId } = world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(0)
  return { receiptNumber: receiptNumber ?? '', merchantRequestId }
}

/** Sends a request that must be acknowledged, and returns its result. */
async function ask(world: World, path: string, body: object) {
  const acknowledged = readBody(await world.post(path, body))
  assert.deepEqual(Object.keys(acknowledged), [
    'OriginatorConversationID',
    'ConversationID',
    'ResponseCode',
    'ResponseDescription',
  ])
  await world.pass(1_000)
  const posted = world.posted.at(-1)
  assert.equal(posted?.url, RESULT_URL)
  const { Result } = JSON.parse(posted?.body ?? '')
  assert.equal(Result.ConversationID, acknowledged.ConversationID)
  assert.match(Result.ConversationID, /^AG_20261124_2010[0-9a-f]{16}$/)
  const parameters: { Key: string; Value?: unknown }[] = Result.ResultParameters?.ResultParameter ?? []
  return { Result, values: Object.fromEntries(parameters.map(({ Key, Value }) => [Key, Value])) }
}

test('a transaction status says who paid whom, by receipt or by conversation', async () => {
  const world = createWorld()
  const { receiptNumber, merchantRequestId } = await pay(world)

  for (const by of [{ TransactionID: receiptNumber }, { OriginalConversationID: merchantRequestId }]) {
    const { Result, values } = await ask(world, STATUS_PATH, status(by))

    assert.equal(Result.ResultCode, 0)
    assert.equal(values.ReceiptNo, receiptNumber)
    assert.equal(values.TransactionStatus, 'Completed')
    assert.equal(values.Amount, 500)
    assert.equal(values.DebitPartyName, `${PHONE} - Neema Sampuli`)
    assert.ok('DebitPartyCharges' in values && values.DebitPartyCharges === undefined)
    assert.deepEqual(Result.ReferenceData.ReferenceItem, { Key: 'Occasion', Value: 'why' })
  }
})

test('an unknown receipt is 2032, without parameters', async () => {
  const world = createWorld()

  const { Result } = await ask(world, STATUS_PATH, status({ TransactionID: 'UKO1AB2C3D', Occasion: undefined }))

  assert.equal(Result.ResultCode, 2032)
  assert.ok(!('ResultParameters' in Result))
  assert.deepEqual(Result.ReferenceData.ReferenceItem, { Key: 'Occasion' })
  assert.equal(Result.TransactionID, 'UKO0000000')
})

test('a reversal gives the whole payment back, once', async () => {
  const world = createWorld()
  const { receiptNumber } = await pay(world)

  const first = await ask(world, REVERSAL_PATH, reversal({ TransactionID: receiptNumber }))
  const second = await ask(world, REVERSAL_PATH, reversal({ TransactionID: receiptNumber }))

  assert.equal(first.Result.ResultCode, 0)
  assert.equal(first.values.OriginalTransactionID, receiptNumber)
  assert.equal(first.values.TransCompletedTime, 20261124100211)
  assert.equal(second.Result.ResultCode, 'R000001')
  const [receipt] = world.simulator.ledger().receipts
  assert.equal(receipt?.reversedBy, first.Result.TransactionID)
  assert.equal(world.simulator.phone(PHONE).balanceKes, 5_000)
  assert.match(world.simulator.phone(PHONE).messages.at(-1)?.text ?? '', /has been reversed/)
  const ofReversal = await ask(world, STATUS_PATH, status({ TransactionID: first.Result.TransactionID }))
  assert.equal(ofReversal.values.CreditPartyName, `${PHONE} - Neema Sampuli`)
})

test('a reversal of nothing, or of another amount, is R000002', async () => {
  const world = createWorld()
  const { receiptNumber } = await pay(world)

  for (const over of [{ TransactionID: 'UKO1AB2C3D' }, { TransactionID: receiptNumber, Amount: 499 }]) {
    assert.equal((await ask(world, REVERSAL_PATH, reversal(over))).Result.ResultCode, 'R000002')
  }
})

test('an account balance names the accounts, and where payments went', async () => {
  const world = createWorld()
  await pay(world)

  const { values } = await ask(world, BALANCE_PATH, balance())

  assert.match(
    String(values.AccountBalance),
    /^Working Account\|KES\|0\.00\|0\.00\|0\.00\|0\.00&Utility Account\|KES\|500\.00\|500\.00\|/,
  )
  assert.equal(values.BOCompletedTime, 20261124100211)
})

test('asynchronous requests are refused by field before anything happens', async () => {
  const world = createWorld()
  const cases: [string, object, string][] = [
    [STATUS_PATH, status({ TransactionID: 'X', Initiator: undefined }), 'Initiator'],
    [STATUS_PATH, status({ TransactionID: 'X', SecurityCredential: 'short' }), 'SecurityCredential'],
    [STATUS_PATH, status({ TransactionID: 'X', CommandID: 'Status' }), 'CommandID'],
    [STATUS_PATH, status({ TransactionID: 'X', PartyA: '999999' }), 'PartyA'],
    [STATUS_PATH, status(), 'TransactionID'],
    [STATUS_PATH, status({ TransactionID: 'X', ResultURL: 'http://example.org' }), 'ResultURL'],
    [REVERSAL_PATH, reversal({ TransactionID: undefined }), 'TransactionID'],
    [REVERSAL_PATH, reversal({ TransactionID: 'X', RecieverIdentifierType: '4' }), 'RecieverIdentifierType'],
    [
      REVERSAL_PATH,
      { ...reversal({ TransactionID: 'X', RecieverIdentifierType: undefined }), ReceiverIdentifierType: '11' },
      'RecieverIdentifierType',
    ],
    [BALANCE_PATH, balance({ IdentifierType: '9' }), 'IdentifierType'],
    [BALANCE_PATH, balance({ QueueTimeOutURL: undefined }), 'QueueTimeOutURL'],
  ]
  for (const [path, body, name] of cases) {
    const answer = reply(await world.post(path, body))

    assert.equal(answer.status, 400)
    assert.equal(JSON.parse(answer.body).errorMessage, `Bad Request - Invalid ${name}`)
  }
})
