// Random falsifications of whole books, each found at its row. 200 of them on each database here, 10,000 where
// HARAMBEE_SOAK_MINUTES is set.

import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as testOnSqlite } from 'node:test'
import type { PhoneNumber } from '@harambee/daraja'
import { type Kysely, sql } from 'kysely'
import { openDatabase } from '../src/database/open-database.ts'
import type { Tables } from '../src/database/tables.ts'
import { demoCampaign } from '../src/demo-campaign.ts'
import { importStatement } from '../src/import-statement.ts'
import { deriveKeys } from '../src/keys.ts'
import { createSealer } from '../src/sealing.ts'
import { type HistoryHead, verifyBooks, verifyRows } from '../src/verify-books.ts'
import { test } from './both-databases.ts'
import { failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { request, START } from './open-test-engine.ts'
import { result } from './scripted-daraja.ts'
import { changeCell, cutTail, type Draw, inventRow, rehashFromTheMiddle, removeRow, swapRows } from './tamper.ts'
import { realTimer } from './test-postgres.ts'

const isLong = Boolean(process.env.HARAMBEE_SOAK_MINUTES)
const TIMES = isLong ? 10_000 : 200
const FLIPS = isLong ? 2_000 : 60
const SEED = Number(process.env.HARAMBEE_SEED ?? 1)

/** Two campaigns; payments of every kind, told of by every source. */
async function keepBooks(listener: TestListener): Promise<HistoryHead> {
  const { engine, daraja, callBack, callBackByKey } = listener
  await engine.addCampaign({ ...demoCampaign(START), slug: 'kisima', accountReference: 'KISIMA' })
  for (let number = 0; number < 12; number++) {
    const phoneNumber = `2547000001${String(number).padStart(2, '0')}` as PhoneNumber
    const payment = await request(engine, { phoneNumber, campaign: number % 3 === 0 ? 'kisima' : 'madarasa' })
    const receiptNumber = `UKO1AB2C${String(number).padStart(2, '0')}`
    if (number % 4 === 0) await callBack(payment, successBody(payment, { receiptNumber }))
    if (number % 4 === 1) await callBack(payment, failureBody(payment, 1032))
    if (number % 4 === 2) {
      await callBackByKey(successBody(payment, { receiptNumber }))
      daraja.query = () => result('0')
      await engine.reconciler.ask(payment)
    }
    await listener.time.advance(1_000)
  }
  const { database, sealer, ports } = engine
  const line = { occurredAtMs: START, phoneNumber: null, payer: '2547 ***** 999', isCustomerPayment: true }
  await importStatement({ database, sealer, ports, shortCode: '174379', onChanged() {} }, [
    { ...line, receiptNumber: 'UKO2AAAAAA', amountKes: 700 as never, accountReference: 'KISIMA' },
    { ...line, receiptNumber: 'UKO2BBBBBB', amountKes: 800 as never, accountReference: 'RENT' },
  ])
  const { ok, firstBadRow, head } = await engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
  return head
}

/** Whoever edits a database can drop what stands in the way first. */
async function dropRules(kysely: Kysely<Tables>, engine: 'sqlite' | 'postgres'): Promise<void> {
  const drops = ['DROP INDEX payments_checkout_request', 'DROP INDEX payments_receipt']
  if (engine === 'sqlite') {
    drops.push('PRAGMA foreign_keys = OFF', 'PRAGMA ignore_check_constraints = ON')
    for (const name of ['payment_history_is_append_only', 'receipt_serials_are_append_only']) {
      for (const number of [1, 2]) drops.push(`DROP TRIGGER ${name}_${number}`)
    }
  } else {
    for (const table of ['payment_history', 'receipt_serials']) drops.push(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
    const { rows } = await sql<{ tab: string; name: string }>`SELECT conrelid::regclass::text AS tab, conname AS name
      FROM pg_constraint WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace ORDER BY contype DESC`.execute(
      kysely,
    )
    drops.push(...rows.map(({ tab, name }) => `ALTER TABLE ${tab} DROP CONSTRAINT ${name}`))
  }
  for (const drop of drops) await sql.raw(drop).execute(kysely)
}

/** A small generator of its own (mulberry32): the same seed, the same falsifications. */
function createDraw(seed: number): Draw {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

class Undo extends Error {}

test(`each of ${TIMES} random falsifications is found at its row`, async context => {
  const listener = await openListener(context)
  const since = await keepBooks(listener)
  const { database, sealer } = listener.engine
  await dropRules(database.kysely, database.engine)
  const foreign = createSealer(deriveKeys('x'.repeat(64)), bytes => Buffer.alloc(bytes))
  const draw = createDraw(SEED)
  const ways = [
    changeCell,
    changeCell,
    changeCell,
    removeRow,
    swapRows,
    rehashFromTheMiddle(foreign),
    cutTail,
    inventRow,
  ]
  const done = new Map<string, number>()

  for (let number = 0; number < TIMES; number++) {
    const way = ways[draw(ways.length)] ?? changeCell
    const undone = database.transaction([], async transaction => {
      const { what, table, ids } = await way(transaction, draw, database.engine)
      const { ok, firstBadRow } = await verifyRows(transaction, sealer, since)
      const found = `${what} (seed ${SEED}, number ${number}): ${JSON.stringify(firstBadRow)}`
      assert.equal(ok, false, found)
      assert.equal(firstBadRow?.table, table, found)
      assert.ok(ids === null || ids.includes(firstBadRow?.id ?? ''), found)
      done.set(table, (done.get(table) ?? 0) + 1)
      throw new Undo()
    })
    await assert.rejects(undone, Undo)
  }

  assert.equal((await listener.engine.verifyBooks(since)).ok, true)
  context.diagnostic(`found: ${JSON.stringify(Object.fromEntries(done))}`)
})

test('a payment put back as it was before, with its history, is found by whoever noted the head since', async context => {
  const listener = await openListener(context)
  await keepBooks(listener)
  const { database, sealer } = listener.engine
  const payment = await request(listener.engine, { phoneNumber: '254700000777' as PhoneNumber })
  const before = await database.kysely
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', payment.id)
    .executeTakeFirstOrThrow()
  const head = await database.kysely.selectFrom('history_head').selectAll().executeTakeFirstOrThrow()
  const totals = await database.kysely.selectFrom('campaign_totals').selectAll().execute()
  await listener.callBack(payment, successBody(payment, { receiptNumber: 'UKO7STOLEN' }))
  const since = (await listener.engine.verifyBooks()).head
  await dropRules(database.kysely, database.engine)

  // Everything as it was, to the last byte: somebody has a copy of the database from an hour ago.
  const { kysely } = database
  await kysely.deleteFrom('receipts').where('receipt_number', '=', 'UKO7STOLEN').execute()
  await kysely.deleteFrom('receipt_serials').where('payment_id', '=', payment.id).execute()
  await kysely
    .deleteFrom('payment_history')
    .where('payment_id', '=', payment.id)
    .where('source', '=', 'callback')
    .execute()
  await kysely.updateTable('payments').set(before).where('id', '=', payment.id).execute()
  await kysely.updateTable('history_head').set(head).execute()
  for (const total of totals) {
    await kysely.updateTable('campaign_totals').set(total).where('campaign', '=', total.campaign).execute()
  }

  assert.equal((await verifyBooks(database, sealer)).ok, true, 'nothing in it gives it away')
  assert.equal((await verifyBooks(database, sealer, since)).firstBadRow?.table, 'history_head')
})

testOnSqlite(`${FLIPS} single bits changed in the file are found, or say nothing of money`, async context => {
  const listener = await openListener(context)
  await keepBooks(listener)
  const { sealer } = listener.engine
  const folder = mkdtempSync(join(tmpdir(), 'harambee-bits-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const good = join(folder, 'good.db')
  await sql`VACUUM INTO ${good}`.execute(listener.engine.database.kysely)
  const signed = await readSigned(good)
  const bytes = readFileSync(good)
  const written = [...bytes.keys()].filter(place => bytes[place] !== 0)
  const draw = createDraw(SEED)
  const counts = { refused: 0, named: 0, harmless: 0 }

  for (let number = 0; number < FLIPS; number++) {
    const path = join(folder, 'bad.db')
    // Most of a small file is empty.
    const place = written[draw(written.length)] ?? 0
    const bad = Buffer.from(bytes)
    bad[place] = (bad[place] ?? 0) ^ (1 << draw(8))
    for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true })
    writeFileSync(path, bad)
    let database: ReturnType<typeof openDatabase>
    try {
      database = openDatabase(`file:${path}`, folder, { setTimer: realTimer })
    } catch {
      counts.refused += 1
      continue
    }
    try {
      const { ok } = await verifyBooks(database, sealer)
      if (!ok) counts.named += 1
      else {
        assert.equal(await readSigned(path), signed, `byte ${place}`)
        counts.harmless += 1
      }
    } finally {
      await database.close()
    }
  }

  context.diagnostic(JSON.stringify(counts))
  assert.ok(counts.named + counts.refused > FLIPS / 4, JSON.stringify(counts))
})

/** Everything that says something about money, from a copy: reading must not repair what is there. */
async function readSigned(path: string): Promise<string> {
  const copy = `${path}.copy`
  copyFileSync(path, copy)
  const database = openDatabase(`file:${copy}`, '/', { setTimer: realTimer })
  try {
    const { kysely } = database
    const rows = [
      await kysely
        .selectFrom('payments')
        .select([
          'id',
          'campaign',
          'donation_id',
          'status',
          'amount_kes',
          'receipt_number',
          'phone_hash',
          'occurred_at',
        ])
        .orderBy('id')
        .execute(),
      await kysely.selectFrom('receipts').selectAll().orderBy('receipt_number').execute(),
      await kysely.selectFrom('donations').selectAll().orderBy('id').execute(),
      await kysely.selectFrom('campaigns').selectAll().orderBy('slug').execute(),
      await kysely.selectFrom('campaign_totals').selectAll().orderBy('campaign').execute(),
      await kysely.selectFrom('payment_history').selectAll().orderBy('id').execute(),
      await kysely.selectFrom('history_head').selectAll().execute(),
    ]
    return JSON.stringify(rows)
  } finally {
    await database.close()
  }
}
