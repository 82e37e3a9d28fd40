// What Safaricom may do to us, on the real processes: lost, doubled, early, late and contradictory callbacks.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Harambee, startHarambee, until } from './start-harambee.ts'

interface Payment {
  id: string
  status: string
  failureReason: string | null
  resultCode: string | null
  amountKes: number
  receiptNumber: string | null
  checkoutRequestId: string | null
  merchantRequestId: string | null
  sources: string[]
}

interface InboxEntry {
  id: number
  verdict: string | null
  paymentId: string | null
  door: string
  rawBody: string
}

const PHONE = '254700000001'
/** Numbers are used once, so that no prompt of another test is in the way. */
let phones = 0
const newPhone = () => `2547000100${String(++phones).padStart(2, '0')}`

async function pay(harambee: Harambee, phone: string, ...more: string[]): Promise<Payment> {
  const paid = await harambee.cli(
    'pay',
    '--phone',
    phone,
    '--amount',
    '500',
    '--campaign',
    'madarasa',
    ...more,
    '--json',
  )
  assert.equal(paid.exitCode, 0, paid.stdout + paid.stderr)
  return paid.json<Payment>()
}

async function show(harambee: Harambee, id: string): Promise<Payment> {
  return (await harambee.cli('payments', 'show', id, '--json')).json<Payment>()
}

const untilStatus = (harambee: Harambee, id: string, status: string) =>
  until(`payment ${id} to be ${status}`, async () => {
    const payment = await show(harambee, id)
    return payment.status === status && payment
  })

async function inboxOf(harambee: Harambee, id: string): Promise<InboxEntry[]> {
  const entries = (await harambee.cli('inbox', 'list', '--json')).json<InboxEntry[]>()
  return entries.filter(({ paymentId }) => paymentId === id).reverse()
}

/** The URL the push of a payment told Daraja to call back. */
async function callbackUrlOf(harambee: Harambee, id: string): Promise<string> {
  const requests = await harambee.safaricom.requests()
  const push = requests.find(({ path, body }) => path.includes('stkpush/v1/processrequest') && body.includes(id))
  return (JSON.parse(push?.body ?? '{}') as { CallBackURL: string }).CallBackURL
}

function successOf(payment: Payment, receiptNumber: string, amount = payment.amountKes): string {
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: payment.merchantRequestId,
        CheckoutRequestID: payment.checkoutRequestId,
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: amount },
            { Name: 'MpesaReceiptNumber', Value: receiptNumber },
            { Name: 'TransactionDate', Value: 20261124120000 },
            { Name: 'PhoneNumber', Value: Number(PHONE) },
          ],
        },
      },
    },
  })
}

const post = (url: string, body: string) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

/** The books hold what Safaricom's ledger holds: the same payments, amounts and receipts. */
async function assertBooksEqualLedger(harambee: Harambee): Promise<void> {
  const { receipts } = await harambee.safaricom.ledger()
  const truth = receipts.map(({ receiptNumber, amountKes, checkoutRequestId }) => [
    checkoutRequestId,
    amountKes,
    receiptNumber,
  ])
  const listed = (await harambee.cli('payments', 'list', '--status', 'succeeded', '--json')).json<Payment[]>()
  const books = listed.map(({ receiptNumber, amountKes, checkoutRequestId }) => [
    checkoutRequestId,
    amountKes,
    receiptNumber,
  ])
  assert.deepEqual(books.map(String).sort(), truth.map(String).sort())
  const verified = await harambee.cli('verify', '--json')
  assert.equal(verified.json<{ ok: boolean }>().ok, true, verified.stdout)
}

test('whatever happens to callbacks, the books are right', async context => {
  const harambee = await startHarambee(context)
  const { safaricom } = harambee

  await context.test('callback lost: the query finds the payment, and its receipt comes later', async () => {
    await safaricom.setFaults({ callbackLost: 1 })
    const phone = newPhone()
    const payment = await pay(harambee, phone)
    await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'pay')

    const found = await untilStatus(harambee, payment.id, 'succeeded')
    assert.deepEqual([found.receiptNumber, found.sources], [null, ['query']])
    await safaricom.setFaults({ callbackLost: 0 })
    const { receipts } = await safaricom.ledger()
    const receipt = receipts.find(
      ({ checkoutRequestId }) => checkoutRequestId === found.checkoutRequestId,
    )?.receiptNumber
    await post(await callbackUrlOf(harambee, payment.id), successOf(found, receipt ?? ''))

    const filled = await until('the receipt', async () => {
      const shown = await show(harambee, payment.id)
      return shown.receiptNumber !== null && shown
    })
    assert.deepEqual([filled.receiptNumber, filled.sources], [receipt, ['query', 'callback']])
  })

  await context.test('callback twice at the same moment: one gift', async () => {
    await safaricom.setFaults({ callbackDuplicated: 1 })
    const phone = newPhone()
    const payment = await pay(harambee, phone)
    await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'pay')

    await untilStatus(harambee, payment.id, 'succeeded')
    const entries = await until('both callbacks', async () => {
      const stored = await inboxOf(harambee, payment.id)
      return stored.length >= 2 && stored.every(({ verdict }) => verdict !== null) && stored
    })
    await safaricom.setFaults({ callbackDuplicated: 0 })
    assert.deepEqual(entries.map(({ verdict }) => verdict).sort(), ['applied', 'duplicate'])
  })

  await context.test('callback before the push’s answer: it finds its payment by its URL', async () => {
    const phone = newPhone()
    await safaricom.setSubscriber(phone, { behaviour: 'pays', delayMs: 0 })
    await safaricom.setFaults({ callbackBeforeResponse: 1 })

    const payment = await pay(harambee, phone)
    await safaricom.setFaults({ callbackBeforeResponse: 0 })

    const paid = await untilStatus(harambee, payment.id, 'succeeded')
    assert.deepEqual(paid.sources, ['callback'])
  })

  await context.test('the push’s answer lost: pending, never sent again, and the callback settles it', async () => {
    await safaricom.setFaults({ pushResponseLost: 1 })
    const phone = newPhone()
    const payment = await pay(harambee, phone)
    await safaricom.setFaults({ pushResponseLost: 0 })
    assert.deepEqual([payment.status, payment.checkoutRequestId], ['pending', null])
    await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'pay')

    await untilStatus(harambee, payment.id, 'succeeded')
    const { prompts } = await safaricom.ledger()
    assert.equal(prompts.filter(({ phoneNumber }) => phoneNumber === phone).length, 1)
  })

  await context.test('success after failure: settled, and flagged for the treasurer', async () => {
    const phone = newPhone()
    const payment = await pay(harambee, phone)
    const url = await callbackUrlOf(harambee, payment.id)
    const failure = { MerchantRequestID: payment.merchantRequestId, CheckoutRequestID: payment.checkoutRequestId }
    await post(url, JSON.stringify({ Body: { stkCallback: { ...failure, ResultCode: 1037, ResultDesc: 'x' } } }))
    const failed = await untilStatus(harambee, payment.id, 'failed')
    assert.deepEqual([failed.failureReason, failed.resultCode], ['unreachable', '1037'])

    await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'pay')

    await untilStatus(harambee, payment.id, 'succeeded')
  })

  await context.test('failure after success: the payment stays paid', async () => {
    const phone = newPhone()
    const payment = await pay(harambee, phone)
    await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'pay')
    const paid = await untilStatus(harambee, payment.id, 'succeeded')

    const about = { MerchantRequestID: paid.merchantRequestId, CheckoutRequestID: paid.checkoutRequestId }
    const failure = JSON.stringify({ Body: { stkCallback: { ...about, ResultCode: 1032, ResultDesc: 'x' } } })
    assert.equal((await post(await callbackUrlOf(harambee, payment.id), failure)).status, 200)

    const entries = await until('the verdict', async () => {
      const stored = await inboxOf(harambee, payment.id)
      return stored.length === 2 && stored[1]?.verdict !== null && stored
    })
    assert.deepEqual(
      entries.map(({ verdict }) => verdict),
      ['applied', 'contradiction'],
    )
    assert.equal((await show(harambee, payment.id)).status, 'succeeded')
  })

  await assertBooksEqualLedger(harambee)

  await context.test('wrong amount: nothing is booked and a person has to look', async () => {
    const payment = await pay(harambee, newPhone())

    await post(await callbackUrlOf(harambee, payment.id), successOf(payment, 'UKO7FORGED', 50_000))

    await untilStatus(harambee, payment.id, 'review')
    assert.equal((await inboxOf(harambee, payment.id))[0]?.verdict, 'contradiction')
  })

  await context.test('receipt of another payment: nothing is booked and a person has to look', async () => {
    const { receipts } = await safaricom.ledger()
    const payment = await pay(harambee, newPhone())

    await post(await callbackUrlOf(harambee, payment.id), successOf(payment, receipts[0]?.receiptNumber ?? ''))

    await untilStatus(harambee, payment.id, 'review')
  })

  await context.test('forged with a guessed token, or through the security key alone: not paid', async () => {
    const phone = newPhone()
    const payment = await pay(harambee, phone)
    const url = new URL(await callbackUrlOf(harambee, payment.id))
    const body = successOf(payment, 'UKO8FORGED')

    const guessed = await post(`${url.href.slice(0, -1)}${url.href.endsWith('0') ? '1' : '0'}`, body)
    const byKey = await post(`${url.origin}${url.pathname.split('/').slice(0, 4).join('/')}`, body)
    const right = await post(`${url.origin}/api/mpesa/not-a-key`, body)
    assert.deepEqual([guessed.status, byKey.status, right.status], [200, 200, 200])
    assert.equal(await guessed.text(), await right.text())
    await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'cancel')

    const failed = await untilStatus(harambee, payment.id, 'failed')
    assert.equal(failed.receiptNumber, null)
  })

  await assertBooksEqualLedger(harambee)
  assert.equal(await harambee.stop(), 0)
})

test('a callback that comes after we had given the payment up still settles it', async context => {
  const first = await startHarambee(context)
  const phone = newPhone()
  await first.safaricom.setFaults({ callbackDelayMs: 26 * 3_600_000, queryBusy: 1 })
  const payment = await pay(first, phone)
  await first.safaricom.answer((await first.safaricom.promptOf(phone)).checkoutRequestId, 'pay')
  assert.equal(await first.stop(), 0)

  const tomorrow = { ...first.environment, HARAMBEE_TEST_CLOCK_OFFSET_MS: String(25 * 3_600_000) }
  const second = await startHarambee(context, tomorrow)
  await untilStatus(second, payment.id, 'review')
  await second.safaricom.advance(26 * 3_600_000)

  const paid = await untilStatus(second, payment.id, 'succeeded')
  assert.deepEqual(paid.sources, ['callback'])
  assert.equal((await inboxOf(second, payment.id))[0]?.verdict, 'late')
  await assertBooksEqualLedger(second)
})

test('an engine killed with -9 between storing a callback and applying it applies it when it is back', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-mark-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const mark = join(folder, 'killed')
  const harambee = await startHarambee(context, {
    HARAMBEE_TEST_CRASH_AT: 'callbacks-draining',
    HARAMBEE_TEST_CRASH_MARK: mark,
  })
  const phone = newPhone()
  const payment = await pay(harambee, phone)
  await harambee.safaricom.answer((await harambee.safaricom.promptOf(phone)).checkoutRequestId, 'pay')

  const paid = await untilStatus(harambee, payment.id, 'succeeded')

  assert.ok(existsSync(mark), 'it was never killed')
  assert.deepEqual(paid.sources, ['callback'])
  await assertBooksEqualLedger(harambee)
  assert.equal(await harambee.stop(), 0)
})
