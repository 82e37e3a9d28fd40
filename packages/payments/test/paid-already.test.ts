// "I paid, but …": what a giver tells is looked for in the books, asked of M-PESA, or left to a person; and nobody learns
// anything of a code that is not theirs.

import assert from 'node:assert/strict'
import type { PhoneNumber } from '@harambee/daraja'
import type { Heard } from '../src/paid-already/hear-giver.ts'
import type { Payment } from '../src/payment.ts'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, PHONE, request } from './open-test-engine.ts'
import { json, processing } from './scripted-daraja.ts'

const GIVER = 'cookie-of-a-giver'
const OTHER_GIVER = 'cookie-of-another'
const CODE = 'UKO9BYHAND'
const SMS = (code = CODE, amount = '500.00', payee = 'TUMAINI TRUST') =>
  `${code} Confirmed. Ksh${amount} sent to ${payee} for account RENT on 24/11/26 at 12:00 PM New M-PESA balance is Ksh1.00.`
const INITIATOR = { MPESA_INITIATOR_NAME: 'testapi', MPESA_SECURITY_CREDENTIAL: 'QUJD'.repeat(86) }

let address = 0
function hear(listener: TestListener, payment: Payment, message: string, facts: object = {}): Promise<Heard> {
  address += 1
  const peerAddress = `198.51.100.${address % 250}`
  return listener.engine.paidAlready.hear({
    ...{ paymentId: payment.id, giver: GIVER, peerAddress, message, isSure: false },
    ...facts,
  })
}

/** Money to a wrong account: nobody's. */
function stray({ send, configuration }: TestListener, facts: Record<string, string> = {}) {
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  return send(`${base}/c2b/confirmation`, c2bBody({ TransID: CODE, BillRefNumber: 'RENT', ...facts }))
}

async function paidIn({ engine }: TestListener): Promise<string[]> {
  const payments = (await engine.listPayments({ status: 'succeeded', limit: 1_000 })) ?? []
  const { ok, firstBadRow } = await engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
  return payments.map(({ amountKes, receiptNumber }) => `${amountKes} ${receiptNumber}`).sort()
}

test('money to a wrong account is linked at once to the gift its code is told for, and only to one', async context => {
  const listener = await openListener(context)
  const spell = [SMS, (code: string) => code.toLowerCase(), (code: string) => SMS(code.replace('O', '0'))]
  for (const [index, toTold] of spell.entries()) {
    const code = `UKO9BYHAN${index}`
    const phoneNumber = `25470000030${index}` as PhoneNumber
    const otherPhone = `25470000031${index}` as PhoneNumber
    const payment = await request(listener.engine, { phoneNumber })
    await listener.callBack(payment, failureBody(payment, 1032))
    const other = await request(listener.engine, { phoneNumber: otherPhone, giver: OTHER_GIVER })
    await stray(listener, { TransID: code })

    const told = toTold(code)
    assert.deepEqual(await hear(listener, payment, told), { heard: 'linked', paymentId: payment.id })
    assert.deepEqual(await hear(listener, payment, told), { heard: 'linked', paymentId: payment.id })
    const second = await hear(listener, other, told, { giver: OTHER_GIVER })

    assert.equal(second.heard, 'task')
    const paid = await listener.find(payment)
    assert.deepEqual([paid.status, paid.receiptNumber, paid.flag], ['succeeded', code, 'paid-by-hand'])
    const [task] = await listener.engine.paidAlready.listOf(payment.donationId)
    assert.deepEqual([task?.state, task?.outcome, task?.linkedPaymentId], ['done', 'linked', payment.id])
  }
  assert.deepEqual(await paidIn(listener), ['500 UKO9BYHAN0', '500 UKO9BYHAN1', '500 UKO9BYHAN2'])
})

test('told at the same moment on two pages, money goes to one of them', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  const other = await request(listener.engine, { phoneNumber: OTHER_PHONE, giver: OTHER_GIVER })
  await stray(listener)

  const heard = await Promise.all([hear(listener, payment, CODE), hear(listener, other, CODE, { giver: OTHER_GIVER })])

  assert.deepEqual(heard.map(one => one.heard).sort(), ['linked', 'task'])
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
})

test('another amount, an account of somebody else’s and money nobody vouches for book nothing by themselves', async context => {
  for (const [facts, environment] of [
    [{ TransAmount: '5000.00' }, {}],
    [{}, { MPESA_CONFIRM: 'always' }],
    [{}, { MPESA_CALLBACK_IP_MODE: 'observe', MPESA_CALLBACK_ALLOWED_IPS: '192.0.2.1/32' }],
  ] as const) {
    const listener = await openListener(context, environment)
    const payment = await request(listener.engine)
    await stray(listener, facts)

    const heard = await hear(listener, payment, CODE)

    assert.equal(heard.heard, 'task', JSON.stringify([facts, environment]))
    assert.deepEqual(await paidIn(listener), [])
  }
})

test('a gift to the bare code of the campaign gets the giver who tells its code, once, and no money moves', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  const other = await request(listener.engine, { phoneNumber: OTHER_PHONE, giver: OTHER_GIVER })
  await stray(listener, { BillRefNumber: 'MADARASA' })
  const [gift] = (await listener.engine.listPayments({ status: 'succeeded', limit: 10 })) ?? []
  assert.ok(gift)

  const stranger = await hear(listener, other, CODE, { giver: OTHER_GIVER })
  const heard = await hear(listener, payment, CODE)

  assert.equal(stranger.heard, 'task')
  assert.deepEqual(heard, { heard: 'linked', paymentId: gift.id })
  assert.equal((await listener.engine.findDonation(gift.id, GIVER))?.isGiver, true)
  assert.equal((await listener.engine.findDonation(gift.id, OTHER_GIVER))?.isGiver, false)
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
})

test('money that comes after its code was told goes to the gift by itself', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  const heard = await hear(listener, payment, SMS())
  assert.equal(heard.heard === 'task' && heard.task.state, 'open')

  await stray(listener)

  assert.equal((await listener.find(payment)).receiptNumber, CODE)
  const [task] = await listener.engine.paidAlready.listOf(payment.donationId)
  assert.deepEqual([task?.state, task?.outcome], ['done', 'linked'])
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
})

test('whoever is not the giver tells nothing, and after five codes in an hour nothing is looked up', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  await stray(listener)
  assert.deepEqual(await hear(listener, payment, CODE, { giver: OTHER_GIVER }), { heard: 'stranger' })
  assert.deepEqual(await hear(listener, payment, 'no code'), { heard: 'problem', problem: { problem: 'no-code' } })

  for (let tries = 0; tries < 5; tries += 1) {
    assert.equal((await hear(listener, payment, `UKO0GUESS${tries}`)).heard, 'task')
  }
  assert.deepEqual(await hear(listener, payment, CODE), { heard: 'too-many' })
  await listener.time.advance(60 * 60_000)
  assert.equal((await hear(listener, payment, CODE)).heard, 'linked')

  const fromOne = { peerAddress: '203.0.113.9' }
  for (let tries = 0; tries < 6; tries += 1) {
    const phoneNumber = `25470000020${tries}` as PhoneNumber
    const page = await request(listener.engine, { phoneNumber })
    const { heard } = await hear(listener, page, `UKO0GUESS${tries}`, fromOne)
    assert.equal(heard, tries < 5 ? 'task' : 'too-many')
  }
})

test('a code of somebody else’s is answered like nobody’s', async context => {
  const listener = await openListener(context)
  const paid = await request(listener.engine, { phoneNumber: OTHER_PHONE, giver: OTHER_GIVER })
  await listener.callBack(paid, successBody(paid, { receiptNumber: 'UKO1AB2C3D' }))
  const payment = await request(listener.engine)

  const answers = []
  for (const code of ['UKO1AB2C3D', 'UKO1AB2C3E']) {
    const heard = await hear(listener, payment, SMS(code))
    assert.equal(heard.heard, 'task')
    if (heard.heard !== 'task') continue
    const { id: _, because: __, receiptNumber: ___, ...shown } = heard.task
    answers.push(shown)
  }
  assert.deepEqual(answers[0], answers[1])
  assert.deepEqual(await paidIn(listener), ['500 UKO1AB2C3D'])
})

test('a message about money to somebody else says so, unless the giver is sure', async context => {
  const listener = await openListener(context)
  const payment = await request(listener.engine)
  const elsewhere = SMS(CODE, '500.00', 'NAIVAS LIMITED')

  assert.deepEqual(await hear(listener, payment, elsewhere), { heard: 'other-payee', payee: 'NAIVAS LIMITED' })
  assert.equal((await hear(listener, payment, elsewhere, { isSure: true })).heard, 'task')
  for (const ours of ['TUMAINI', 'Tumaini Trust Collections', 'EQUITY PAYBILL 174379']) {
    assert.equal((await hear(listener, payment, SMS('UKO9OTHER1', '500.00', ours))).heard, 'task', ours)
  }
})

/** M-PESA's answer about a receipt. */
function statusBody(facts: Record<string, unknown> = {}, code: number | string = 0): string {
  const parameters = {
    DebitPartyName: '254700000001 - Amani Juma',
    CreditPartyName: '174379 - TUMAINI TRUST',
    TransactionStatus: 'Completed',
    FinalisedTime: 20261124120000,
    Amount: 500,
    ReceiptNo: CODE,
    ...facts,
  }
  const ResultParameter = Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }))
  return JSON.stringify({
    Result: {
      ...{
        ResultType: 0,
        ResultCode: code,
        ResultDesc: 'x',
        OriginatorConversationID: '1-2-3',
        ConversationID: 'AG_1',
      },
      TransactionID: 'UKO0000000',
      ...(code === 0 ? { ResultParameters: { ResultParameter } } : {}),
    },
  })
}

/** A gift whose giver has told a code M-PESA is asked about. */
async function ask(listener: TestListener, facts: object = {}, code = CODE): Promise<Payment> {
  listener.daraja.query = body =>
    'TransactionID' in body ? json(200, { ResponseCode: '0', ConversationID: 'AG_1' }) : processing()
  const payment = await request(listener.engine, facts)
  const heard = await hear(listener, payment, SMS(code), facts)
  assert.equal(heard.heard === 'task' && heard.task.state, 'asking')
  await listener.time.settle()
  return payment
}

test('M-PESA is asked about a code the books do not know, and its answer pays the gift', async context => {
  const listener = await openListener(context, INITIATOR)
  const payment = await ask(listener)
  const question = listener.daraja.queries.find(body => 'TransactionID' in body)
  assert.equal(question?.TransactionID, CODE)
  assert.equal(new URL(question?.ResultURL ?? '').pathname, listener.pathOf(payment))

  await listener.callBack(payment, statusBody())
  await listener.callBack(payment, statusBody())
  await stray(listener, { BillRefNumber: 'MADARASA' })

  assert.equal((await listener.find(payment)).receiptNumber, CODE)
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
  const [task] = await listener.engine.paidAlready.listOf(payment.donationId)
  assert.deepEqual([task?.state, task?.outcome], ['done', 'linked'])
})

const ELSEWHERE = { MPESA_CALLBACK_IP_MODE: 'observe', MPESA_CALLBACK_ALLOWED_IPS: '192.0.2.1/32' }
const MISFITS: readonly (readonly [name: string, toAnswer: ((ReceiptNo: string) => string) | null])[] = [
  ['unknown', () => statusBody({}, '2032')],
  ['declined', ReceiptNo => statusBody({ ReceiptNo, TransactionStatus: 'Declined' })],
  ['another amount', ReceiptNo => statusBody({ ReceiptNo, Amount: 50 })],
  ['to somebody else', ReceiptNo => statusBody({ ReceiptNo, CreditPartyName: '600000 - OTHER' })],
  [
    'from us',
    ReceiptNo => statusBody({ ReceiptNo, CreditPartyName: '254700000001 - A', DebitPartyName: '174379 - T' }),
  ],
  ['another receipt', () => statusBody({ ReceiptNo: 'UKO1AB2C3D' })],
  ['none', null],
]

test('an answer that does not fit, comes from elsewhere, or does not come leaves a person to look', async context => {
  for (const [environment, answers] of [
    [{}, MISFITS],
    [ELSEWHERE, [['right', (ReceiptNo: string) => statusBody({ ReceiptNo })]]],
  ] as const) {
    const listener = await openListener(context, { ...INITIATOR, ...environment })
    const payments: Payment[] = []
    for (const [index, [, toAnswer]] of answers.entries()) {
      const code = `UKO0ANSWR${index}`
      const payment = await ask(listener, { phoneNumber: `25470000040${index}` as PhoneNumber }, code)
      payments.push(payment)
      if (toAnswer !== null) await listener.callBack(payment, toAnswer(code))
    }
    await listener.time.advance(6 * 60_000)

    for (const [index, [name]] of answers.entries()) {
      const [task] = await listener.engine.paidAlready.listOf(payments[index]?.donationId ?? '')
      assert.deepEqual([task?.state, task?.outcome], ['open', null], name)
    }
    assert.deepEqual(await paidIn(listener), [])
  }
})

test('an answer that comes after a person was told to look still pays the gift', async context => {
  const listener = await openListener(context, INITIATOR)
  const payment = await ask(listener)
  await listener.time.advance(6 * 60_000)
  assert.equal((await listener.engine.paidAlready.listOf(payment.donationId))[0]?.state, 'open')

  await listener.callBack(payment, statusBody())

  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
  assert.equal((await listener.engine.paidAlready.listOf(payment.donationId))[0]?.state, 'done')
})

test('a code of another’s prompt whose callback is still to come does not take its money', async context => {
  const listener = await openListener(context, INITIATOR)
  const victim = await request(listener.engine, { phoneNumber: OTHER_PHONE, giver: OTHER_GIVER })
  const payment = await ask(listener)

  await listener.callBack(payment, statusBody({ DebitPartyName: `${OTHER_PHONE} - Neema` }))
  // What stands in the way is looked at now and then, not each time somebody hears of a change: looking is a change itself.
  await listener.engine.paidAlready.settle()
  const { database } = listener.engine
  const { apply } = database
  let applied = 0
  Object.assign(database, {
    apply: (...given: Parameters<typeof apply>) => {
      applied += 1
      return apply.apply(database, given)
    },
  })
  await listener.engine.paidAlready.settle()
  assert.equal(applied, 0)
  await listener.time.advance(20 * 60_000)
  assert.equal((await listener.find(payment)).status, 'pending')
  await listener.callBack(victim, successBody(victim, { receiptNumber: CODE }))

  assert.equal((await listener.find(victim)).receiptNumber, CODE)
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
})

test('a person links what is real, through the books, or dismisses it, with a note and a name', async context => {
  const listener = await openListener(context)
  const { paidAlready } = listener.engine
  const payment = await request(listener.engine)
  await listener.callBack(payment, failureBody(payment, 1032))
  const [heard, wrong] = [await hear(listener, payment, SMS()), await hear(listener, payment, 'UKO0GUESS1')]
  assert.ok(heard.heard === 'task' && wrong.heard === 'task')
  const opened = await paidAlready.findTask(heard.task.id)
  assert.equal(opened?.message, SMS())
  const finding = { by: 'asha', note: 'seen in the portal' }

  const paid = await paidAlready.resolve(heard.task.id, {
    ...finding,
    paid: { receiptNumber: CODE, amountKes: 500 },
  })
  const stolen = await paidAlready.resolve(wrong.task.id, { ...finding, paid: { receiptNumber: CODE, amountKes: 50 } })
  const again = await paidAlready.resolve(heard.task.id, { ...finding, paid: null })

  assert.equal(paid.outcome === 'resolved' && paid.task.linkedPaymentId, payment.id)
  assert.deepEqual([stolen.outcome === 'resolved' && stolen.task.linkedPaymentId, again.outcome], [payment.id, 'done'])
  const kept = await paidAlready.findTask(heard.task.id)
  assert.deepEqual([kept?.resolvedBy, kept?.note, kept?.outcome], ['asha', 'seen in the portal', 'linked'])
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
  await stray(listener, { BillRefNumber: 'MADARASA' })
  assert.deepEqual(await paidIn(listener), [`500 ${CODE}`])
})

test('what was told is sealed, is found altered, and is forgotten with the number', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const payment = await request(engine)
  await hear(listener, payment, SMS('UKO0SECRET'))
  await listener.callBack(payment, failureBody(payment, 1032))
  const { kysely } = engine.database
  const [row] = await kysely.selectFrom('tasks').selectAll().execute()
  assert.ok(row?.message_sealed && !Buffer.from(row.message_sealed).toString('latin1').includes('TUMAINI'))
  const donor = await engine.personalData.findDonor(PHONE)
  assert.equal(donor.payments[0]?.tasks[0]?.message, SMS('UKO0SECRET'))

  await kysely.updateTable('tasks').set({ resolved_by: 'nobody' }).execute()
  assert.equal((await engine.verifyBooks()).firstBadRow?.table, 'tasks')
  await kysely.updateTable('tasks').set({ resolved_by: null }).execute()
  await engine.personalData.eraseDonor(PHONE, { isDryRun: false })

  const [left] = await kysely.selectFrom('tasks').selectAll().execute()
  assert.deepEqual([left?.message_sealed, left?.receipt_number], [null, 'UKO0SECRET'])
  assert.equal((await engine.verifyBooks()).ok, true)
})
