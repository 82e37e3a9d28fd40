// The client against a real HTTP server that answers whatever a test says, byte for byte.

import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import {
  createDaraja,
  DarajaConfigurationError,
  type PhoneNumber,
  parseShillings,
  type Shillings,
} from '@harambee/daraja'

type Reply = { status?: number; body?: string } | 'reset' | 'hang'
type Handler = (request: { method: string; path: string; authorization: string; body: string }, count: number) => Reply

const PASSKEY = 'passkey-for-tests'
const PUSH = {
  phoneNumber: '254700000001' as PhoneNumber,
  amountKes: 500 as Shillings,
  accountReference: 'MADARASA',
  description: 'Donation',
  callbackUrl: 'https://example.org/cb/0/p/t',
}
const ACCEPTED = JSON.stringify({
  MerchantRequestID: '2654-4b64-97ff-b827b542881d3130',
  CheckoutRequestID: 'ws_CO_24112026120000000700000001',
  ResponseCode: '0',
  ResponseDescription: 'Success. Request accepted for processing',
  CustomerMessage: 'Success. Request accepted for processing',
})

async function startDaraja(t: TestContext, handler: Handler, options: { tokens?: string[]; expiresIn?: unknown } = {}) {
  const seen: { method: string; path: string; authorization: string; body: string }[] = []
  const tokens = options.tokens ?? ['token-number-1', 'token-number-2', 'token-number-3']
  let minted = 0
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const call = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body,
    }
    if (call.path.startsWith('/oauth/')) {
      const access_token = tokens[minted++] ?? 'token-of-last-resort'
      response.end(JSON.stringify({ access_token, expires_in: options.expiresIn ?? '3599' }))
      return
    }
    seen.push(call)
    const reply = handler(call, seen.length)
    if (reply === 'hang') return
    if (reply === 'reset') {
      request.socket.destroy()
      return
    }
    response.statusCode = reply.status ?? 200
    response.end(reply.body ?? '')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = { nowMs: Date.parse('2026-11-24T09:00:00Z') }
  const daraja = createDaraja({
    consumerKey: 'consumer-key',
    consumerSecret: 'consumer-secret',
    passkey: PASSKEY,
    shortCode: '174379',
    baseUrl,
    nowMs: () => clock.nowMs,
  })
  return { daraja, seen, baseUrl, clock, minted: () => minted }
}

const errorBody = (errorCode: string, errorMessage = '') =>
  JSON.stringify({ requestId: '1-2-3', errorCode, errorMessage })

test('a push for a PayBill carries exactly the fields Daraja asks for', async t => {
  const { daraja, seen } = await startDaraja(t, () => ({ body: ACCEPTED }))

  const answer = await daraja.sendStkPush(PUSH)

  assert.equal(answer.outcome, 'accepted')
  assert.equal(answer.outcome === 'accepted' && answer.checkoutRequestId, 'ws_CO_24112026120000000700000001')
  assert.equal(seen[0]?.path, '/mpesa/stkpush/v1/processrequest')
  assert.equal(seen[0]?.authorization, 'Bearer token-number-1')
  assert.deepEqual(JSON.parse(seen[0]?.body ?? ''), {
    BusinessShortCode: '174379',
    Password: Buffer.from(`174379${PASSKEY}20261124120000`).toString('base64'),
    Timestamp: '20261124120000',
    TransactionType: 'CustomerPayBillOnline',
    Amount: 500,
    PartyA: '254700000001',
    PartyB: '174379',
    PhoneNumber: '254700000001',
    CallBackURL: 'https://example.org/cb/0/p/t',
    AccountReference: 'MADARASA',
    TransactionDesc: 'Donation',
  })
})

test('a push for a till names the store as short code and the till as PartyB', async t => {
  const { baseUrl, seen } = await startDaraja(t, () => ({ body: ACCEPTED }))
  const daraja = createDaraja({
    consumerKey: 'key',
    consumerSecret: 'secret',
    passkey: PASSKEY,
    shortCode: '600000',
    tillNumber: '500000',
    baseUrl,
  })

  await daraja.sendStkPush(PUSH)

  const body = JSON.parse(seen[0]?.body ?? '')
  assert.equal(body.TransactionType, 'CustomerBuyGoodsOnline')
  assert.equal(body.BusinessShortCode, '600000')
  assert.equal(body.PartyB, '500000')
})

test('text for the prompt loses what makes prompts fail, and is cut', async t => {
  const { daraja, seen } = await startDaraja(t, () => ({ body: ACCEPTED }))

  await daraja.sendStkPush({ ...PUSH, accountReference: 'Mädarasa#&@ wing B', description: '\r\n<b>' })

  const body = JSON.parse(seen[0]?.body ?? '')
  assert.equal(body.AccountReference, 'Madarasa win')
  assert.equal(body.TransactionDesc, 'b')
})

const REJECTED: [status: number, code: string, message: string, reason: string][] = [
  [400, '400.002.02', 'Bad Request - Invalid PhoneNumber', 'invalid-request'],
  [400, '400.002.05', 'Invalid Request Payload', 'invalid-request'],
  [404, '404.001.01', 'Resource not found', 'no-such-resource'],
  [405, '405.001', 'Method Not Allowed', 'no-such-resource'],
  [429, '429.001', 'Too many requests', 'throttled'],
  [500, '500.001.1001', 'Merchant does not exist', 'merchant'],
  [500, '500.001.1001', '[MerchantValidate] - Wrong credentials', 'merchant'],
  [
    500,
    '500.001.1001',
    'Unable to lock subscriber, a transaction is already in process for the current subscriber',
    'payer-busy',
  ],
  [500, '500.003.02', 'System is busy. Please try again in few minutes.', 'throttled'],
  [500, '500.003.02', 'Error Occurred: Spike Arrest Violation', 'throttled'],
  [500, '500.003.03', 'Quota Violation', 'throttled'],
  [200, '400.002.02', 'Bad Request - Invalid CallBackURL', 'invalid-request'],
]
for (const [status, code, message, reason] of REJECTED) {
  test(`a push answered HTTP ${status} ${code} "${message.slice(0, 30)}" was refused without effect`, async t => {
    const { daraja, seen } = await startDaraja(t, () => ({ status, body: errorBody(code, message) }))

    const answer = await daraja.sendStkPush(PUSH)

    assert.ok(answer.outcome === 'rejected')
    assert.equal(answer.problem.effect, 'none')
    assert.equal(answer.problem.reason, reason)
    assert.equal(answer.problem.errorCode, code)
    assert.equal(seen.length, 1)
  })
}

const UNKNOWN: [name: string, reply: Reply][] = [
  ['500.003.1001', { status: 500, body: errorBody('500.003.1001', 'Internal Server Error') }],
  ['HTTP 500 with nothing', { status: 500 }],
  ['HTTP 502 with HTML', { status: 502, body: '<html>Bad Gateway</html>' }],
  ['HTTP 503 of a web application firewall', { status: 503, body: 'Request unsuccessful. Incapsula incident ID: 1-2' }],
  ['HTML with status 200', { body: '<html><body>OK</body></html>' }],
  ['nothing with status 200', { body: '' }],
  ['half a JSON body', { body: ACCEPTED.slice(0, 60) }],
  ['success without a checkout request', { body: JSON.stringify({ ResponseCode: '0' }) }],
  ['another response code', { body: JSON.stringify({ ...JSON.parse(ACCEPTED), ResponseCode: '1' }) }],
  ['an unknown error code', { status: 500, body: errorBody('500.009.9999', 'New') }],
  ['HTTP 400 that explains nothing', { status: 400, body: '<html>' }],
  ['a redirect', { status: 302, body: '' }],
  ['a connection that breaks', 'reset'],
]
for (const [name, reply] of UNKNOWN) {
  test(`a push answered by ${name} has an unknown outcome and is not sent again`, async t => {
    const { daraja, seen } = await startDaraja(t, () => reply)

    const answer = await daraja.sendStkPush(PUSH)

    assert.ok(answer.outcome === 'unknown', JSON.stringify(answer))
    assert.equal(answer.problem.effect, 'unknown')
    assert.equal(seen.length, 1)
  })
}

test('a push that is never answered has an unknown outcome', async () => {
  const sent: string[] = []
  const daraja = createDaraja({
    consumerKey: 'key',
    consumerSecret: 'secret',
    passkey: PASSKEY,
    shortCode: '174379',
    transport: async request => {
      sent.push(request.url)
      if (request.method === 'GET') return { status: 200, text: '{"access_token":"abcdefgh","expires_in":3599}' }
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    },
  })

  const answer = await daraja.sendStkPush(PUSH)

  assert.equal(answer.outcome, 'unknown')
  assert.equal(sent.length, 2)
})

test('a push to a port where nobody listens was certainly not sent', async t => {
  const { baseUrl } = await startDaraja(t, () => ({}))
  const daraja = createDaraja({
    consumerKey: 'key',
    consumerSecret: 'secret',
    passkey: PASSKEY,
    shortCode: '174379',
    baseUrl: baseUrl.replace(/:\d+$/, ':9'),
  })

  const answer = await daraja.sendStkPush(PUSH)

  assert.ok(answer.outcome === 'rejected')
  assert.equal(answer.problem.reason, 'unreachable')
})

test('a push with a wrong amount, phone or callback URL never leaves', async t => {
  const { daraja, seen } = await startDaraja(t, () => ({ body: ACCEPTED }))

  for (const wrong of [
    { amountKes: 0.5 as Shillings },
    { amountKes: 0 as Shillings },
    { amountKes: 250_001 as Shillings },
    { phoneNumber: '0712345678' as PhoneNumber },
    { callbackUrl: 'not a url' },
  ]) {
    assert.equal((await daraja.sendStkPush({ ...PUSH, ...wrong })).outcome, 'rejected')
  }
  assert.equal(seen.length, 0)
})

test('fifty calls at once fetch one token', async t => {
  const { daraja, seen, minted } = await startDaraja(t, () => ({ body: ACCEPTED }))

  await Promise.all(Array.from({ length: 50 }, () => daraja.sendStkPush(PUSH)))

  assert.equal(minted(), 1)
  assert.equal(seen.length, 50)
})

for (const expiresIn of ['3599', 3599, undefined, 'soon']) {
  test(`a token with expires_in ${JSON.stringify(expiresIn)} is used for a while and then renewed`, async t => {
    const { daraja, minted, clock } = await startDaraja(t, () => ({ body: ACCEPTED }), { expiresIn: expiresIn ?? null })

    await daraja.sendStkPush(PUSH)
    clock.nowMs += 20 * 60_000
    await daraja.sendStkPush(PUSH)
    assert.equal(minted(), 1)

    clock.nowMs += 40 * 60_000
    await daraja.sendStkPush(PUSH)
    assert.equal(minted(), 2)
  })
}

for (const [status, code] of [
  [404, '404.001.03'],
  [401, '401.002.01'],
  [401, '401.003.01'],
  [404, '404.001.04'],
] as const) {
  test(`a token refused with ${code} is renewed once and the push sent with the new one`, async t => {
    const { daraja, seen, minted } = await startDaraja(t, call =>
      call.authorization === 'Bearer token-number-1'
        ? { status, body: errorBody(code, 'Invalid Access Token - token-number-1') }
        : { body: ACCEPTED },
    )

    const answer = await daraja.sendStkPush(PUSH)

    assert.equal(answer.outcome, 'accepted')
    assert.equal(minted(), 2)
    assert.equal(seen.length, 2)
  })
}

test('a token refused twice is a refusal, and its echo is not in the message', async t => {
  const { daraja, seen } = await startDaraja(t, call => ({
    status: 401,
    body: errorBody('401.002.01', `Error Occurred - Invalid Access Token - ${call.authorization.slice(7)}`),
  }))

  const answer = await daraja.sendStkPush(PUSH)

  assert.ok(answer.outcome === 'rejected')
  assert.equal(answer.problem.reason, 'unauthorised')
  assert.equal(seen.length, 2)
  assert.doesNotMatch(JSON.stringify(answer), /token-number/)
})

test('many calls refused at the same moment renew the token once', async t => {
  const { daraja, minted } = await startDaraja(t, call =>
    call.authorization === 'Bearer token-number-1'
      ? { status: 404, body: errorBody('404.001.03', 'Invalid Access Token') }
      : { body: ACCEPTED },
  )

  const answers = await Promise.all(Array.from({ length: 20 }, () => daraja.sendStkPush(PUSH)))

  assert.ok(answers.every(answer => answer.outcome === 'accepted'))
  assert.equal(minted(), 2)
})

test('a shared token another process renewed is used instead of minting one that would invalidate it', async t => {
  const { baseUrl, minted } = await startDaraja(t, call =>
    call.authorization === 'Bearer theirs-newer'
      ? { body: ACCEPTED }
      : { status: 404, body: errorBody('404.001.03', 'Invalid Access Token') },
  )
  let shared = 'theirs-older'
  const daraja = createDaraja({
    consumerKey: 'key',
    consumerSecret: 'secret',
    passkey: PASSKEY,
    shortCode: '174379',
    baseUrl,
    tokenStore: {
      async read() {
        const token = shared
        shared = 'theirs-newer'
        return { token, expiresAtMs: Number.MAX_SAFE_INTEGER }
      },
      replace: (_stale, mint) => mint(),
    },
  })

  const answer = await daraja.sendStkPush(PUSH)

  assert.equal(answer.outcome, 'accepted')
  assert.equal(minted(), 0)
})

const QUERY_ID = 'ws_CO_24112026120000000700000001'
const queryBody = (ResultCode: string | number, ResultDesc = 'text') =>
  JSON.stringify({
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: 'm',
    CheckoutRequestID: QUERY_ID,
    ResultCode,
    ResultDesc,
  })

const QUERIES: [name: string, reply: Reply, expected: object][] = [
  ['paid', { body: queryBody('0') }, { outcome: 'accepted', state: 'succeeded', resultCode: '0' }],
  ['paid, as a number', { body: queryBody(0) }, { outcome: 'accepted', state: 'succeeded', resultCode: '0' }],
  ['cancelled', { body: queryBody('1032') }, { outcome: 'accepted', state: 'failed', resultCode: '1032' }],
  ['4999', { body: queryBody('4999') }, { outcome: 'accepted', state: 'processing', resultCode: '4999' }],
  [
    'being processed, HTTP 500',
    { status: 500, body: errorBody('500.001.1001', 'The transaction is being processed') },
    { outcome: 'accepted', state: 'processing' },
  ],
  ['nothing said, HTTP 200', { body: errorBody('500.001.1001', '') }, { outcome: 'unknown' }],
  [
    'does not exist',
    { status: 500, body: errorBody('500.001.1001', 'The transaction does not Exist') },
    { outcome: 'unknown' },
  ],
  ['wrong credentials', { status: 500, body: errorBody('500.001.1001', 'Wrong credentials') }, { outcome: 'rejected' }],
  ['busy', { status: 500, body: errorBody('500.003.02', 'System is busy.') }, { outcome: 'rejected' }],
  ['HTML', { body: '<html>' }, { outcome: 'unknown' }],
  ['about another request', { body: queryBody('0').replace(QUERY_ID, 'ws_CO_another') }, { outcome: 'unknown' }],
  ['a broken connection', 'reset', { outcome: 'unknown' }],
]
for (const [name, reply, expected] of QUERIES) {
  test(`a query answered "${name}" reads ${Object.values(expected).join(' ')}`, async t => {
    const { daraja, seen } = await startDaraja(t, () => reply)

    const answer = await daraja.queryStkPush(QUERY_ID)

    const { outcome, state, resultCode } = answer as { outcome: string; state?: string; resultCode?: string }
    assert.deepEqual(
      { outcome, ...('state' in expected && { state }), ...('resultCode' in expected && { resultCode }) },
      expected,
    )
    assert.equal(JSON.parse(seen[0]?.body ?? '').CheckoutRequestID, QUERY_ID)
  })
}

test('a client that cannot work says everything that is missing, at once', () => {
  assert.throws(
    () => createDaraja({ consumerKey: '', consumerSecret: '', passkey: ' ', shortCode: 'abc', baseUrl: 'nowhere' }),
    (error: unknown) => error instanceof DarajaConfigurationError && error.problems.length === 5,
  )
})

test('typed amounts fit the push', async t => {
  const { daraja } = await startDaraja(t, () => ({ body: ACCEPTED }))
  const typed = parseShillings('KSh 1,000/-')
  assert.ok('amountKes' in typed)

  assert.equal((await daraja.sendStkPush({ ...PUSH, amountKes: typed.amountKes })).outcome, 'accepted')
})
