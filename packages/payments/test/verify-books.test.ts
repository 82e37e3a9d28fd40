// Any tampering with the file by hand is found, and named.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { OTHER_PHONE, request } from './open-test-engine.ts'

test('books that nobody touched are whole', async context => {
  const { engine, callBack } = await openListener(context)
  const payment = await request(engine)
  await request(engine, { phoneNumber: OTHER_PHONE })
  await callBack(payment, successBody(payment))

  assert.deepEqual(await engine.verifyBooks(), { ok: true, payments: 2, receipts: 1, firstBadRow: null })
})

for (const [name, statement, table, problem] of [
  ['an amount', 'UPDATE payments SET amount_kes = 5000 WHERE receipt_number IS NOT NULL', 'receipts', /KSh 500/],
  [
    'a status',
    "UPDATE payments SET status = 'succeeded', settled_at = 1 WHERE status = 'pending'",
    'campaign_totals',
    /KSh 1000 in 2/,
  ],
  [
    'a status back',
    "UPDATE payments SET status = 'pending', receipt_number = NULL WHERE status = 'succeeded'",
    'receipts',
    /held by nobody/,
  ],
  ['a counter', 'UPDATE campaign_totals SET amount_kes = amount_kes + 1', 'campaign_totals', /counter says KSh 501/],
  ['a receipt', "UPDATE receipts SET receipt_number = 'UKO0000000'", 'receipts', /held by nobody/],
  ['a receipt away', 'DELETE FROM receipts', 'payments', /not in the books/],
  [
    'a receipt onto an unpaid one',
    "UPDATE payments SET receipt_number = 'X' WHERE status = 'pending'",
    'payments',
    /holds a receipt/,
  ],
  [
    'a failure into existence',
    "UPDATE payments SET status = 'failed', failure_reason = 'limit', settled_at = 1 WHERE status = 'pending'",
    'payments',
    /history ends with pending/,
  ],
] as const) {
  test(`changing ${name} is found`, async context => {
    const { engine, callBack, folder } = await openListener(context)
    const payment = await request(engine)
    await request(engine, { phoneNumber: OTHER_PHONE })
    await callBack(payment, successBody(payment))
    const byHand = new DatabaseSync(join(folder, 'test.db'))
    byHand.exec(statement)
    byHand.close()

    const { ok, firstBadRow } = await engine.verifyBooks()

    assert.equal(ok, false)
    assert.equal(firstBadRow?.table, table)
    assert.match(firstBadRow?.problem ?? '', problem)
  })
}
