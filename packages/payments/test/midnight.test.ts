// Midnight in Nairobi, of a day, a month, a year and a leap day: what is asked, what is answered and what is added up
// changes its date there, and nowhere else.

import assert from 'node:assert/strict'
import type { PhoneNumber } from '@harambee/daraja'
import { demoCampaign } from '../src/demo-campaign.ts'
import type { Engine } from '../src/engine.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { buildIntent, openTestEngine, request, START } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'
import { checkoutOf } from './test-secret.ts'

interface Midnight {
  readonly lastDay: string
  readonly nextDay: string
}

const MIDNIGHTS: readonly Midnight[] = [
  { lastDay: '2026-11-24', nextDay: '2026-11-25' },
  { lastDay: '2026-11-30', nextDay: '2026-12-01' },
  { lastDay: '2026-12-31', nextDay: '2027-01-01' },
  { lastDay: '2027-02-28', nextDay: '2027-03-01' },
  { lastDay: '2028-02-28', nextDay: '2028-02-29' },
  { lastDay: '2028-02-29', nextDay: '2028-03-01' },
]
const HOUR_MS = 60 * 60_000

for (const [index, midnight] of MIDNIGHTS.entries()) {
  const { lastDay, nextDay } = midnight
  const phones = [1, 2, 3, 4].map(number => `25470000${index}00${number}` as PhoneNumber)

  test(`${lastDay} becomes ${nextDay} at midnight in Nairobi`, async context => {
    const listener = await openListener(context, {}, undefined, toMidnightMs(nextDay) - 1_000)
    const { engine, daraja, time } = listener
    const [first, second, third, fourth] = phones as [PhoneNumber, PhoneNumber, PhoneNumber, PhoneNumber]
    await endCampaignOn(engine, lastDay)
    // The last second of the day: asked before, paid before; asked before, paid after.
    const before = await request(engine, { phoneNumber: first })
    const across = await request(engine, { phoneNumber: second })
    const byQuery = await request(engine, { phoneNumber: third })
    await listener.callBack(before, paid(before, `${compact(lastDay)}235959`, 'UKOBEFORE'))
    await time.advance(1_000)
    await listener.callBack(across, paid(across, `${compact(nextDay)}000000`, 'UKOACROSS'))
    daraja.query = body => result(body.CheckoutRequestID === checkoutOf(byQuery) ? '0' : '1037')
    await time.advance(HOUR_MS)
    const tooLate = await engine.requestPayment(buildIntent({ phoneNumber: fourth, campaign: 'last-day' }))

    assert.deepEqual(
      daraja.pushes.map(({ Timestamp }) => Timestamp),
      Array(3).fill(`${compact(lastDay)}235959`),
    )
    assert.ok(daraja.queries.every(({ Timestamp }) => Timestamp?.startsWith(`${compact(nextDay)}00`)))
    assert.deepEqual(
      [(await listener.find(before)).occurredAtMs, (await listener.find(across)).occurredAtMs],
      [toMidnightMs(nextDay) - 1_000, toMidnightMs(nextDay)],
    )
    assert.equal(tooLate.outcome === 'refused' && tooLate.reason, 'campaign-ended')
    const totals = await engine.listDailyTotals({ from: lastDay, to: nextDay })
    assert.deepEqual(totals, [
      { day: nextDay, gifts: 2, amountKes: 1_000 },
      { day: lastDay, gifts: 1, amountKes: 500 },
    ])
    assert.equal((await engine.verifyBooks()).firstBadRow, null)
  })
}

test('a campaign counts its last day in, to the last moment of it', async context => {
  const { engine, time } = await openTestEngine(context)
  const find = async () => {
    const campaign = await engine.findCampaign('last-day')
    return [campaign?.daysLeft, campaign?.hasEnded]
  }
  await endCampaignOn(engine, '2026-11-30')

  const seen = []
  for (const day of ['2026-11-25', '2026-11-30', '2026-12-01']) {
    await time.advance(toMidnightMs(day) - 1 - time.nowMs())
    seen.push(await find())
    await time.advance(1)
    seen.push(await find())
  }

  assert.deepEqual(seen, [
    [7, false],
    [6, false],
    [2, false],
    [1, false],
    [1, false],
    [0, true],
  ])
})

test('the demo’s campaign runs as many days in Nairobi whenever it is made', () => {
  const moments = [START, Date.parse('2026-11-24T20:59:59Z'), Date.parse('2026-11-24T21:00:00Z')]

  const lastDays = moments.map(nowMs => demoCampaign(nowMs).endsOn)

  assert.deepEqual(lastDays, ['2027-01-23', '2027-01-23', '2027-01-24'])
})

/** The moment at which a day begins in Nairobi. */
function toMidnightMs(day: string): number {
  return Date.parse(`${day}T00:00:00+03:00`)
}

function compact(day: string): string {
  return day.replaceAll('-', '')
}

async function endCampaignOn(engine: Engine, endsOn: string): Promise<void> {
  await engine.addCampaign({ ...demoCampaign(START), slug: 'last-day', accountReference: 'LASTDAY', endsOn })
}

/** A success that says when, as Daraja writes it. */
function paid(payment: Parameters<typeof successBody>[0], moment: string, receiptNumber: string): string {
  const items = [
    { Name: 'Amount', Value: payment.amountKes },
    { Name: 'MpesaReceiptNumber', Value: receiptNumber },
    { Name: 'TransactionDate', Value: Number(moment) },
    { Name: 'PhoneNumber', Value: 254700000001 },
  ]
  return successBody(payment, { items })
}
