import assert from 'node:assert/strict'
import { test as nodeTest } from 'node:test'
import { toStoredAccount } from '../src/mask-numbers.ts'
import { test } from './both-databases.ts'
import { c2bBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'

const KEY = 'c0ffee'.repeat(8)

nodeTest('a number typed as the account is masked, and no other account is changed', () => {
  const masked = [
    ['0700000001', '2547•••••001'],
    ['254700000001', '2547•••••001'],
    ['+254 700 000 001', '2547•••••001'],
    ['0700-000-001 madarasa', '2547•••••001 madarasa'],
    ['madarasa/0100000001', 'madarasa/2541•••••001'],
  ] as const
  for (const [typed, stored] of masked) assert.equal(toStoredAccount(typed), stored)
  for (const account of ['MADARASA', 'madarasa-', '174379', '2026112400001', '12345678901234', '', 'CLASS 8 2026']) {
    assert.equal(toStoredAccount(account), account)
  }
  assert.equal(toStoredAccount(null), null)
})

test('no receipt shows more of its payer than our own mask does', async context => {
  const { engine, send } = await openListener(context)
  const confirm = (facts: Record<string, string>) => send(`/api/mpesa/${KEY}/c2b/confirmation`, c2bBody(facts))

  await confirm({ TransID: 'UKO1AAAAAA', BillRefNumber: '0700 123 001', MSISDN: '2547001****3001' })
  await confirm({ TransID: 'UKO1BBBBBB', BillRefNumber: '254700123001', MSISDN: '254700123001' })

  const rows = await engine.database.kysely.selectFrom('receipts').selectAll().orderBy('receipt_number').execute()
  assert.deepEqual(
    rows.map(row => row.account_reference),
    ['2547•••••001', '2547•••••001'],
  )
  assert.deepEqual(JSON.parse(rows[0]?.payer ?? '').visible, { start: '2547', end: '001' })
  assert.ok(!JSON.stringify(rows).includes('700123'))
})
