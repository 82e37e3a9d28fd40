// M-PESA's own list of what came in: every receipt of it is one gift in the books, however often it is read and whatever
// else tells of it, before or after.

import assert from 'node:assert/strict'
import { test as testOnSqlite } from 'node:test'
import type { Daraja, PhoneNumber, PulledReceipt, Shillings } from '@harambee/daraja'
import { importStatement } from '../src/import-statement.ts'
import type { Payment } from '../src/payment.ts'
import { pullMoney } from '../src/pull-money.ts'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, PHONE, request, START } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'

const STRANGER = '254711222333' as PhoneNumber

/** KSh 500 of the first phone for the demo campaign, a few seconds after the start. */
function line(facts: Partial<PulledReceipt> = {}): PulledReceipt {
  const phoneNumber = 'phoneNumber' in facts ? (facts.phoneNumber ?? null) : PHONE
  return {
    receiptNumber: 'UKO1AB2C3D',
    amountKes: 500 as Shillings,
    occurredAtMs: START + 20_000,
    phoneNumber,
    payer: phoneNumber,
    accountReference: 'MADARASA',
    isCustomerPayment: true,
    ...facts,
  }
}

/** Money for the donation of this payment. */
function to(payment?: Payment): Pick<PulledReceipt, 'accountReference'> {
  return { accountReference: payment?.accountReference ?? null }
}

function read({ engine }: TestListener, ...lines: PulledReceipt[]) {
  const { database, sealer, ports } = engine
  return importStatement({ database, sealer, ports, shortCode: '174379', onChanged() {} }, lines)
}

/** Amount and receipt of everything that is paid, and what the campaign counts. */
async function paidIn({ engine }: TestListener): Promise<string[]> {
  const payments = (await engine.listPayments({ status: 'succeeded', limit: 1_000 })) ?? []
  const campaign = await engine.findCampaign('madarasa')
  assert.equal(
    campaign?.raisedKes,
    payments.reduce((sum, { amountKes }) => sum + amountKes, 0),
  )
  assert.equal(campaign?.gifts, payments.length)
  const { ok, firstBadRow } = await engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
  return payments.map(({ amountKes, receiptNumber }) => `${amountKes} ${receiptNumber}`).sort()
}

test('money nobody here had asked for becomes a gift of its campaign, once', async context => {
  const listener = await openListener(context)

  const first = await read(listener, line({ phoneNumber: STRANGER, accountReference: ' madarasa' }))
  const again = await read(listener, line({ phoneNumber: STRANGER }))

  assert.deepEqual([first, again], [['booked'], ['known']])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
  const [payment] = (await listener.engine.listPayments({ limit: 1 })) ?? []
  assert.equal(payment?.phoneMasked, '2547•••••333')
  assert.deepEqual(payment?.sources, ['statement'])
  assert.equal(payment?.occurredAtMs, START + 20_000)
  assert.equal(payment?.isReceiptInferred, false)
  const history = await listener.engine.listPaymentHistory(payment?.id ?? '')
  assert.deepEqual(
    history.map(({ source, status_before, status_after }) => [source, status_before, status_after]),
    [['statement', 'created', 'succeeded']],
  )
})

test('what callbacks have told already is known', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.callBack(payment, successBody(payment))

  assert.deepEqual(await read(listener, line()), ['known'])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a payment a query had confirmed gets its receipt, and no second gift is made of it', async context => {
  const listener = await openListener(context)
  listener.daraja.query = () => result('0')
  const payment = await request(listener.engine)
  await listener.engine.reconciler.ask(payment)

  assert.deepEqual(await read(listener, line(to(payment))), ['matched'])

  const found = await listener.find(payment)
  assert.deepEqual(
    [found.receiptNumber, found.isReceiptInferred, found.sources],
    ['UKO1AB2C3D', true, ['query', 'statement']],
  )
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('two gifts of one person and amount get their receipts in the order they were given', async context => {
  const listener = await openListener(context)
  listener.daraja.query = () => result('0')
  const given: Payment[] = []
  for (let number = 0; number < 2; number++) {
    given.push(await listener.engine.reconciler.ask(await request(listener.engine)))
    await listener.time.advance(120_000)
  }

  const outcomes = await read(
    listener,
    line({ ...to(given[0]), receiptNumber: 'UKO1AAAAAA', occurredAtMs: START + 15_000 }),
    line({ ...to(given[1]), receiptNumber: 'UKO2BBBBBB', occurredAtMs: START + 135_000 }),
    line({ ...to(given[1]), receiptNumber: 'UKO3CCCCCC', occurredAtMs: START + 140_000 }),
  )

  assert.deepEqual(outcomes, ['matched', 'matched', 'booked'])
  const receipts = await Promise.all(given.map(async payment => (await listener.find(payment)).receiptNumber))
  assert.deepEqual(receipts, ['UKO1AAAAAA', 'UKO2BBBBBB'])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AAAAAA', '500 UKO2BBBBBB', '500 UKO3CCCCCC'])
})

test('while Daraja can still be asked about a payment, a line that fits it waits', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)

  assert.deepEqual(await read(listener, line(to(payment))), ['waiting'])
  assert.deepEqual(await paidIn(listener), [])
  await listener.callBack(payment, successBody(payment))

  assert.deepEqual(await read(listener, line(to(payment))), ['known'])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a line that waited goes to its payment when a query confirms it', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await read(listener, line(to(payment)))
  listener.daraja.query = () => result('0')

  const asked = await listener.engine.reconciler.ask(payment)

  assert.deepEqual([asked.status, (await listener.find(payment)).receiptNumber], ['succeeded', 'UKO1AB2C3D'])
  assert.deepEqual(await read(listener, line(to(payment))), ['known'])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a line that waited is a gift of its own when the payment has failed', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await read(listener, line(to(payment)))
  await listener.callBack(payment, failureBody(payment, 1032))

  assert.deepEqual(await read(listener, line(to(payment))), ['booked'])
  assert.equal((await listener.find(payment)).status, 'failed')
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a payment whose push was never answered is settled by the line that fits it', async context => {
  const listener = await openListener(context)
  listener.daraja.push = () => 'reset'
  const payment = await request(listener.engine)
  assert.deepEqual([payment.status, payment.checkoutRequestId], ['pending', null])

  assert.deepEqual(await read(listener, line(to(payment))), ['matched'])

  const settled = await listener.find(payment)
  assert.deepEqual([settled.status, settled.receiptNumber, settled.sources], ['succeeded', 'UKO1AB2C3D', ['statement']])
  await listener.callBack(payment, successBody(payment))
  assert.equal((await listener.find(payment)).isReceiptInferred, false)
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a payment nobody could tell the outcome of is settled by the line that fits it', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await listener.time.advance(25 * 60 * 60_000)
  assert.equal((await listener.find(payment)).status, 'review')

  assert.deepEqual(await read(listener, line(to(payment))), ['matched'])
  assert.equal((await listener.find(payment)).status, 'succeeded')
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('the callback of a payment settled by the wrong line brings the right receipt, and the line is a gift of its own', async context => {
  const listener = await openListener(context)
  listener.daraja.push = () => 'reset'
  const payment = await request(listener.engine)
  // The same person has paid by PayBill meanwhile, because no prompt came.
  await read(listener, line({ ...to(payment), receiptNumber: 'UKO9PAYBIL' }))
  assert.equal((await listener.find(payment)).receiptNumber, 'UKO9PAYBIL')

  await listener.callBack(payment, successBody(payment))

  assert.equal((await listener.find(payment)).receiptNumber, 'UKO1AB2C3D')
  assert.deepEqual(await read(listener, line(to(payment)), line({ ...to(payment), receiptNumber: 'UKO9PAYBIL' })), [
    'known',
    'booked',
  ])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D', '500 UKO9PAYBIL'])
})

test('money whose confirmation nobody had claimed is booked from the list', async context => {
  const listener = await openListener(context, { MPESA_CONFIRM: 'always' })
  await listener.send(`${listener.pathOf({ id: 'x' } as Payment).split('/x/')[0]}/c2b/confirmation`, c2bBody())
  assert.deepEqual(await paidIn(listener), [])

  assert.deepEqual(await read(listener, line({ phoneNumber: STRANGER })), ['booked'])
  assert.deepEqual(await read(listener, line({ phoneNumber: STRANGER })), ['known'])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a confirmation after the list changes nothing', async context => {
  const listener = await openListener(context)
  await read(listener, line({ phoneNumber: STRANGER }))

  await listener.send(`${listener.pathOf({ id: 'x' } as Payment).split('/x/')[0]}/c2b/confirmation`, c2bBody())

  const [entry] = await listener.engine.listInbox({ limit: 1 })
  assert.equal(entry?.verdict, 'duplicate')
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a callback about a payment that was lost, whose money the list has brought, is known', async context => {
  const listener = await openListener(context)
  await read(listener, line())
  const lost = { checkoutRequestId: 'ws_CO_lost', merchantRequestId: 'lost', amountKes: 500 } as Payment

  await listener.callBackByKey(successBody(lost))

  const [entry] = await listener.engine.listInbox({ limit: 1 })
  assert.deepEqual([entry?.verdict, entry?.because], ['duplicate', 'its receipt is in the books already'])
})

test('what names no campaign, or is no gift, is not booked', async context => {
  const listener = await openListener(context)

  const outcomes = await read(
    listener,
    line({ receiptNumber: 'UKO1', accountReference: 'RENT' }),
    line({ receiptNumber: 'UKO2', accountReference: null }),
    line({ receiptNumber: 'UKO3', amountKes: null }),
    line({ receiptNumber: 'UKO4', isCustomerPayment: false }),
  )

  assert.deepEqual(outcomes, ['unclaimed', 'unclaimed', 'ignored', 'ignored'])
  assert.deepEqual(await paidIn(listener), [])
})

for (const [name, phone, outcome] of [
  ['masked', { phoneNumber: null, payer: '2547 ***** 001' }, 'matched'],
  ['masked and another’s', { phoneNumber: null, payer: '2547 ***** 999' }, 'booked'],
  ['hashed', { phoneNumber: null, payer: 'a3f5'.repeat(16) }, 'waiting'],
  ['absent', { phoneNumber: null, payer: null }, 'waiting'],
  ['another’s', { phoneNumber: STRANGER, payer: STRANGER }, 'booked'],
] as const) {
  test(`where a paid payment has no receipt and the payer of a line is ${name}, it is ${outcome}`, async context => {
    const listener = await openListener(context)
    listener.daraja.query = () => result('0')
    const payment = await listener.engine.reconciler.ask(await request(listener.engine))

    assert.deepEqual(await read(listener, line({ ...to(payment), ...phone })), [outcome])

    const paid = await paidIn(listener)
    assert.equal(paid.length, outcome === 'booked' ? 2 : 1)
  })
}

test('two who read the list at the same moment book it once', async context => {
  const listener = await openListener(context)
  const lines = Array.from({ length: 8 }, (_, index) => line({ receiptNumber: `UKO${index}`, phoneNumber: STRANGER }))

  const found = await Promise.all([read(listener, ...lines), read(listener, ...lines.toReversed())])

  assert.equal(found.flat().filter(outcome => outcome === 'booked').length, 8)
  assert.equal((await paidIn(listener)).length, 8)
})

test('a new phone prompts as before: gifts from the list are no prompts', async context => {
  const listener = await openListener(context)
  await read(listener, line({ phoneNumber: OTHER_PHONE }))

  const asked = await request(listener.engine, { phoneNumber: OTHER_PHONE })

  assert.equal(asked.status, 'pending')
})

testOnSqlite(
  'the list is read page by page to its end, and a page that fails is told with what was read',
  async context => {
    const { engine } = await openListener(context)
    const { database, sealer, ports } = engine
    const offsets: number[] = []
    let failsAt = Number.POSITIVE_INFINITY
    const daraja = {
      async pullReceipts({ offset }: { offset: number }) {
        offsets.push(offset)
        if (offset >= failsAt) return { outcome: 'rejected', problem: { message: 'not registered' } }
        const rows = Math.min(3, 7 - offset)
        const receipts = Array.from({ length: rows }, (_, index) =>
          line({ receiptNumber: `UKO${offset + index}`, phoneNumber: STRANGER }),
        )
        return { outcome: 'accepted', rows, receipts }
      },
    } as unknown as Daraja
    const context2 = { database, sealer, ports, shortCode: '174379', onChanged() {}, daraja }
    failsAt = 6
    const half = await pullMoney(context2)
    failsAt = Number.POSITIVE_INFINITY
    const whole = await pullMoney(context2)

    assert.deepEqual(offsets, [0, 3, 6, 0, 3, 6, 7])
    assert.deepEqual([half.lines, half.outcomes.booked, half.problem?.message], [6, 6, 'not registered'])
    assert.deepEqual(
      [whole.lines, whole.outcomes, whole.bookedKes],
      [7, { known: 6, matched: 0, booked: 1, waiting: 0, unclaimed: 0, ignored: 0 }, 500],
    )
  },
)
