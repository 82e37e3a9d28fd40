// `forget`, `donor export` and `donor erase` on a real database.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refused } from './fake-daraja.ts'
import { openMoneyProject, pay } from './money-project.ts'

const CHECKOUT = 'ws_CO_24112026120000700000001'

test('a donor is told what is kept, and erased with --yes only', async t => {
  const project = await openMoneyProject(t)
  project.daraja.push = () => refused(400, '400.002.02', 'Bad Request - Invalid Amount')
  const failed = await pay(project)

  const told = await project.run('donor export 0700000001 --json')
  const asked = await project.run('donor erase +254-700-000-001 --json')
  const erased = await project.run('donor erase 0700000001 --yes --json')
  const left = await project.run('donor export 0700000001 --json')

  const { phoneNumber, payments } = told.json() as {
    phoneNumber: string
    payments: { id: string; history: object[] }[]
  }
  assert.deepEqual([phoneNumber, payments.map(({ id }) => id)], ['254700000001', [failed.id]])
  assert.ok((payments[0]?.history.length ?? 0) >= 2)
  const { error, payments: planned } = asked.json() as { error: { code: string }; payments: number }
  assert.deepEqual([asked.exitCode, error.code, planned], [1, 'not-confirmed', 1])
  assert.deepEqual([erased.exitCode, (erased.json() as { payments: number }).payments], [0, 1])
  assert.deepEqual((left.json() as { payments: object[] }).payments, [])
  assert.match(erased.err, /one phone number was erased/)
  for (const ran of [asked, erased, left]) assert.ok(!ran.err.includes('700000001'), ran.err)
  const { json } = await project.run(`payments show ${failed.id} --json`)
  const shown = json() as { phoneNumber: string; history: { source: string; said: string }[] }
  assert.deepEqual(
    [shown.phoneNumber, shown.history.at(-1)?.source, shown.history.at(-1)?.said],
    ['•••••••••••', 'operator', 'forgotten'],
  )
  assert.equal((await project.run('verify --json')).exitCode, 0)
})

test('what is open is named as kept, and the real checkout request is shown to an operator only', async t => {
  const project = await openMoneyProject(t)
  project.daraja.push = () => accepted(CHECKOUT, 'm-1')
  const open = await pay(project)

  const erased = await project.run('donor erase 0700000001 --yes --json')
  const forgotten = await project.run('forget --older-than 1d --json')

  assert.equal(open.checkoutRequestId, CHECKOUT)
  assert.deepEqual((erased.json() as { kept: object[] }).kept, [{ id: open.id, status: 'pending', because: 'open' }])
  const { payments, oldestKept } = forgotten.json() as { payments: number; oldestKept: { id: string } }
  assert.deepEqual([payments, oldestKept.id], [0, open.id])
})

test('wrong words are refused without repeating a number', async t => {
  const project = await openMoneyProject(t)

  for (const words of [
    'forget',
    'forget --older-than 2y',
    'forget --older-than 0d',
    'donor export 07000',
    'donor erase 070000000011',
  ]) {
    const ran = await project.run(`${words} --json`)
    assert.equal(ran.exitCode, 2, words)
    assert.ok(!ran.out.includes('07000'), ran.out)
  }
  const nobody = await project.run('donor export 0700000009')
  assert.equal(nobody.out.trim(), 'Nothing is kept about this number.')
})
