import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, readBody, reply, type World } from './world.ts'

const query = (world: World, over: Record<string, unknown> = {}) =>
  world.post('/pulltransactions/v1/query', {
    ShortCode: '174379',
    StartDate: '2026-11-24 10:00:00',
    EndDate: '2026-11-25 10:00:00',
    OffSetValue: '0',
    ...over,
  })

async function give(world: World, count: number): Promise<string[]> {
  const receipts: string[] = []
  for (let made = 0; made < count; made += 1) {
    receipts.push(world.simulator.answer(await world.prompt({ Amount: 1 }), 'pay').receiptNumber ?? '')
    await world.pass(1_000)
  }
  return receipts
}

test('a short code is registered once', async () => {
  const world = createWorld()
  const register = async (over = {}) =>
    readBody(
      await world.post('/pulltransactions/v1/register', {
        ShortCode: '174379',
        RequestType: 'Pull',
        NominatedNumber: '0700000001',
        CallBackURL: 'https://example.org/pull',
        ...over,
      }),
    )

  assert.equal((await register()).ResponseStatus, '1000')
  assert.equal((await register()).ResponseStatus, '1001')
  assert.equal((await register({ ShortCode: '999999' })).errorCode, '400.001')
  assert.equal((await register({ RequestType: 'Push' })).errorMessage, 'Bad Request - Invalid RequestType')
})

test('what callbacks lost, the pull still knows', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackLost: 1 })
  const [receipt] = await give(world, 1)

  const body = readBody(await query(world))

  assert.equal(body.ResponseCode, '1000')
  assert.deepEqual(body.Response, [
    [
      {
        transactionId: receipt,
        trxDate: '2026-11-24T07:02:11Z',
        msisdn: 254700000001,
        sender: 'Neema',
        transactiontype: 'c2b-pay-bill-debit',
        billreference: 'MADARASA',
        amount: '1.00',
        organizationname: 'TUMAINI TRUST',
      },
    ],
  ])
})

test('rows come a hundred at a time, by row offset, oldest first', async () => {
  const world = createWorld()
  const receipts = await give(world, 105)
  const ids = async (OffSetValue: unknown) => {
    const [rows] = readBody(await query(world, { OffSetValue })).Response as { transactionId: string }[][]
    return rows?.map(({ transactionId }) => transactionId)
  }

  assert.deepEqual(await ids('0'), receipts.slice(0, 100))
  assert.deepEqual(await ids(100), receipts.slice(100))
  assert.deepEqual(await ids('3'), receipts.slice(3, 103))
})

test('nothing in the time asked for, or older than 48 hours, is an empty list in a list', async () => {
  const world = createWorld()
  await give(world, 1)

  const before = readBody(await query(world, { StartDate: '2026-11-23 10:00', EndDate: '2026-11-24 10:00:00' }))
  assert.deepEqual([before.ResponseCode, before.Response], ['1001', [[]]])
  world.simulator.advance(48 * 3_600_000)
  assert.deepEqual(readBody(await query(world)).Response, [[]])
})

test('a query is refused by field, and without registration where that is strict', async () => {
  const world = createWorld()
  for (const [over, message] of [
    [{ ShortCode: '999999' }, 'Invalid ShortCode'],
    [{ StartDate: '24/11/2026' }, 'Bad Request - Invalid StartDate'],
    [{ EndDate: undefined }, 'Bad Request - Invalid EndDate'],
    [{ OffSetValue: 'all' }, 'Bad Request - Invalid OffSetValue'],
  ] as const) {
    assert.equal(readBody(await query(world, over)).errorMessage, message)
  }
  const strict = createWorld({ strict: { pullRegistration: true } })
  assert.equal(reply(await query(strict, { StartDate: '2026-11-24 10:00' })).status, 500)
})
