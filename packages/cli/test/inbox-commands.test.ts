// `inbox list`, `show` and `replay`, with an engine process that takes real callbacks over HTTP.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paidBody, post } from './callback-bodies.ts'
import { openMoneyProject, pay } from './money-project.ts'
import type { TestProject } from './test-project.ts'
import { waitFor } from './wait-for.ts'

type Facts = Record<string, unknown>

const FIELDS = [
  'id',
  'receivedAt',
  'peerAddress',
  'allowed',
  'door',
  'channel',
  'verdict',
  'because',
  'paymentId',
  'rawBody',
]

test('a callback that came is listed with its bytes and what came of it', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()
  const payment = await pay(project)
  const body = paidBody(String(payment.checkoutRequestId), String(payment.merchantRequestId))

  assert.equal(await post(callbackUrl(project), body), 200)
  const [entry] = await waitForDrained(project, 1)

  assert.deepEqual(Object.keys(entry ?? {}), FIELDS)
  const { id, receivedAt, because, ...facts } = entry ?? {}
  assert.equal(typeof id, 'number')
  assert.match(String(receivedAt), /Z$/)
  assert.notEqual(because, null)
  assert.deepEqual(facts, {
    peerAddress: '127.0.0.1',
    allowed: true,
    door: 'payment',
    channel: 'stk',
    verdict: 'applied',
    paymentId: payment.id,
    rawBody: body,
  })
  const shown = (await project.run(`payments show ${payment.id} --json`)).json() as Facts
  assert.equal(shown.status, 'succeeded')
  assert.equal(shown.receiptNumber, 'UKO1AB2C3D')
  assert.deepEqual(shown.sources, ['callback'])
})

test('one entry shows the same as the list', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()
  await pay(project)
  await post(callbackUrl(project), 'not json')
  const [entry] = await waitForDrained(project, 1)

  const shown = (await project.run(`inbox show ${entry?.id} --json`)).json()

  assert.deepEqual(shown, entry)
  assert.equal(entry?.verdict, 'unreadable')
})

test('bytes that are no text are shown as text as far as they go, and whole in base64', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()
  await pay(project)
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x1b])
  await post(callbackUrl(project), bytes)

  const [entry] = await waitForDrained(project, 1)

  assert.equal(entry?.rawBodyBase64, bytes.toString('base64'))
  assert.equal(entry?.rawBody, bytes.toString('utf8'))
})

test('terminal escapes in a body are shown, not obeyed', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()
  await pay(project)
  const body = '\u001b]0;owned\u0007\u009b31m\u202eabc'
  await post(callbackUrl(project), Buffer.from(body))
  const [entry] = await waitForDrained(project, 1)

  const forPeople = await project.run(`inbox show ${entry?.id}`)
  const forScripts = await project.run(`inbox show ${entry?.id} --json`)

  assert.equal(entry?.rawBody, body)
  for (const { out } of [forPeople, forScripts])
    assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  assert.match(forPeople.out, /\\u001b\]0;owned/)
})

test('the list is narrowed down by verdict and continued by id', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()
  const payment = await pay(project)
  await post(callbackUrl(project), paidBody(String(payment.checkoutRequestId), String(payment.merchantRequestId)))
  await post(callbackUrl(project), 'not json')
  const [newest, oldest] = await waitForDrained(project, 2)

  const applied = (await project.run('inbox list --verdict applied --json')).json() as Facts[]
  const older = (await project.run(`inbox list --before ${newest?.id} --json`)).json()
  const undrained = (await project.run('inbox list --verdict none --json')).json()
  const limited = (await project.run('inbox list --limit 1 --json')).json()

  assert.deepEqual(
    applied.map(entry => entry.id),
    [oldest?.id],
  )
  assert.deepEqual(older, [oldest])
  assert.deepEqual(undrained, [])
  assert.deepEqual(limited, [newest])
})

test('replaying what was applied changes nothing, and a dry run says so', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()
  const payment = await pay(project)
  await post(callbackUrl(project), paidBody(String(payment.checkoutRequestId), String(payment.merchantRequestId)))
  const [entry] = await waitForDrained(project, 1)
  const before = (await project.run(`payments show ${payment.id} --json`)).json()

  for (const words of [`inbox replay ${entry?.id} --dry-run --json`, `inbox replay ${entry?.id} --json`]) {
    const ran = await project.run(words)
    assert.equal(ran.exitCode, 0)
    const replay = ran.json() as Facts
    assert.equal(replay.id, entry?.id)
    assert.equal(replay.dryRun, words.includes('--dry-run'))
    assert.equal(replay.changed, false)
  }
  const after = (await project.run(`payments show ${payment.id} --json`)).json() as Facts & { history: Facts[] }
  assert.equal(after.status, 'succeeded')
  assert.equal(after.receiptNumber, (before as Facts).receiptNumber)
  assert.equal((await project.run('verify --json')).exitCode, 0)
})

/** The door of the last push. */
function callbackUrl(project: TestProject & { daraja: { pushes: Record<string, string>[] } }): string {
  return project.daraja.pushes.at(-1)?.CallBackURL ?? ''
}

/** Newest first, once all of them have been looked at. */
function waitForDrained(project: TestProject, count: number): Promise<Facts[]> {
  return waitFor('the callbacks are drained', async () => {
    const entries = (await project.run('inbox list --json')).json() as Facts[]
    return entries.length === count && entries.every(entry => entry.verdict !== null) && entries
  })
}
