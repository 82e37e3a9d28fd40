// `pay`, `payments list` and `payments show` on a real database, against a Daraja that answers as each test says.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, refused, verdict } from './fake-daraja.ts'
import { openMoneyProject, pay } from './money-project.ts'
import { openTestProject } from './test-project.ts'

const FIELDS = [
  'id',
  'donationId',
  'status',
  'failureReason',
  'resultCode',
  'amountKes',
  'phoneNumber',
  'receiptNumber',
  'checkoutRequestId',
  'merchantRequestId',
  'campaign',
  'accountReference',
  'createdAt',
  'settledAt',
  'sources',
]

test('pay prints the payment after the push was answered', async t => {
  const project = await openMoneyProject(t)
  project.daraja.push = () => accepted('ws_CO_1', 'm-1')

  const ran = await project.run('pay --phone 0700000001 --amount 500 --campaign madarasa --json')

  assert.equal(ran.exitCode, 0)
  const payment = ran.json() as Record<string, unknown>
  assert.deepEqual(Object.keys(payment), FIELDS)
  const { id, donationId, createdAt, accountReference, ...facts } = payment
  assert.match(String(id), /^[0-9a-f]{32}$/)
  assert.match(String(donationId), /^[0-9a-f]{32}$/)
  assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.match(String(accountReference), /^MAD-[0-9A-Z]{6}$/)
  assert.deepEqual(facts, {
    status: 'pending',
    failureReason: null,
    resultCode: null,
    amountKes: 500,
    phoneNumber: '2547•••••001',
    receiptNumber: null,
    checkoutRequestId: 'ws_CO_1',
    merchantRequestId: 'm-1',
    campaign: 'madarasa',
    settledAt: null,
    sources: [],
  })
  assert.equal(project.daraja.pushes[0]?.PhoneNumber, '254700000001')
})

test('the same id again is the same payment and no second prompt', async t => {
  const project = await openMoneyProject(t)

  const first = await pay(project, '--id my-gift')
  const again = await pay(project, '--id my-gift')

  assert.equal(first.id, 'my-gift')
  assert.deepEqual(again, first)
  assert.equal(project.daraja.pushes.length, 1)
})

test('a refused push ends with exit code 1, the payment and why', async t => {
  const project = await openMoneyProject(t)
  project.daraja.push = () => refused(400, '400.002.02', 'Bad Request - Invalid PhoneNumber')

  const ran = await project.run('pay --phone 0700000001 --amount 500 --campaign madarasa --json')

  assert.equal(ran.exitCode, 1)
  const payment = ran.json() as { status: string; resultCode: string; error: { code: string; message: string } }
  assert.equal(payment.status, 'failed')
  assert.equal(payment.resultCode, '400.002.02')
  assert.equal(payment.error.code, 'not-sent')
  assert.match(payment.error.message, /400\.002\.02/)
})

test('a push whose effect is unknown ends with exit code 0', async t => {
  const project = await openMoneyProject(t)
  project.daraja.push = () => ({ status: 502, body: {} })

  const ran = await project.run('pay --phone 0700000001 --amount 500 --campaign madarasa --json')

  assert.equal(ran.exitCode, 0)
  const { status } = ran.json() as { status: string }
  assert.ok(['created', 'pending'].includes(status), status)
})

test('a second prompt while one stands open is refused, naming the payment in the way', async t => {
  const project = await openMoneyProject(t)
  const first = await pay(project)

  const ran = await project.run('pay --phone 0700000001 --amount 600 --campaign madarasa --json')

  assert.equal(ran.exitCode, 1)
  const { id, error } = ran.json() as { id: string; error: { code: string } }
  assert.equal(error.code, 'prompt-open')
  assert.equal(id, first.id)
  assert.equal(project.daraja.pushes.length, 1)
})

test('pay for a campaign nobody knows is refused', async t => {
  const project = await openMoneyProject(t)

  const ran = await project.run('pay --phone 0700000001 --amount 500 --campaign nothing --json')

  assert.equal(ran.exitCode, 1)
  assert.deepEqual(ran.json(), {
    error: { code: 'no-such-campaign', message: 'There is no campaign nothing: see "harambee campaigns list".' },
  })
})

test('what nobody could pay is wrong usage', async () => {
  const project = await openTestProject()
  const wrong = [
    '--phone 07000001 --amount 500 --campaign x',
    '--phone 0200000001 --amount 500 --campaign x',
    '--phone +256700000001 --amount 500 --campaign x',
    '--phone 0700000001 --amount 1.50 --campaign x',
    '--phone 0700000001 --amount 0 --campaign x',
    '--phone 0700000001 --amount -5 --campaign x',
    '--phone 0700000001 --amount 250001 --campaign x',
    '--phone 0700000001 --amount 1k --campaign x',
    '--phone 0700000001 --amount 500 --campaign x --id ../up',
    '--phone 0700000001 --amount 500 --campaign x --wait soon',
    '--phone 0700000001 --amount 500',
    '--amount 500 --campaign x',
    '--phone 0700000001 --amount 500 --campaign x surplus',
  ]

  for (const words of wrong) {
    const ran = await project.run(`pay ${words} --json`)
    assert.equal(ran.exitCode, 2, words)
    const { error } = ran.json() as { error: { code: string; message: string } }
    assert.equal(error.code, 'usage', words)
    assert.ok(error.message.length > 10, words)
  }
})

test('payments are listed newest first, a page at a time', async t => {
  const project = await openMoneyProject(t)
  const first = await pay(project, '', '0700000001')
  const second = await pay(project, '', '0700000002')
  const third = await pay(project, '', '0110000003')

  const page = (await project.run('payments list --limit 2 --json')).json() as { id: string }[]
  const next = (await project.run(`payments list --before ${page[1]?.id} --json`)).json() as { id: string }[]

  assert.deepEqual(
    page.map(payment => payment.id),
    [third.id, second.id],
  )
  assert.deepEqual(next, [first])
})

test('payments are listed by status', async t => {
  const project = await openMoneyProject(t)
  await pay(project, '', '0700000001')
  project.daraja.push = () => refused(400, '400.002.02', 'Bad Request - Invalid Amount')
  const failed = await pay(project, '', '0700000002')

  const ran = await project.run('payments list --status failed --json')

  assert.deepEqual(
    (ran.json() as { id: string }[]).map(payment => payment.id),
    [failed.id],
  )
})

test('show adds the history: who said what, when, and what came of it', async t => {
  const project = await openMoneyProject(t)
  const { id } = await pay(project)
  project.daraja.query = () => verdict('1032')
  await project.run('reconcile --json')

  const ran = await project.run(`payments show ${id} --json`)

  assert.equal(ran.exitCode, 0)
  const payment = ran.json() as Record<string, unknown> & { history: Record<string, unknown>[] }
  assert.deepEqual(Object.keys(payment), [...FIELDS, 'history'])
  assert.equal(payment.status, 'failed')
  assert.equal(payment.failureReason, 'cancelled')
  assert.deepEqual(payment.sources, ['query'])
  assert.deepEqual(
    payment.history.map(({ source, verdict }) => [source, verdict]),
    [
      ['intent', 'applied'],
      ['push', 'applied'],
      ['query', 'applied'],
    ],
  )
  for (const { time, because } of payment.history) {
    assert.match(String(time), /Z$/)
    assert.notEqual(because, '')
  }
})

test('an unknown id ends with exit code 1', async t => {
  const project = await openMoneyProject(t)

  for (const words of [
    'payments show nobody',
    'payments list --before nobody',
    'inbox show 7',
    'inbox show nobody',
    'inbox replay 7',
    'inbox list --before 7',
  ]) {
    const ran = await project.run(`${words} --json`)
    assert.equal(ran.exitCode, 1, words)
    assert.equal((ran.json() as { error: { code: string } }).error.code, 'not-found', words)
  }
})

test('a limit that is none, or a status nobody has, is wrong usage', async () => {
  const project = await openTestProject()
  const wrong = [
    'payments list --limit 0',
    'payments list --limit 10001',
    'payments list --limit ten',
    'payments list --limit -1',
    'payments list --status paid',
    'inbox list --verdict maybe',
    'inbox list --limit 10001',
    'campaigns list --limit 0',
    'payments show',
    'payments',
    'nonsense',
    '--nonsense',
  ]

  for (const words of wrong) {
    const ran = await project.run(`${words} --json`)
    assert.equal(ran.exitCode, 2, words)
    assert.equal((ran.json() as { error: { code: string } }).error.code, 'usage', words)
  }
})

test('for a person, payments are a table and one payment its facts', async t => {
  const project = await openMoneyProject(t)
  const { id } = await pay(project)

  const list = await project.run('payments list')
  const show = await project.run(`payments show ${id}`)

  assert.match(list.out, /KSh\u00a0500 +2547•••••001 +madarasa +pending/)
  assert.match(show.out, new RegExp(`payment +${id}`))
  assert.match(show.out, /push said accepted: applied/)
})

test('waiting ends when Daraja has said what became of it, though no engine runs', async t => {
  const project = await openMoneyProject(t, { HARAMBEE_TEST_CLOCK_OFFSET_MS: '0' })
  const { id } = await pay(project, '--id waited')
  project.daraja.query = () => verdict('0')

  // Half a minute later: the question is overdue, so nobody else is asking it.
  const ran = await project.run(`pay --phone 0700000001 --amount 500 --campaign madarasa --id ${id} --wait 60 --json`, {
    environment: { HARAMBEE_TEST_CLOCK_OFFSET_MS: '30000' },
  })

  assert.equal(ran.exitCode, 0)
  assert.equal((ran.json() as { status: string }).status, 'succeeded')
})

test('waiting for a payment that fails ends with exit code 1 and the reason', async t => {
  const project = await openMoneyProject(t)
  await pay(project, '--id waited')
  project.daraja.query = () => verdict('1')

  const ran = await project.run(
    'pay --phone 0700000001 --amount 500 --campaign madarasa --id waited --wait 60 --json',
    {
      environment: { HARAMBEE_TEST_CLOCK_OFFSET_MS: '30000' },
    },
  )

  assert.equal(ran.exitCode, 1)
  const { status, error } = ran.json() as { status: string; error: { code: string } }
  assert.equal(status, 'failed')
  assert.equal(error.code, 'insufficient-funds')
})

test('waiting in vain ends with the open payment and exit code 0', async t => {
  const project = await openMoneyProject(t)

  const ran = await project.run('pay --phone 0700000001 --amount 500 --campaign madarasa --wait 1 --json')

  assert.equal(ran.exitCode, 0)
  assert.equal((ran.json() as { status: string }).status, 'pending')
})
