import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, readBody, reply } from './world.ts'

test('a query knows the outcome as text, in its own words, and no receipt', async () => {
  const world = createWorld()
  const id = await world.prompt()
  const { merchantRequestId } = world.simulator.answer(id, 'pay')

  const answer = reply(await world.query(id))

  assert.equal(answer.status, 200)
  assert.deepEqual(JSON.parse(answer.body), {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: merchantRequestId,
    CheckoutRequestID: id,
    ResultCode: '0',
    ResultDesc: 'The service request is processed successfully.',
  })
})

test('the query words a ring-out differently from the callback', async () => {
  const world = createWorld()
  const id = await world.prompt()
  await world.pass(60_000)

  const verdict = readBody(await world.query(id))
  const callback = JSON.parse(world.posted[0]?.body ?? '').Body.stkCallback

  assert.deepEqual([verdict.ResultCode, verdict.ResultDesc], ['1037', 'DS timeout user cannot be reached.'])
  assert.deepEqual([callback.ResultCode, callback.ResultDesc], [1037, 'No response from user.'])
})

test('"not yet" has four shapes', async () => {
  const world = createWorld()
  const id = await world.prompt()
  const ask = async (pendingAnswer: 'being-processed' | 'code-4999' | 'empty-message' | 'does-not-exist') => {
    world.simulator.setFaults({ pendingAnswer })
    const { status, body } = reply(await world.query(id))
    const { errorCode, errorMessage, ResultCode } = JSON.parse(body)
    return { status, errorCode, errorMessage, ResultCode }
  }
  const error = { errorCode: '500.001.1001', ResultCode: undefined }

  assert.deepEqual(await ask('being-processed'), {
    ...error,
    status: 500,
    errorMessage: 'The transaction is being processed',
  })
  assert.deepEqual(await ask('code-4999'), {
    status: 200,
    errorCode: undefined,
    errorMessage: undefined,
    ResultCode: '4999',
  })
  assert.deepEqual(await ask('empty-message'), { ...error, status: 200, errorMessage: '' })
  assert.deepEqual(await ask('does-not-exist'), {
    ...error,
    status: 500,
    errorMessage: 'The transaction does not Exist',
  })
})

test('mixed weather says "not yet" in all four ways, the same ones for the same seed', async () => {
  const ask = async () => {
    const world = createWorld({ seed: 7 })
    const id = await world.prompt()
    world.simulator.setFaults({ pendingAnswer: 'mixed' })
    const answers: string[] = []
    for (let count = 0; count < 40; count += 1) {
      const { ResultCode, errorMessage } = readBody(await world.query(id))
      answers.push(String(ResultCode ?? errorMessage))
    }
    return answers
  }

  const first = await ask()

  assert.equal(new Set(first).size, 4)
  assert.deepEqual(await ask(), first)
})

test('an unknown id, and somebody else’s, do not exist', async () => {
  const shortCodes = [
    { shortCode: '174379', name: 'ONE' },
    { shortCode: '600100', name: 'TWO' },
  ]
  const world = createWorld({ shortCodes })
  const id = await world.prompt()
  world.simulator.answer(id, 'pay')
  const password = btoa('600100bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c91920261124100211')

  const unknown = readBody(await world.query('ws_CO_1'))
  const foreign = readBody(await world.query(id, { BusinessShortCode: '600100', Password: password }))

  for (const body of [unknown, foreign]) assert.equal(body.errorMessage, 'The transaction does not Exist')
})

test('a query is checked like a push', async () => {
  const world = createWorld()
  const id = await world.prompt()
  const cases: [Record<string, unknown>, number, string][] = [
    [{ CheckoutRequestID: undefined }, 400, 'Bad Request - Invalid CheckoutRequestID'],
    [{ BusinessShortCode: undefined }, 400, 'Bad Request - Invalid BusinessShortCode'],
    [{ Timestamp: 'yesterday' }, 400, 'Bad Request - Invalid Timestamp'],
    [{ BusinessShortCode: '600000' }, 500, 'Merchant does not exist'],
    [{ Password: btoa('wrong') }, 500, 'Wrong credentials'],
  ]
  for (const [over, status, message] of cases) {
    const answer = reply(await world.query(id, over))

    assert.equal(answer.status, status)
    assert.equal(JSON.parse(answer.body).errorMessage, message)
  }
})
