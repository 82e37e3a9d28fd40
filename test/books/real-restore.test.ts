// The drill on the real processes: everything runs, is backed up, is lost, and is restored by the commands an operator has.

import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { backUp } from '@harambee/payments'
import { findFreePorts } from '../journeys/free-ports.ts'
import { type Harambee, runCli, spawnHarambee, startHarambee, until, withoutOurs } from '../journeys/start-harambee.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { openCharity } from './charity.ts'

interface Paid {
  id: string
  status: string
  amountKes: number
  receiptNumber: string | null
}

/** Restores that are killed on the way. */
const KILLS = IS_SOAK ? 200 : 8

async function give(harambee: Harambee, phone: string, amountKes: number): Promise<Paid> {
  const words = ['pay', '--phone', phone, '--amount', String(amountKes), '--campaign', 'madarasa', '--json']
  const paid = await harambee.cli(...words)
  assert.equal(paid.exitCode, 0, paid.stdout + paid.stderr)
  return paid.json<Paid>()
}

const untilPaid = (harambee: Harambee, id: string) =>
  until(`payment ${id} to be paid`, async () => {
    const shown = (await harambee.cli('payments', 'show', id, '--json')).json<Paid>()
    return shown.status === 'succeeded' && shown
  })

const payFromMenu = (harambee: Harambee, phoneNumber: string, amountKes: number) =>
  fetch(`${harambee.simulator}/_sim/paybill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phoneNumber, shortCode: '174379', accountReference: 'MADARASA', amountKes }),
  })

test('a server is backed up while it runs, lost, restored, and knows every gift again', async context => {
  const first = await startHarambee(context)
  const { safaricom, environment } = first
  const path = `${environment.DATABASE_URL}`.slice('file:'.length)
  const file = join(dirname(path), 'yesterday.backup')
  for (const phone of ['254700000701', '254700000703']) {
    await safaricom.setSubscriber(phone, { behaviour: 'pays', delayMs: 0 })
  }
  await untilPaid(first, (await give(first, '254700000701', 500)).id)
  const open = await give(first, '254700000702', 700)

  const made = await first.cli('backup', file, '--json')
  assert.equal(made.exitCode, 0, made.stdout + made.stderr)
  const backup = made.json<{ payments: number; receipts: number; head: string }>()
  assert.deepEqual([backup.payments, backup.receipts], [2, 1])
  assert.equal(statSync(file).mode & 0o777, 0o600)

  // After the backup: the open prompt is paid, somebody gives by prompt and somebody without.
  await safaricom.answer((await safaricom.promptOf('254700000702')).checkoutRequestId, 'pay')
  await untilPaid(first, open.id)
  await untilPaid(first, (await give(first, '254700000703', 900)).id)
  assert.equal((await payFromMenu(first, '254700000704', 1_100)).status, 200)

  const inUse = await first.cli('restore', file, '--force', '--json')
  assert.equal(inUse.json<{ error: { code: string } }>().error.code, 'in-use')
  assert.equal(await first.stop(), 0)
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })

  const lostAtMs = Date.now()
  const restored = await runCli(['restore', file, '--json'], environment)
  assert.equal(restored.exitCode, 0, restored.stdout + restored.stderr)
  const { payments, open: openPayments, head } = restored.json<{ payments: number; open: number; head: string }>()
  assert.deepEqual([payments, openPayments, head], [2, 1, backup.head])

  const second = await startHarambee(context, environment)
  const settled = await untilPaid(second, open.id)
  assert.equal(settled.receiptNumber, null, 'a query names no receipt')
  const pulled = await second.cli('reconcile', '--pull', '--json')
  assert.equal(pulled.exitCode, 0, pulled.stdout + pulled.stderr)
  const { matched, booked, known } = pulled.json<{ pulled: { matched: number; booked: number; known: number } }>()
    .pulled
  context.diagnostic(`from an empty disk to books that equal the ledger: ${Date.now() - lostAtMs} ms`)
  assert.deepEqual([known, matched, booked], [1, 1, 2])

  const { receipts } = await safaricom.ledger()
  const books = (await second.cli('payments', 'list', '--status', 'succeeded', '--json')).json<Paid[]>()
  const toLine = ({ amountKes, receiptNumber }: { amountKes: number; receiptNumber: string | null }) =>
    `${receiptNumber} ${amountKes}`
  assert.deepEqual(books.map(toLine).sort(), receipts.map(toLine).sort())
  const verified = await second.cli('verify', '--since', backup.head, '--json')
  assert.equal(verified.exitCode, 0, verified.stdout)
  const totals = (await second.cli('totals', '--json')).json<{ amountKes: number }[]>()
  assert.equal(
    totals.reduce((sum, { amountKes }) => sum + amountKes, 0),
    500 + 700 + 900 + 1_100,
  )
  assert.equal(await second.stop(), 0)
})

test(`a restore killed at any moment leaves the old database or the new one (${KILLS} times)`, async context => {
  const { folder, environment, file } = await makeBackup(context)
  const restore = ['restore', file, '--force', '--json']
  const countPayments = async () => {
    const verified = await runCli(['verify', '--json'], environment)
    assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr)
    return verified.json<{ payments: number }>().payments
  }
  const old = await countPayments()
  const startedMs = Date.now()
  const trial = await runCli(restore, environment)
  assert.equal(trial.exitCode, 0, trial.stdout + trial.stderr)
  const wholeMs = Date.now() - startedMs
  const restored = await countPayments()
  assert.notEqual(restored, old)
  const kept = trial.json<{ keptAs: string }>().keptAs
  const outcomes = { old: 0, new: 0 }

  for (let number = 0; number < KILLS; number++) {
    putBack(folder, kept)
    const { child, exited } = spawnHarambee(restore, environment)
    // Spread over the whole run, the beginning left out, in which Node starts.
    const delayMs = wholeMs * (0.3 + (0.8 * number) / KILLS)
    const timer = setTimeout(() => child.kill('SIGKILL'), delayMs)
    await exited
    clearTimeout(timer)

    const found = await countPayments()
    assert.ok(found === old || found === restored, `${found} payments`)
    outcomes[found === old ? 'old' : 'new'] += 1
  }
  context.diagnostic(JSON.stringify({ ...outcomes, wholeMs }))
})

/** A project folder whose database holds one payment less than its backup. */
async function makeBackup(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-kill-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'harambee.db')
  const charity = await openCharity(context, { seed: 3, databaseUrl: `file:${path}` })
  for (let number = 0; number < 40; number++) {
    const phoneNumber = `2547000005${String(number).padStart(2, '0')}`
    charity.safaricom.setSubscriber(phoneNumber, { behaviour: 'pays' })
    await charity.give({ phoneNumber, amountKes: 100 })
    await charity.time.advance(60_000)
  }
  const file = join(folder, 'books.backup')
  await backUp(charity.engine, file, { mayReplace: false })
  await charity.give({ phoneNumber: '254700000599', amountKes: 100 })
  await charity.stop()
  const environment = {
    ...withoutOurs(process.env),
    DATABASE_URL: `file:${path}`,
    HARAMBEE_SECRET: 'h'.repeat(64),
    MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
    ...(await freePorts()),
  }
  return { folder, environment, file }
}

/** Ports on which nothing answers, so that nobody else's server is taken for ours. */
async function freePorts(): Promise<Record<string, string>> {
  const [port, callbackPort, simulatorPort] = await findFreePorts(3)
  return { PORT: String(port), CALLBACK_PORT: String(callbackPort), SIMULATOR_PORT: String(simulatorPort) }
}

/** The old database at its place again, and nothing a killed restore has left. */
function putBack(folder: string, kept: string): void {
  for (const name of readdirSync(folder)) {
    const isRest = name.startsWith('harambee.db') && join(folder, name) !== kept
    if (isRest) rmSync(join(folder, name))
  }
  const path = join(folder, 'harambee.db')
  assert.ok(existsSync(kept))
  copyFileSync(kept, path)
}
