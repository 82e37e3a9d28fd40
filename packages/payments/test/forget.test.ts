// Forgetting phone numbers: nothing leads to a person any more, and the books are as whole as before.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { PhoneNumber } from '@harambee/daraja'
import { sql } from 'kysely'
import { backUp } from '../src/backup/back-up.ts'
import { checkBackup } from '../src/backup/restore.ts'
import type { Engine } from '../src/engine.ts'
import type { Payment } from '../src/payment.ts'
import { PAYMENTS_AT_ONCE } from '../src/personal-data/forget-payments.ts'
import { RECEIPT_WAIT_MS } from '../src/personal-data/why-kept.ts'
import { databaseOf, test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, PHONE, request, START } from './open-test-engine.ts'
import { accepted, result } from './scripted-daraja.ts'

const THIRD_PHONE = '254700000003' as PhoneNumber
const DAY_MS = 24 * 60 * 60_000
const KEY = 'c0ffee'.repeat(8)
/** Longer than anything waits for a receipt. */
const LATER_MS = RECEIPT_WAIT_MS + DAY_MS

interface Gifts {
  readonly paid: Payment
  readonly failed: Payment
  readonly open: Payment
}

let names = 0

/** Paid, with a confirmation; failed; open, its prompt still on the phone. Each of another phone. */
async function giveThree({ engine, daraja, callBack, send }: TestListener): Promise<Gifts> {
  daraja.push = body => {
    names += 1
    return accepted(
      `ws_CO_2411202612${String(names).padStart(4, '0')}${body.PhoneNumber?.slice(3)}`,
      `merchant-${names}`,
    )
  }
  const paid = await request(engine, { giver: 'cookie-1' })
  const failed = await request(engine, { phoneNumber: OTHER_PHONE, giver: 'cookie-2' })
  const open = await request(engine, { phoneNumber: THIRD_PHONE, giver: 'cookie-3' })
  await callBack(paid, successBody(paid))
  await callBack(failed, failureBody(failed, 1032))
  await send(`/api/mpesa/${KEY}/c2b/confirmation`, c2bBody({ MSISDN: PHONE, BillRefNumber: 'Amani Canary' }))
  return { paid, failed, open }
}

const forgetBefore = (engine: Engine, beforeMs: number) => engine.personalData.forgetOld({ beforeMs, isDryRun: false })

test('the numbers of final payments are forgotten, and the books stay whole', async context => {
  const listener = await openListener(context)
  const { engine, find, time } = listener
  const { paid, failed, open } = await giveThree(listener)
  const before = await engine.verifyBooks()
  const totals = await engine.listDailyTotals({})
  await time.advance(60_000)

  const forgotten = await forgetBefore(engine, time.nowMs())

  assert.deepEqual([forgotten.payments, forgotten.callbacks, forgotten.stillNeeded], [2, 3, 1])
  assert.equal(forgotten.oldestKept?.id, open.id)
  const after = await engine.verifyBooks(before.head)
  assert.deepEqual([after.ok, after.firstBadRow], [true, null])
  assert.deepEqual([after.payments, after.receipts], [before.payments, before.receipts])
  assert.deepEqual(await engine.listDailyTotals({}), totals)
  for (const payment of [paid, failed]) {
    const now = await find(payment)
    assert.deepEqual([now.phoneHash, now.phoneMasked, now.checkoutRequestId], ['', '•••••••••••', null])
  }
  const now = await find(paid)
  assert.deepEqual([now.status, now.amountKes, now.receiptNumber], ['succeeded', 500, 'UKO1AB2C3D'])
  const kept = await find(open)
  assert.deepEqual(
    [kept.phoneMasked, kept.phoneHash, kept.checkoutRequestId],
    [open.phoneMasked, open.phoneHash, open.checkoutRequestId],
  )
})

test('the history says that a number was forgotten, by whom and when', async context => {
  const listener = await openListener(context)
  const { engine, time } = listener
  const { paid, failed } = await giveThree(listener)
  await time.advance(60_000)

  await engine.personalData.eraseDonor(PHONE, { isDryRun: false })
  await forgetBefore(engine, time.nowMs())

  const last = async ({ id }: Payment) => (await engine.listPaymentHistory(id)).at(-1)
  const [erased, retired] = [await last(paid), await last(failed)]
  assert.deepEqual([erased?.source, erased?.said, erased?.at], ['operator', 'forgotten', time.nowMs()])
  assert.deepEqual([retired?.source, retired?.said, retired?.status_after], ['retention', 'forgotten', 'failed'])
})

test('nothing that is left opens to a number, a name or a browser', async context => {
  const listener = await openListener(context)
  const { engine, time, folder } = listener
  const { paid } = await giveThree(listener)
  const { kysely } = engine.database
  const sealedBefore = await kysely
    .selectFrom('payments')
    .select('phone_sealed')
    .where('id', '=', paid.id)
    .executeTakeFirst()
  const hash = engine.sealer.hashPhone(PHONE)
  const giverHash = engine.sealer.hashGiver('cookie-1')
  await time.advance(60_000)

  await forgetBefore(engine, time.nowMs())

  assert.equal((await engine.findDonation(paid.id, 'cookie-1'))?.isGiver, false)
  const bodies = (await engine.listInbox({ limit: 10 })).map(({ rawBody }) => rawBody?.toString())
  assert.deepEqual(new Set(bodies), new Set(['{"forgotten":true}']))
  assert.deepEqual((await engine.personalData.findDonor(PHONE)).payments, [])
  const dump = await dumpText(engine)
  for (const left of [hash, giverHash, '2547•••••001', 'Canary']) assert.ok(!dump.includes(left), left)
  if (databaseOf(context) === 'SQLite') {
    // Not even in pages that were freed.
    const bytes = Buffer.concat(['', '-wal'].map(ending => readFileSync(join(folder, `test.db${ending}`))))
    assert.ok(sealedBefore?.phone_sealed && !bytes.includes(Buffer.from(sealedBefore.phone_sealed)))
    assert.ok(!bytes.includes(hash) && bytes.includes(engine.sealer.hashPhone(THIRD_PHONE)))
  }
})

test('forgetting twice changes nothing, and a dry run nothing at all', async context => {
  const listener = await openListener(context)
  const { engine, time } = listener
  await giveThree(listener)
  await time.advance(60_000)
  const beforeMs = time.nowMs()

  const untouched = await dumpText(engine)
  const planned = await engine.personalData.forgetOld({ beforeMs, isDryRun: true })
  assert.deepEqual([planned.payments, planned.stillNeeded], [2, 1])
  assert.equal(await dumpText(engine), untouched)
  await forgetBefore(engine, beforeMs)
  const once = await dumpText(engine)
  const again = await forgetBefore(engine, beforeMs)

  assert.deepEqual([again.payments, again.callbacks, again.receipts], [0, 0, 0])
  assert.equal(await dumpText(engine), once)
})

test('two who forget at once forget everything once', async context => {
  const listener = await openListener(context)
  const { engine, openAnother, callBack, time } = listener
  const payments: Payment[] = []
  // More than one page of them.
  for (let number = 0; number < PAYMENTS_AT_ONCE + 10; number++) {
    const phoneNumber = `254700001${String(number).padStart(3, '0')}` as PhoneNumber
    const payment = await request(engine, { phoneNumber })
    await callBack(payment, failureBody(payment, 1032))
    payments.push(payment)
  }
  await time.advance(60_000)
  // Two connections of one process would wait for each other in vain on one file.
  const another = databaseOf(context) === 'SQLite' ? engine : await openAnother()

  const [one, two] = await Promise.all([forgetBefore(engine, time.nowMs()), forgetBefore(another, time.nowMs())])
  const rest = await forgetBefore(engine, time.nowMs())

  assert.equal(one.payments + two.payments + rest.payments, payments.length)
  const { rows } = await sql<{
    times: number
  }>`SELECT count(*) AS times FROM payment_history WHERE said = 'forgotten'`.execute(engine.database.kysely)
  assert.equal(Number(rows[0]?.times), payments.length)
  assert.equal((await engine.verifyBooks()).ok, true)
})

test('a payment whose receipt has not come keeps its number until none can come', async context => {
  const listener = await openListener(context)
  const { engine, daraja, time, find } = listener
  daraja.query = () => result('0')
  const paid = await request(engine)
  await time.advance(60_000)
  assert.deepEqual([(await find(paid)).status, (await find(paid)).receiptNumber], ['succeeded', null])

  const early = await forgetBefore(engine, time.nowMs())
  const erasure = await engine.personalData.eraseDonor(PHONE, { isDryRun: false })
  assert.deepEqual([early.payments, erasure.payments], [0, 0])
  assert.deepEqual(
    erasure.kept.map(({ payment, because }) => [payment.id, because]),
    [[paid.id, 'no-receipt']],
  )

  await time.advance(LATER_MS)
  assert.equal((await forgetBefore(engine, time.nowMs())).payments, 1)
})

test('what comes after a number was forgotten is booked, and forgotten by the next run', async context => {
  const listener = await openListener(context)
  const { engine, time, callBack, find } = listener
  const { failed } = await giveThree(listener)
  await engine.personalData.eraseDonor(OTHER_PHONE, { isDryRun: false })

  await callBack(failed, successBody(failed, { receiptNumber: 'UKO1LATE00' }))

  const paid = await find(failed)
  assert.deepEqual([paid.status, paid.receiptNumber, paid.checkoutRequestId], ['succeeded', 'UKO1LATE00', null])
  assert.equal((await engine.verifyBooks()).ok, true)
  await time.advance(60_000)
  assert.equal((await forgetBefore(engine, START)).callbacks, 1)
  assert.equal((await engine.verifyBooks()).ok, true)
})

test('callbacks nobody has matched keep their bodies until they are old', async context => {
  const { engine, send, time } = await openListener(context)
  await send(`/api/mpesa/${KEY}/c2b/confirmation`, c2bBody({ MSISDN: PHONE, BillRefNumber: 'somebody else' }))
  await time.advance(DAY_MS)
  assert.equal((await forgetBefore(engine, START)).callbacks, 0)
  assert.equal((await engine.personalData.findDonor(PHONE)).callbacks.length, 1)

  const forgotten = await forgetBefore(engine, time.nowMs())

  assert.deepEqual([forgotten.callbacks, forgotten.receipts], [1, 1])
  const [receipt] = await engine.database.kysely.selectFrom('receipts').selectAll().execute()
  assert.deepEqual([receipt?.amount_kes, receipt?.payer, receipt?.account_reference], [500, null, null])
  assert.equal((await engine.verifyBooks()).ok, true)
})

test('a forgotten callback that is replayed says nothing, and keeps its verdict', async context => {
  const listener = await openListener(context)
  const { engine, time } = listener
  await giveThree(listener)
  await time.advance(60_000)
  await forgetBefore(engine, time.nowMs())
  const before = await engine.listInbox({ limit: 10 })

  for (const { id } of before) {
    const replay = await engine.replayCallback(id, { isDryRun: false })
    assert.deepEqual([replay?.verdict, replay?.payments], [null, []])
  }

  assert.deepEqual(await engine.listInbox({ limit: 10 }), before)
})

test('a backup made afterwards holds nothing of it, and restores', async context => {
  const listener = await openListener(context)
  const { engine, time, configuration, folder } = listener
  const { paid } = await giveThree(listener)
  await time.advance(60_000)
  await forgetBefore(engine, time.nowMs())

  const file = join(folder, 'books.backup')
  await backUp(engine, file, { mayReplace: false })
  const restored = await checkBackup(file, { configuration, ports: engine.ports })

  assert.deepEqual([restored.payments, restored.head], [3, (await engine.verifyBooks()).head])
  const text = gunzipSync(readFileSync(file)).toString()
  assert.ok(!text.includes(engine.sealer.hashPhone(PHONE)) && text.includes(paid.id))
})

test('one donor is told everything that is kept, and erased but for what is open', async context => {
  const listener = await openListener(context)
  const { engine, time, callBack } = listener
  const { paid } = await giveThree(listener)
  await time.advance(120_000)
  const open = await request(engine, { amountKes: 700 as Payment['amountKes'] })

  const donor = await engine.personalData.findDonor(PHONE)
  assert.deepEqual(
    donor.payments.map(({ payment }) => payment.id),
    [paid.id, open.id],
  )
  assert.ok(donor.payments[0]?.callbacks.some(({ rawBody }) => rawBody?.includes(PHONE)))
  assert.ok((donor.payments[0]?.history.length ?? 0) >= 3)
  const planned = await engine.personalData.eraseDonor(PHONE, { isDryRun: true })
  const erased = await engine.personalData.eraseDonor(PHONE, { isDryRun: false })
  assert.equal(planned.payments, 1)
  assert.deepEqual(
    [erased.payments, erased.kept.map(({ payment, because }) => [payment.id, because])],
    [1, [[open.id, 'open']]],
  )

  await callBack(open, failureBody(open, 1032))
  assert.equal((await engine.personalData.eraseDonor(PHONE, { isDryRun: false })).payments, 1)
  const left = await engine.personalData.findDonor(PHONE)
  assert.deepEqual([left.payments, left.callbacks, left.unmatched], [[], [], []])
  assert.equal((await engine.verifyBooks()).ok, true)
})

/** Every row of every table, as text. */
async function dumpText({ database: { kysely } }: Engine): Promise<string> {
  const tables = ['donations', 'payments', 'inbox', 'receipts', 'payment_history', 'prompts'] as const
  const dumps: string[] = []
  for (const table of tables) {
    const { rows } = await sql`SELECT * FROM ${sql.table(table)} ORDER BY 1`.execute(kysely)
    dumps.push(JSON.stringify(rows))
  }
  return dumps.join('\n')
}
