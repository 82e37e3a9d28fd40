// Any tampering with the file by hand is found, and the first row that does not add up is named.

import assert from 'node:assert/strict'
import { test as testOnSqlite } from 'node:test'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../src/database/tables.ts'
import { test } from './both-databases.ts'
import { failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, request } from './open-test-engine.ts'

/** A gift, a failure, and a payment still pending. */
async function giveSome({ engine, callBack }: TestListener) {
  const paid = await request(engine)
  const failed = await request(engine, { phoneNumber: OTHER_PHONE })
  const pending = await request(engine, { phoneNumber: '254700000003' as typeof OTHER_PHONE })
  await callBack(paid, successBody(paid))
  await callBack(failed, failureBody(failed, 1032))
  return { paid, failed, pending }
}

/** The history refuses changes by trigger; whoever edits the file can drop that first. */
async function dropTriggers(kysely: Kysely<Tables>, engine: 'sqlite' | 'postgres'): Promise<void> {
  for (const [table, trigger] of [
    ['payment_history', 'payment_history_is_append_only'],
    ['receipt_serials', 'receipt_serials_are_append_only'],
  ]) {
    if (engine === 'postgres') await sql.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`).execute(kysely)
    else for (const number of [1, 2]) await sql.raw(`DROP TRIGGER ${trigger}_${number}`).execute(kysely)
  }
}

test('books that nobody touched are whole, whatever has happened', async context => {
  const listener = await openListener(context)
  await giveSome(listener)

  const { ok, payments, receipts, firstBadRow, head } = await listener.engine.verifyBooks()

  assert.deepEqual({ ok, payments, receipts, firstBadRow }, { ok: true, payments: 3, receipts: 1, firstBadRow: null })
  assert.equal(head.entries, 3 + 3 + 2)
})

for (const [name, statement, table, problem] of [
  [
    'a paid amount',
    "UPDATE payments SET amount_kes = 5000 WHERE status = 'succeeded'",
    'payments',
    /not what its history/,
  ],
  [
    'a pending amount',
    "UPDATE payments SET amount_kes = 5 WHERE status = 'pending'",
    'payments',
    /not what its history/,
  ],
  ['whose payment it is', "UPDATE payments SET phone_hash = 'x' WHERE status = 'pending'", 'payments', /not what its/],
  [
    'a status',
    "UPDATE payments SET status = 'succeeded', settled_at = 1 WHERE status = 'pending'",
    'payments',
    /not what/,
  ],
  ['a time', 'UPDATE payments SET settled_at = settled_at + 1', 'payments', /not what its history/],
  ['a counter', 'UPDATE campaign_totals SET amount_kes = amount_kes + 1', 'campaign_totals', /counts KSh 501/],
  ['the number of gifts', 'UPDATE campaign_totals SET gifts = 2', 'campaign_totals', /in 2 gifts/],
  ['a receipt number', "UPDATE receipts SET receipt_number = 'UKO0000000'", 'receipts', /altered/],
  ['a receipt’s amount', 'UPDATE receipts SET amount_kes = 5', 'receipts', /altered/],
  ['a receipt away', 'DELETE FROM receipts', 'receipts', /not there/],
  ['a receipt’s number', 'UPDATE receipt_serials SET number = 2', 'receipt_serials', /2026-000002 was altered/],
  ['the year of a receipt', 'UPDATE receipt_serials SET year = 2025', 'receipt_serials', /2025-000001 was altered/],
  ['a receipt’s number away', 'DELETE FROM receipt_serials', 'receipt_serials', /has no receipt number/],
  ['who gave', "UPDATE donations SET giver_hash = 'me'", 'donations', /altered/],
  ['a goal', 'UPDATE campaigns SET goal_kes = 1', 'campaigns', /altered/],
  ['where a callback came from', "UPDATE inbox SET peer_address = '196.201.214.200'", 'inbox', /altered/],
  ['what a callback said', 'UPDATE inbox SET body_sealed = body_hash', 'inbox', /altered/],
  ['a line of history', "UPDATE payment_history SET because = 'nothing'", 'payment_history', /altered/],
  ['a line of history away', 'DELETE FROM payment_history WHERE id = 2', 'payment_history', /removed/],
  ['the end of the history away', 'DELETE FROM payment_history WHERE id = 8', 'history_head', /its end was removed/],
  ['the head', "UPDATE history_head SET hash = 'x'", 'history_head', /counts 8 entries/],
] as const) {
  test(`changing ${name} is found`, async context => {
    const listener = await openListener(context)
    await giveSome(listener)
    const { kysely, engine } = listener.engine.database
    await dropTriggers(kysely, engine)
    await sql.raw(statement).execute(kysely)

    const { ok, firstBadRow } = await listener.engine.verifyBooks()

    assert.equal(ok, false)
    assert.equal(firstBadRow?.table, table, firstBadRow?.problem ?? '')
    assert.match(firstBadRow?.problem ?? '', problem)
  })
}

test('a history cut off together with its head is found by whoever noted an earlier head', async context => {
  const listener = await openListener(context)
  await giveSome(listener)
  const { kysely, engine } = listener.engine.database
  const { head } = await listener.engine.verifyBooks()
  await dropTriggers(kysely, engine)
  const { chain_hash } = await kysely
    .selectFrom('payment_history')
    .select('chain_hash')
    .where('id', '=', 7)
    .executeTakeFirstOrThrow()
  await kysely.deleteFrom('payment_history').where('id', '=', 8).execute()
  await kysely.updateTable('history_head').set({ entries: 7, hash: chain_hash }).execute()

  const without = await listener.engine.verifyBooks()
  const withHead = await listener.engine.verifyBooks(head)

  // The payment whose last line is gone gives it away as well, unless it was put back too.
  assert.equal(without.firstBadRow?.table, 'payments')
  assert.equal(withHead.firstBadRow?.table, 'history_head')
})

/** Columns that may change without anybody being told: when to ask next, what became of a callback, and numbers of rows. */
const FREE = new Set([
  'payments.next_query_at',
  'payments.last_query_at',
  'payments.query_count',
  'payments.query_turn',
  'inbox.id',
  'payment_history.id',
  'inbox.verdict',
  'inbox.because',
  'inbox.payment_id',
  'inbox.checkout_request_id',
  'inbox.drained_at',
])

testOnSqlite('any single column of any row, changed by hand, is found in its table', async context => {
  const listener = await openListener(context)
  await giveSome(listener)
  const { kysely, engine } = listener.engine.database
  await dropTriggers(kysely, engine)
  await sql`PRAGMA foreign_keys = OFF`.execute(kysely)
  await sql`PRAGMA ignore_check_constraints = ON`.execute(kysely)
  const tables = [
    'payments',
    'payment_history',
    'receipts',
    'donations',
    'campaigns',
    'campaign_totals',
    'history_head',
    'inbox',
    'receipt_serials',
  ]
  const cells: { table: string; column: string; rowid: number }[] = []
  for (const table of tables) {
    const { rows } = await sql<{ row: number }>`SELECT rowid AS row, * FROM ${sql.table(table)}`.execute(kysely)
    for (const row of rows) {
      for (const column of Object.keys(row)) {
        if (column !== 'row' && !FREE.has(`${table}.${column}`)) cells.push({ table, column, rowid: row.row })
      }
    }
  }
  assert.ok(cells.length > 150, String(cells.length))

  for (const { table, column, rowid } of cells) {
    const [name, at] = [sql.table(table), sql.ref(column)]
    const where = sql`WHERE rowid = ${rowid}`
    const before = (await sql<{ value: unknown }>`SELECT ${at} AS value FROM ${name} ${where}`.execute(kysely)).rows[0]
      ?.value
    const changed =
      before instanceof Uint8Array
        ? Buffer.from(before).fill(1, 0, 1)
        : typeof before === 'number'
          ? before + 1
          : `${before ?? ''}x`
    const isNumber = /_at$|_kes$|^at$|inbox_id$|^id$|entries|gifts|is_|^year$|^number$/.test(column)
    await sql`UPDATE ${name} SET ${at} = ${before === null && isNumber ? 1 : changed} ${where}`.execute(kysely)

    const { ok, firstBadRow } = await listener.engine.verifyBooks()

    assert.equal(ok, false, `${table}.${column} of row ${rowid}`)
    assert.equal(firstBadRow?.table, table, `${table}.${column}: ${firstBadRow?.problem}`)
    await sql`UPDATE ${name} SET ${at} = ${before} WHERE rowid = ${column === 'id' && typeof before === 'number' ? before + 1 : rowid}`.execute(
      kysely,
    )
  }
  assert.equal((await listener.engine.verifyBooks()).ok, true)
})
