// The question what became of one receipt, and its answer as it is posted later.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDaraja, parseCallback, readTransactionStatus, type TransportRequest } from '@harambee/daraja'

const CREDENTIAL = 'c2VjcmV0LWNyZWRlbnRpYWw='
const QUESTION = {
  receiptNumber: 'UJK7XQ2M9P',
  resultUrl: 'https://example.org/cb/0/p/t',
  timeoutUrl: 'https://example.org/cb/0/p/t',
}

function connect(answer: { status: number; body: object }, initiator = true) {
  const seen: TransportRequest[] = []
  const daraja = createDaraja({
    ...{ consumerKey: 'key', consumerSecret: 'secret-of-consumer', passkey: 'passkey', shortCode: '600000' },
    ...(initiator ? { initiator: { name: 'testapi', securityCredential: CREDENTIAL } } : {}),
    async transport(request) {
      if (request.url.includes('/oauth/'))
        return { status: 200, text: JSON.stringify({ access_token: 'token-1', expires_in: '3599' }) }
      seen.push(request)
      return { status: answer.status, text: JSON.stringify(answer.body) }
    },
  })
  return { daraja, seen }
}

test('the question is sent as Daraja documents it, and its acknowledgement names the conversation', async () => {
  const { daraja, seen } = connect({
    status: 200,
    body: { OriginatorConversationID: '1-2-3', ConversationID: 'AG_1', ResponseCode: '0', ResponseDescription: 'ok' },
  })

  const answer = await daraja.queryTransactionStatus(QUESTION)

  assert.deepEqual(answer, { outcome: 'accepted', conversationId: 'AG_1', originatorConversationId: '1-2-3' })
  assert.match(seen[0]?.url ?? '', /\/mpesa\/transactionstatus\/v1\/query$/)
  assert.deepEqual(JSON.parse(seen[0]?.body ?? ''), {
    Initiator: 'testapi',
    SecurityCredential: CREDENTIAL,
    CommandID: 'TransactionStatusQuery',
    TransactionID: 'UJK7XQ2M9P',
    PartyA: '600000',
    IdentifierType: '4',
    ResultURL: QUESTION.resultUrl,
    QueueTimeOutURL: QUESTION.timeoutUrl,
    Remarks: 'status',
    Occasion: '',
  })
})

test('a refusal never repeats the credential, and without an initiator nothing is sent', async () => {
  const refused = connect({
    status: 400,
    body: { requestId: '1', errorCode: '400.002.02', errorMessage: `Bad Request - ${CREDENTIAL}` },
  })
  const answer = await refused.daraja.queryTransactionStatus(QUESTION)
  assert.equal(answer.outcome, 'rejected')
  assert.ok(!JSON.stringify(answer).includes(CREDENTIAL))

  const nobody = connect({ status: 200, body: {} }, false)
  assert.equal((await nobody.daraja.queryTransactionStatus(QUESTION)).outcome, 'rejected')
  assert.equal(nobody.seen.length, 0)
})

const result = (code: number | string, parameters: object[]) => {
  const callback = parseCallback(
    JSON.stringify({
      Result: {
        ...{ ResultType: 0, ResultCode: code, ResultDesc: 'x', OriginatorConversationID: '1', ConversationID: 'AG_1' },
        TransactionID: 'UJK0000000',
        ...(parameters.length > 0 ? { ResultParameters: { ResultParameter: parameters } } : {}),
      },
    }),
  )
  if (callback.kind !== 'result') throw new Error(callback.kind)
  return readTransactionStatus(callback)
}

test('the answer’s facts are read, and a failed one says nothing', () => {
  const facts = [
    { Key: 'DebitPartyName', Value: '254700000001 - Amani Juma' },
    { Key: 'DebitPartyName', Value: 'again' },
    { Key: 'CreditPartyName', Value: '600000 - Tumaini Trust' },
    { Key: 'DebitPartyCharges' },
    { Key: 'TransactionStatus', Value: 'Completed' },
    { Key: 'FinalisedTime', Value: 20261130100200 },
    { Key: 'Amount', Value: 500.0 },
    { Key: 'ReceiptNo', Value: 'UJK7XQ2M9P' },
  ]
  assert.deepEqual(result(0, facts), {
    receiptNumber: 'UJK7XQ2M9P',
    isCompleted: true,
    amountKes: 500,
    occurredAtMs: Date.parse('2026-11-30T07:02:00Z'),
    phoneNumber: '254700000001',
    payer: '254700000001',
    creditedShortCode: '600000',
  })
  assert.equal(
    result(
      0,
      facts.map(fact => (fact.Key === 'TransactionStatus' ? { Key: fact.Key, Value: 'Declined' } : fact)),
    ).isCompleted,
    false,
  )
  assert.deepEqual(Object.values(result('2032', [])), [null, false, null, null, null, null, null])
})
