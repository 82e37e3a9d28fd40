// Receipts are numbered 1, 2, 3, … in each year: none is skipped and none given twice, whoever settles payments and when.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { PhoneNumber } from '@harambee/daraja'
import { type Kysely, sql } from 'kysely'
import { signSerial } from '../src/audit.ts'
import { FIRST_HASH, hashLine } from '../src/backup/backup-lines.ts'
import { restoreBackup } from '../src/backup/restore.ts'
import { writeBackup } from '../src/backup/write-backup.ts'
import { createCallbackTokens, toCallbackUrl } from '../src/callback-url.ts'
import { NO_KEYS } from '../src/database/changes.ts'
import { openDatabase } from '../src/database/open-database.ts'
import type { Tables } from '../src/database/tables.ts'
import type { Engine } from '../src/engine.ts'
import { deriveKeys } from '../src/keys.ts'
import { SERIALS_MIGRATION } from '../src/number-earlier-payments.ts'
import type { Payment, ReceiptNumber } from '../src/payment.ts'
import { parseSerial, toSerialText } from '../src/receipt-serial.ts'
import type { Sealer } from '../src/sealing.ts'
import { verifyBooks } from '../src/verify-books.ts'
import { openBooks } from '../src/working-books.ts'
import { databaseOf, test, testOnPostgres } from './both-databases.ts'
import { failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { openTestEngine, readTestConfiguration, request, START } from './open-test-engine.ts'
import { createTestDatabase, realTimer } from './test-postgres.ts'

/** The last millisecond of 2026 in Nairobi. */
const LAST_MS = Date.parse('2026-12-31T20:59:59.999Z')
const DAY_MS = 24 * 60 * 60_000
const phone = (index: number) => `2547000${String(index).padStart(5, '0')}` as PhoneNumber
const receiptOf = (index: number) => `UKOSERIAL${index}`

let asked = 0
async function give(listener: TestListener): Promise<Payment> {
  const index = ++asked
  const payment = await request(listener.engine, { phoneNumber: phone(index) })
  await listener.callBack(payment, successBody(payment, { receiptNumber: receiptOf(index) }))
  return payment
}

async function listSerials(kysely: Kysely<Tables>): Promise<string[]> {
  const rows = await kysely.selectFrom('receipt_serials').selectAll().orderBy('year').orderBy('number').execute()
  return rows.map(row => `${toSerialText(row)} ${row.payment_id}`)
}

/** As whoever edits the database by hand does first. */
async function allowChanges({ kysely, engine }: Engine['database']): Promise<void> {
  if (engine === 'postgres') await sql`ALTER TABLE receipt_serials DISABLE TRIGGER USER`.execute(kysely)
  else {
    for (const number of [1, 2]) await sql.raw(`DROP TRIGGER receipt_serials_are_append_only_${number}`).execute(kysely)
  }
}

test('each paid payment gets the next number, and nothing else does', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  const first = await give(listener)
  const failed = await request(engine, { phoneNumber: phone(900) })
  await listener.callBack(failed, failureBody(failed, 1032))
  const second = await give(listener)
  await listener.callBack(second, successBody(second, { receiptNumber: receiptOf(asked) }))
  const third = await give(listener)

  const serials = await listSerials(engine.database.kysely)

  assert.deepEqual(serials, [`2026-000001 ${first.id}`, `2026-000002 ${second.id}`, `2026-000003 ${third.id}`])
})

test('the year begins at midnight in Nairobi, and its numbers at 1', async context => {
  const listener = await openListener(context, {}, undefined, LAST_MS - 1_000)
  const before = await request(listener.engine, { phoneNumber: phone(901) })
  const after = await request(listener.engine, { phoneNumber: phone(902) })
  await listener.time.advance(1_000)
  await listener.callBack(before, successBody(before, { receiptNumber: 'UKOBEFORE1' }))
  await listener.time.advance(1)
  await listener.callBack(after, successBody(after, { receiptNumber: 'UKOAFTER01' }))

  const serials = await listSerials(listener.engine.database.kysely)

  assert.deepEqual(serials, [`2026-000001 ${before.id}`, `2027-000001 ${after.id}`])
})

test('a payment that is given back, and one that is settled again, keep their number', async context => {
  const listener = await openListener(context)
  const { database, sealer } = listener.engine
  const again = await give(listener)
  const back = await give(listener)
  const settleAgain = (payment: Payment, receiptNumber: string) =>
    database.apply({ ...NO_KEYS, paymentIds: [payment.id], receiptNumbers: [receiptNumber] }, facts => {
      const stored = facts.payments.get(payment.id) as Payment
      const open: Payment = { ...stored, status: 'pending', receiptNumber: null }
      const books = openBooks({ ...facts, payments: new Map([[payment.id, open]]) }, START, sealer)
      books.apply(open, {
        source: 'operator',
        said: 'succeeded',
        by: 'a treasurer',
        atMs: START,
        amountKes: payment.amountKes,
        receiptNumber: receiptNumber as ReceiptNumber,
      })
      return books.toChanges()
    })
  const stored = await listSerials(database.kysely)
  await settleAgain(again, receiptOf(asked - 1))
  await sql`UPDATE payments SET status = 'reversed' WHERE id = ${back.id}`.execute(database.kysely)
  const next = await give(listener)

  assert.deepEqual(await listSerials(database.kysely), [...stored, `2026-000003 ${next.id}`])
})

test('payments from before there were numbers get theirs in the order they were settled', async context => {
  const listener = await openListener(context, {}, undefined, LAST_MS - DAY_MS)
  const { engine } = listener
  const { kysely } = engine.database
  const given = []
  for (let times = 0; times < 4; times++) {
    given.push(await give(listener))
    await listener.time.advance(DAY_MS / 2)
  }
  const before = await listSerials(kysely)
  await allowChanges(engine.database)
  await kysely.deleteFrom('receipt_serials').execute()
  assert.match((await engine.verifyBooks()).firstBadRow?.problem ?? '', /no receipt number/)

  // Several processes start after the migration; one of them numbers.
  // Two connections to a file in one process would wait for each other in vain.
  if (engine.database.engine === 'sqlite') await listener.openAnother()
  else await Promise.all([listener.openAnother(), listener.openAnother()])

  assert.deepEqual(await listSerials(kysely), before)
  assert.deepEqual(
    before.map(text => text.slice(0, 11)),
    ['2026-000001', '2026-000002', '2026-000003', '2027-000001'],
  )
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

test('a gap, and a number given twice, are found and named', async context => {
  const listener = await openListener(context)
  const { database, sealer } = listener.engine
  const [, second, third] = [await give(listener), await give(listener), await give(listener)]
  await allowChanges(database)
  const find = async () => (await verifyBooks(database, sealer)).firstBadRow
  const rows = await database.kysely.selectFrom('receipt_serials').selectAll().orderBy('number').execute()
  const move = async (payment: Payment, number: number) => {
    const row = rows.find(({ payment_id }) => payment_id === payment.id) as (typeof rows)[number]
    const seal = signSerial(sealer, { ...row, number })
    await database.kysely
      .updateTable('receipt_serials')
      .set({ number, seal })
      .where('payment_id', '=', payment.id)
      .execute()
  }

  await move(third, 4)
  assert.deepEqual(await find(), {
    table: 'receipt_serials',
    id: third.id,
    problem: 'its receipt number is 2026-000004, and there is no 2026-000003',
  })
  await move(third, 3)
  assert.equal(await find(), null)
  if (database.engine === 'postgres') {
    await sql`ALTER TABLE receipt_serials DROP CONSTRAINT receipt_serials_year_number_key`.execute(database.kysely)
    await move(third, 2)
    assert.match((await find())?.problem ?? '', /2026-000002 was given twice/)
    assert.ok([second.id, third.id].includes(((await find())?.id ?? '') as Payment['id']))
  }
})

testOnPostgres('four engines that settle eighty payments at once number them 1 to 80', async context => {
  const first = await openTestEngine(context)
  const engines = [first.engine, await first.openAnother(), await first.openAnother(), await first.openAnother()]
  const payments: Payment[] = []
  for (let index = 0; index < 80; index++) {
    payments.push(await request(engines[index % 4] as Engine, { phoneNumber: phone(1_000 + index) }))
  }
  const { configuration, time } = first
  const tokens = createCallbackTokens(deriveKeys(configuration.secret.reveal()).callbackToken)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  for (const engine of engines) engine.startWorker()
  let isOver = false
  const work = Promise.all(
    payments.flatMap((payment, index) =>
      [0, 1].map(turn => {
        const body = Buffer.from(successBody(payment, { receiptNumber: receiptOf(1_000 + index) }))
        const path = toCallbackUrl(base, payment.id, tokens)
        return (engines[(index + turn) % 4] as Engine).takeCallback({ path, peerAddress: '127.0.0.1', body })
      }),
    ),
  ).finally(() => {
    isOver = true
  })
  while (!isOver) await time.settle()
  await work
  await time.advance(10_000)

  const serials = await listSerials(first.engine.database.kysely)

  assert.deepEqual(
    serials.map(text => text.slice(0, 11)),
    payments.map((_, index) => toSerialText({ year: 2026, number: index + 1 })),
  )
  assert.deepEqual(serials.map(text => text.slice(12)).sort(), payments.map(({ id }) => String(id)).sort())
  assert.equal((await first.engine.verifyBooks()).firstBadRow, null)
})

/** The same backup, as a version without receipt numbers wrote it. */
function asOlder(lines: readonly string[], sealer: Sealer): string[] {
  let hash = FIRST_HASH
  let isLeftOut = false
  return lines.flatMap((line, index) => {
    const read = JSON.parse(line.slice(33))
    if (index === 0) read.migrations = read.migrations.filter((name: string) => name !== SERIALS_MIGRATION)
    if ('table' in read) isLeftOut = read.table === 'receipt_serials'
    if ('end' in read) delete read.end.rows.receipt_serials
    if (isLeftOut && !('end' in read)) return []
    const json = JSON.stringify(read)
    hash = hashLine(sealer, hash, json)
    return [`${hash} ${json}`]
  })
}

test('a backup keeps the numbers, and one from before there were any gets them', async context => {
  const listener = await openListener(context)
  const { database, sealer } = listener.engine
  for (let times = 0; times < 3; times++) {
    await give(listener)
    await listener.time.advance(1_000)
  }
  const folder = mkdtempSync(join(tmpdir(), 'harambee-serials-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'books.backup')
  await writeBackup(database, sealer, file, START)
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  writeFileSync(join(folder, 'older.backup'), gzipSync(`${asOlder(lines, sealer).join('\n')}\n`))

  assert.deepEqual(await restoreAndList(context, file, folder), await listSerials(database.kysely))
  assert.deepEqual(
    await restoreAndList(context, join(folder, 'older.backup'), folder),
    await listSerials(database.kysely),
  )
})

let restored = 0
async function restoreAndList(context: TestContext, file: string, folder: string): Promise<string[]> {
  const url =
    databaseOf(context) === 'PostgreSQL'
      ? await createTestDatabase(context, { isBare: true })
      : `file:${folder}/${++restored}.db`
  const configuration = readTestConfiguration({ DATABASE_URL: url })
  const ports = { nowMs: () => START, setTimer: realTimer, random: (bytes: number) => Buffer.alloc(bytes, ++restored) }
  await restoreBackup(file, { configuration, folder, mayMoveAside: false, isRunning: async () => false, ports })
  const database = openDatabase(url, folder, { setTimer: realTimer })
  try {
    return await listSerials(database.kysely)
  } finally {
    await database.close()
  }
}

test('a serial is read back only as it is written', async () => {
  assert.deepEqual(parseSerial('2026-000417'), { year: 2026, number: 417 })
  assert.deepEqual(parseSerial('2026-1000417'), { year: 2026, number: 1_000_417 })
  for (const text of ['2026-417', '2026-0000417', '2026-000000', '26-000417', '2026-000417 ', '2026-00041x', '']) {
    assert.equal(parseSerial(text), null, text)
  }
})
