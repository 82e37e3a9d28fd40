// `backup`, `restore`, `totals`, `verify --since` and `reconcile --pull` on a real database.

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { accepted, refused, verdict } from './fake-daraja.ts'
import { type MoneyProject, openMoneyProject, pay } from './money-project.ts'

type Facts = Record<string, unknown>
const errorOf = (ran: { json(): unknown }) => (ran.json() as { error: { code: string; message: string } }).error

/** What M-PESA lists: one gift of the first phone, two of a stranger, one of them for the rent. */
function listed(rows: object[]) {
  return {
    status: 200,
    body: { ResponseRefID: '1', ResponseCode: '1000', ResponseMessage: 'Success', Response: [rows] },
  }
}

function row(transactionId: string, msisdn: number, amount: string, billreference = 'MADARASA') {
  const trxDate = `${new Date().toISOString().slice(0, 19)}Z`
  return { transactionId, trxDate, msisdn, transactiontype: 'c2b-pay-bill-debit', billreference, amount }
}

async function payAndSettle(project: MoneyProject): Promise<Facts> {
  const payment = await pay(project)
  project.daraja.query = () => verdict('0')
  await project.run('reconcile')
  project.daraja.query = () => verdict('1032')
  return payment
}

test('a backup is made, told about, restored, and the books in it are the same', async t => {
  const project = await openMoneyProject(t)
  await payAndSettle(project)
  const { head } = (await project.run('verify --json')).json() as Facts

  const made = await project.run('backup books.backup --json')
  const found = made.json() as Facts
  assert.equal(made.exitCode, 0, made.out)
  const file = join(project.folder, 'books.backup')
  assert.deepEqual(Object.keys(found), ['file', 'bytes', 'payments', 'receipts', 'head', 'madeAt'])
  assert.deepEqual([found.file, found.payments, found.receipts, found.head], [file, 1, 0, head])
  assert.equal(found.bytes, statSync(file).size)
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.match((await project.run('doctor')).out, /last-backup +The last backup was made within a day/)

  const again = await project.run('backup books.backup --json')
  assert.deepEqual([again.exitCode, errorOf(again).code], [1, 'exists'])
  assert.equal((await project.run('backup books.backup --force')).exitCode, 0)

  const tried = await project.run('restore books.backup --dry-run --json')
  assert.deepEqual([tried.exitCode, (tried.json() as Facts).restored], [0, false])
  rmSync(join(project.folder, 'data', 'harambee.db'))
  const restored = await project.run('restore books.backup --json')
  assert.equal(restored.exitCode, 0, restored.out)
  const { madeAt, ...facts } = restored.json() as Facts
  assert.deepEqual(facts, { restored: true, payments: 1, receipts: 0, head, open: 0, keptAs: null })
  assert.match(String(madeAt), /^\d{4}-\d\d-\d\dT.*Z$/)
  assert.deepEqual((await project.run(`verify --since ${head} --json`)).json(), {
    ok: true,
    payments: 1,
    receipts: 0,
    firstBadRow: null,
    head,
  })
})

test('a database that holds something is restored over with --force only, and kept', async t => {
  const project = await openMoneyProject(t)
  await payAndSettle(project)
  await project.run('backup books.backup')
  await pay(project, '', '0700000002')

  const refusedRun = await project.run('restore books.backup --json')
  const forced = await project.run('restore books.backup --force --json')

  assert.deepEqual([refusedRun.exitCode, errorOf(refusedRun).code], [1, 'not-empty'])
  assert.equal(forced.exitCode, 0, forced.out)
  const { keptAs } = forced.json() as { keptAs: string }
  assert.match(keptAs, /harambee\.db\.before-restore-\d{8}T\d{6}Z$/)
  const count = async (url: string) =>
    ((await project.run('payments list --json', { environment: { DATABASE_URL: url } })).json() as unknown[]).length
  assert.deepEqual([await count('file:./data/harambee.db'), await count(`file:${keptAs}`)], [1, 2])
})

test('what runs on a database is not restored over', async t => {
  const project = await openMoneyProject(t)
  await payAndSettle(project)
  await project.run('backup books.backup')
  await project.startEngine()

  const inUse = await project.run('restore books.backup --force --json')
  assert.deepEqual([inUse.exitCode, errorOf(inUse).code], [1, 'in-use'])

  // Its file is gone, and it writes on into nowhere.
  const data = join(project.folder, 'data')
  renameSync(join(data, 'harambee.db'), join(data, 'gone.db'))
  const stillInUse = await project.run('restore books.backup --json')
  assert.deepEqual([stillInUse.exitCode, errorOf(stillInUse).code], [1, 'in-use'])
  assert.ok(!existsSync(join(data, 'harambee.db')))
})

test('what stands in the way of a backup or a restore is named, with what to do', async t => {
  const project = await openMoneyProject(t)
  await payAndSettle(project)
  await project.run('backup books.backup')
  writeFileSync(join(project.folder, 'holiday.jpg'), 'a picture')
  mkdirSync(join(project.folder, 'folder'))
  const cases: [words: string, code: string, says: RegExp][] = [
    ['backup no/such/folder/books.backup', 'file', /no such folder/],
    ['backup folder --force', 'file', /folder/],
    ['restore missing.backup --dry-run', 'unreadable', /cannot be read/],
    ['restore holiday.jpg --dry-run', 'not-a-backup', /no backup/],
  ]
  for (const [words, code, says] of cases) {
    const ran = await project.run(`${words} --json`)
    assert.deepEqual([ran.exitCode, errorOf(ran).code], [1, code], `${words}: ${ran.out}`)
    assert.match(errorOf(ran).message, says)
  }

  renameSync(join(project.folder, 'data', 'secrets.json'), join(project.folder, 'secrets.json'))
  const withoutSecrets = await project.run('restore books.backup --dry-run --json')
  assert.deepEqual([withoutSecrets.exitCode, errorOf(withoutSecrets).code], [1, 'no-secrets'])
  assert.ok(!existsSync(join(project.folder, 'data', 'secrets.json')), 'asking makes no secrets')
  const otherSecret = { HARAMBEE_SECRET: 'x'.repeat(64) }
  const withOther = await project.run('restore books.backup --dry-run --json', { environment: otherSecret })
  assert.deepEqual([withOther.exitCode, errorOf(withOther).code], [1, 'other-secret'])
  assert.deepEqual(
    readdirSync(project.folder).filter(name => name.includes('partial')),
    [],
  )
})

test('verify refuses a head that is none, and finds one that is not part of the history', async t => {
  const project = await openMoneyProject(t)
  await payAndSettle(project)

  for (const head of ['x', '5', '0:abc', `3:${'f'.repeat(63)}`, `-1:${'f'.repeat(64)}`]) {
    assert.equal((await project.run(`verify --since ${head}`)).exitCode, 2, head)
  }
  const other = await project.run(`verify --since 2:${'f'.repeat(64)} --json`)
  assert.equal(other.exitCode, 1)
  assert.equal((other.json() as { firstBadRow: Facts }).firstBadRow.table, 'history_head')
  assert.equal((await project.run('verify --since 0:')).exitCode, 0)
})

test('the days are told newest first, of all campaigns or one', async t => {
  const project = await openMoneyProject(t)
  await payAndSettle(project)
  const today = new Date(Date.now() + 3 * 60 * 60_000).toISOString().slice(0, 10)

  assert.deepEqual((await project.run('totals --json')).json(), [{ day: today, gifts: 1, amountKes: 500 }])
  assert.deepEqual((await project.run(`totals --campaign madarasa --from ${today} --to ${today} --json`)).json(), [
    { day: today, campaign: 'madarasa', gifts: 1, amountKes: 500 },
  ])
  assert.deepEqual((await project.run('totals --to 2020-01-01 --json')).json(), [])
  assert.match((await project.run('totals')).out, /together +1 +KSh.500/)
  assert.equal(errorOf(await project.run('totals --campaign nobody --json')).code, 'not-found')
  for (const words of ['--from 2026-02-30', '--to tomorrow', '--from 2026-11-25 --to 2026-11-24']) {
    assert.equal((await project.run(`totals ${words}`)).exitCode, 2, words)
  }
})

test('people read numbers in words that fit them, and times as in Nairobi', async t => {
  const project = await openMoneyProject(t)
  const quiet = await project.run('reconcile')
  await payAndSettle(project)
  project.daraja.pull = ({ OffSetValue }) =>
    listed(OffSetValue === '0' ? [row('UKO1AAAAAA', 254711222333, '700.00')] : [])

  const backedUp = await project.run('backup books.backup')
  const tried = await project.run('restore books.backup --dry-run')
  const forced = await project.run('restore books.backup --force')
  const pulled = await project.run('reconcile --pull')

  assert.equal(quiet.out, 'No payment is open: there was nothing to ask about.')
  assert.match(backedUp.out, /^Backed up 1 payment and 0 receipts into /)
  assert.match(tried.out, /1 payment and 0 receipts, as of \d{4}-\d\d-\d\d \d\d:\d\d EAT\./)
  assert.match(forced.out, /^Now start it: npm start\.$/m)
  assert.match(
    pulled.out,
    /M-PESA lists 1 receipt of the last 48 hours: 1 booked as a gift nobody here .* \(KSh.700\)\.$/m,
  )
  assert.match((await project.run('verify')).out, /^The books are whole: 2 payments and 1 receipt\.$/m)
})

test('reconcile --pull books what M-PESA lists and nobody has told of, once', async t => {
  const project = await openMoneyProject(t)
  project.daraja.push = () => accepted('ws_CO_1', 'merchant-1')
  const { accountReference } = await payAndSettle(project)
  const rows = [
    row('UKO1AAAAAA', 254700000001, '500.00', String(accountReference)),
    row('UKO2BBBBBB', 254711222333, '700.00'),
    row('UKO3CCCCCC', 254711222333, '900.00', 'RENT'),
  ]
  project.daraja.pull = ({ OffSetValue }) => listed(OffSetValue === '0' ? rows : [])

  const first = await project.run('reconcile --pull --json')
  const second = await project.run('reconcile --pull --json')

  const pulledBy = (ran: { json(): unknown }) => (ran.json() as { pulled: Facts }).pulled
  const nothing = { matched: 0, booked: 0, waiting: 0, ignored: 0, bookedKes: 0 }
  assert.equal(first.exitCode, 0, first.out)
  assert.deepEqual(pulledBy(first), {
    ...nothing,
    lines: 3,
    known: 0,
    matched: 1,
    booked: 1,
    unclaimed: 1,
    bookedKes: 700,
  })
  assert.deepEqual(pulledBy(second), { ...nothing, lines: 3, known: 2, unclaimed: 1 })
  const payments = (await project.run('payments list --json')).json() as Facts[]
  assert.deepEqual(
    payments.map(({ amountKes, receiptNumber, sources }) => [amountKes, receiptNumber, sources]),
    [
      [700, 'UKO2BBBBBB', ['statement']],
      [500, 'UKO1AAAAAA', ['query', 'statement']],
    ],
  )
  assert.match(
    (await project.run('reconcile --pull')).out,
    /lists 3 receipts of the last 48 hours: 2 in the books already\.\n1 names no campaign of ours/,
  )
  assert.equal((await project.run('verify')).exitCode, 0)
})

test('a short code that is not registered is told how to register, and is registered on request', async t => {
  const project = await openMoneyProject(t)
  let isRegistered = false
  project.daraja.pull = body => {
    if (body.RequestType === 'Pull') {
      isRegistered = true
      return { status: 200, body: { ResponseStatus: '1000', ResponseDescription: 'Shortcode Registered Successfully' } }
    }
    return isRegistered ? listed([]) : refused(500, '500.001.1001', 'The short code is not registered.')
  }

  const unregistered = await project.run('reconcile --pull --json')
  const registered = await project.run('reconcile --pull --register-pull 0700000009 --json')

  assert.equal(unregistered.exitCode, 1)
  assert.match(errorOf(unregistered).message, /not registered.*--register-pull/s)
  assert.equal(registered.exitCode, 0, registered.out)
  assert.equal((await project.run('reconcile --register-pull 0700000009')).exitCode, 2)
})
