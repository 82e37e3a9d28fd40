// `migrate`, `verify`, `reconcile` and `campaigns` on a real database.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { demoCampaign, openDatabase } from '@harambee/payments'
import { setTimer } from '../src/clock.ts'
import { verdict } from './fake-daraja.ts'
import { openMoneyProject, pay } from './money-project.ts'
import { openTestProject, type TestProject } from './test-project.ts'

type Facts = Record<string, unknown>
const CAMPAIGN = demoCampaign(Date.parse('2099-01-01T00:00:00Z'))

test('migrate makes the database, lists what it applied, and has nothing to do the second time', async () => {
  const project = await openTestProject()

  const first = await project.run('migrate --json')
  const second = await project.run('migrate --json')

  assert.equal(first.exitCode, 0)
  const { applied } = first.json() as { applied: string[] }
  assert.ok(applied.length > 0)
  assert.match(applied[0] ?? '', /^0001-/)
  assert.deepEqual(second.json(), { applied: [] })
})

test('a database from a newer version is refused by every command, saying so', async () => {
  const project = await openTestProject()
  await project.run('migrate')
  await withDatabase(project, ({ kysely }) =>
    kysely
      .insertInto('schema_migrations')
      .values({ name: '9999-tomorrow.sql', checksum: 'x', applied_at: 1 })
      .execute(),
  )

  for (const words of ['migrate', 'payments list', 'verify', 'reconcile']) {
    const ran = await project.run(`${words} --json`)
    assert.equal(ran.exitCode, 1, words)
    const { error } = ran.json() as { error: { code: string; message: string } }
    assert.equal(error.code, 'database', words)
    assert.match(error.message, /newer version/, words)
  }
})

test('a file that is no database is refused, saying so', async () => {
  const project = await openTestProject({ DATABASE_URL: 'file:./text.db' })
  writeFileSync(join(project.folder, 'text.db'), 'this is no database, whatever its name says. '.repeat(50))

  const ran = await project.run('migrate --json')

  assert.equal(ran.exitCode, 1)
  assert.match((ran.json() as { error: { message: string } }).error.message, /text\.db.*not a database/)
})

test('a command without a database says how to make one, and makes none', async () => {
  const project = await openTestProject()

  for (const words of ['payments list', 'inbox list', 'verify', 'reconcile', 'campaigns list']) {
    const ran = await project.run(`${words} --json`)
    assert.equal(ran.exitCode, 1, words)
    assert.equal((ran.json() as { error: { code: string } }).error.code, 'no-database', words)
  }
})

test('verify finds whole books whole', async t => {
  const project = await openMoneyProject(t)
  await pay(project)

  const ran = await project.run('verify --json')

  assert.equal(ran.exitCode, 0)
  const { head, ...found } = ran.json() as Facts
  assert.deepEqual(found, { ok: true, payments: 1, receipts: 0, firstBadRow: null })
  assert.match(String(head), /^\d+:[0-9a-f]{64}$/)
})

test('verify names the first row that does not add up', async t => {
  const project = await openMoneyProject(t)
  const { id } = await pay(project)
  await withDatabase(project, ({ kysely }) =>
    kysely.updateTable('payments').set({ status: 'succeeded', settled_at: 1 }).where('id', '=', String(id)).execute(),
  )

  const ran = await project.run('verify --json')

  assert.equal(ran.exitCode, 1)
  const { ok, firstBadRow } = ran.json() as { ok: boolean; firstBadRow: Facts }
  assert.equal(ok, false)
  assert.deepEqual(Object.keys(firstBadRow), ['table', 'id', 'problem'])
  assert.match((await project.run('verify')).out, /not whole/)
})

test('reconcile asks about every open payment and counts what it heard', async t => {
  const project = await openMoneyProject(t)
  await pay(project, '', '0700000001')
  await pay(project, '', '0700000002')
  await pay(project, '', '0700000003')
  const answers = [verdict('0'), verdict('1032'), { status: 500, body: {} }]
  project.daraja.query = () => answers.pop() ?? { status: 500, body: {} }

  const ran = await project.run('reconcile --json')

  assert.equal(ran.exitCode, 0)
  assert.deepEqual(ran.json(), { asked: 3, succeeded: 1, failed: 1, stillUnknown: 1, review: 0 })
})

test('a campaign is added once, and listed', async () => {
  const project = await openTestProject()
  await project.run('migrate')
  const file = join(project.folder, 'desks.json')
  writeFileSync(file, JSON.stringify(CAMPAIGN))

  const added = await project.run(`campaigns add ${file} --json`)
  const again = await project.run(`campaigns add ${file} --json`)
  const listed = await project.run('campaigns list --json')

  const summary = {
    slug: 'madarasa',
    title: CAMPAIGN.content.en.title,
    accountReference: 'MADARASA',
    goalKes: 300_000,
    floorKes: 10,
    startsOn: null,
    endsOn: CAMPAIGN.endsOn,
    hasBegun: true,
    hasEnded: false,
    raisedKes: 0,
    gifts: 0,
  }
  assert.equal(added.exitCode, 0)
  assert.deepEqual(added.json(), summary)
  assert.equal(again.exitCode, 1)
  assert.equal((again.json() as { error: { code: string } }).error.code, 'exists')
  assert.deepEqual(listed.json(), [summary])
})

test('a campaign with the account reference of another is refused', async t => {
  const project = await openMoneyProject(t)

  const ran = await project.run('campaigns add - --json', { stdin: JSON.stringify({ ...CAMPAIGN, slug: 'other' }) })

  assert.equal(ran.exitCode, 1)
  assert.match(
    (ran.json() as { error: { message: string } }).error.message,
    /MADARASA belongs to the campaign madarasa/,
  )
})

test('a campaign that is none is refused with every problem', async () => {
  const project = await openTestProject()
  await project.run('migrate')

  const broken = await project.run('campaigns add - --json', { stdin: '{' })
  const wrong = await project.run('campaigns add - --json', {
    stdin: JSON.stringify({ ...CAMPAIGN, slug: 'No Slug', goalKes: -1 }),
  })

  assert.equal(broken.exitCode, 1)
  assert.equal(wrong.exitCode, 1)
  const { error, problems } = wrong.json() as { error: { code: string; message: string }; problems: string[] }
  assert.equal(error.code, 'invalid-campaign')
  assert.equal(problems.length, 2)
  assert.match(error.message, /slug/)
  assert.match(error.message, /goalKes/)
})

test('every problem of the configuration is told at once', async t => {
  const project = await openMoneyProject(t)

  const ran = await project.run('payments list --json', {
    environment: { MPESA_CONSUMER_KEY: 'key', MPESA_ENVIRONMENT: 'prod', PUBLIC_URL: 'not a url' },
  })

  assert.equal(ran.exitCode, 1)
  const { error, problems } = ran.json() as { error: { code: string; message: string }; problems: string[] }
  assert.equal(error.code, 'configuration')
  for (const name of ['MPESA_CONSUMER_SECRET', 'MPESA_ENVIRONMENT=prod', 'PUBLIC_URL']) {
    assert.ok(
      problems.some(problem => problem.includes(name)),
      name,
    )
    assert.ok(error.message.includes(name), name)
  }
})

test('.env in the root counts, and the real environment counts more', async () => {
  const project = await openTestProject()
  project.writeEnvFile('DATABASE_URL=file:./from-env-file.db\n')

  const fromFile = await project.run('payments list --json')
  const fromEnvironment = await project.run('payments list --json', {
    environment: { DATABASE_URL: 'file:./from-environment.db' },
  })

  assert.match(fromFile.out, /from-env-file\.db/)
  assert.match(fromEnvironment.out, /from-environment\.db/)
})

async function withDatabase(
  project: TestProject,
  work: (database: ReturnType<typeof openDatabase>) => Promise<unknown>,
): Promise<void> {
  const database = openDatabase('file:./data/harambee.db', project.folder, { setTimer })
  await work(database)
  await database.close()
}
