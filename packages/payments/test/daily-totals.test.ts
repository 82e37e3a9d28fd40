// What each day brought, cut at midnight in Nairobi, whatever the machine's clock calls it.

import assert from 'node:assert/strict'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import { importStatement } from '../src/import-statement.ts'
import type { DailyTotal } from '../src/queries/list-daily-totals.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { request } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'
import { checkoutOf } from './test-secret.ts'

let gifts = 0

/** One gift of which M-PESA says that it moved at that moment. */
async function giveAt({ engine }: TestListener, iso: string, amountKes = 100): Promise<void> {
  const { database, sealer, ports } = engine
  gifts += 1
  const line = {
    receiptNumber: `UKO${gifts}`,
    amountKes: amountKes as Shillings,
    occurredAtMs: Date.parse(iso),
    phoneNumber: '254711222333' as PhoneNumber,
    payer: '254711222333',
    accountReference: 'MADARASA',
    isCustomerPayment: true,
  }
  const found = await importStatement({ database, sealer, ports, shortCode: '174379', onChanged() {} }, [line])
  assert.deepEqual(found, ['booked'])
}

const toLines = (totals: readonly DailyTotal[]) =>
  totals.map(({ day, gifts: count, amountKes }) => `${day} ${count} ${amountKes}`)

test('a day ends at midnight in Nairobi: of a year, a month and a leap year too', async context => {
  const listener = await openListener(context)
  for (const [moment, amountKes] of [
    ['2026-11-24T23:59:59.999+03:00', 1],
    ['2026-11-25T00:00:00.000+03:00', 2],
    ['2026-11-30T23:59:59.999+03:00', 4],
    ['2026-12-01T00:00:00.000+03:00', 8],
    ['2026-12-31T23:59:59.999+03:00', 16],
    ['2027-01-01T00:00:00.000+03:00', 32],
    ['2028-02-28T23:59:59.999+03:00', 64],
    ['2028-02-29T00:00:00.000+03:00', 128],
    ['2028-02-29T23:59:59.999+03:00', 256],
    ['2028-03-01T00:00:00.000+03:00', 512],
    // Clocks in Europe are put back in this night; in Nairobi nothing happens.
    ['2026-10-25T00:30:00.000+02:00', 1_024],
    ['2026-10-25T23:30:00.000+01:00', 2_048],
  ] as const) {
    await giveAt(listener, moment, amountKes)
  }

  assert.deepEqual(toLines(await listener.engine.listDailyTotals({})), [
    '2028-03-01 1 512',
    '2028-02-29 2 384',
    '2028-02-28 1 64',
    '2027-01-01 1 32',
    '2026-12-31 1 16',
    '2026-12-01 1 8',
    '2026-11-30 1 4',
    '2026-11-25 1 2',
    '2026-11-24 1 1',
    '2026-10-26 1 2048',
    '2026-10-25 1 1024',
  ])
})

test('the first and the last day asked for are whole', async context => {
  const listener = await openListener(context)
  for (const day of ['23', '24', '25', '26']) {
    await giveAt(listener, `2026-11-${day}T00:00:00.000+03:00`)
    await giveAt(listener, `2026-11-${day}T23:59:59.999+03:00`)
  }
  const list = async (listing: object) => toLines(await listener.engine.listDailyTotals(listing))

  assert.deepEqual(await list({ from: '2026-11-24', to: '2026-11-25' }), ['2026-11-25 2 200', '2026-11-24 2 200'])
  assert.deepEqual(await list({ from: '2026-11-26' }), ['2026-11-26 2 200'])
  assert.deepEqual(await list({ to: '2026-11-23' }), ['2026-11-23 2 200'])
  assert.deepEqual(await list({ from: '2027-01-01' }), [])
})

test('a gift belongs to the day on which M-PESA says the money moved, or, where it does not say, on which it was known', async context => {
  const listener = await openListener(context)
  const { engine, daraja, time } = listener
  // Noon in Nairobi; the callback says 12:00:15 of this day and comes two days later.
  const byCallback = await request(engine)
  const byQuery = await request(engine, { phoneNumber: '254700000002' as PhoneNumber, amountKes: 300 as Shillings })
  daraja.query = ({ CheckoutRequestID }) => result(CheckoutRequestID === checkoutOf(byQuery) ? '0' : '1037')
  await time.advance(60_000)
  await time.advance(2 * 24 * 60 * 60_000)
  await listener.callBack(byCallback, successBody(byCallback))

  assert.deepEqual(toLines(await engine.listDailyTotals({})), ['2026-11-24 2 800'])
  assert.equal((await listener.find(byQuery)).occurredAtMs, null)
})

test('what is not paid, or was given back, counts on no day', async context => {
  const listener = await openListener(context)
  await giveAt(listener, '2026-11-24T12:00:00+03:00')
  await giveAt(listener, '2026-11-24T13:00:00+03:00')
  await request(listener.engine)
  const [payment] = (await listener.engine.listPayments({ status: 'succeeded', limit: 1 })) ?? []
  await listener.engine.database.kysely
    .updateTable('payments')
    .set({ status: 'reversed' })
    .where('id', '=', payment?.id ?? '')
    .execute()

  assert.deepEqual(toLines(await listener.engine.listDailyTotals({})), ['2026-11-24 1 100'])
})

test('the days of a campaign add up to its counter', async context => {
  const listener = await openListener(context)
  for (let day = 1; day <= 28; day++) {
    await giveAt(listener, `2026-02-${String(day).padStart(2, '0')}T${String(day % 24).padStart(2, '0')}:15:00Z`, day)
  }
  const campaign = await listener.engine.findCampaign('madarasa')

  const days = await listener.engine.listDailyTotals({ campaign: 'madarasa' })

  assert.equal(
    days.reduce((sum, { amountKes }) => sum + amountKes, 0),
    campaign?.raisedKes,
  )
  assert.equal(
    days.reduce((sum, { gifts: count }) => sum + count, 0),
    campaign?.gifts,
  )
  assert.deepEqual(await listener.engine.listDailyTotals({ campaign: 'other' }), [])
})
