// `start` where something is wrong: every problem at once, each with what to do, and nothing left running.

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '@harambee/payments'
import { setTimer } from '../src/clock.ts'
import { openTestProject, type Ran, type TestProject } from './test-project.ts'

test('half of the credentials, an unknown environment and a bad URL are told together', async () => {
  const project = await openTestProject()

  const ran = await project.run('start', {
    environment: { MPESA_CONSUMER_KEY: 'key', MPESA_ENVIRONMENT: 'prod', MPESA_CALLBACK_URL: 'give.example.org' },
  })

  assertRefused(ran, [
    /MPESA_CONSUMER_SECRET and MPESA_PASSKEY are not set: copy/,
    /MPESA_ENVIRONMENT=prod: use one of live, sandbox/,
    /MPESA_CALLBACK_URL=give\.example\.org: use a whole URL/,
    /HARAMBEE_SECRET is not set: make one/,
  ])
})

test('an unknown environment is refused in the demo too', async () => {
  const project = await openTestProject()

  assertRefused(await project.run('start', { environment: { MPESA_ENVIRONMENT: 'prod' } }), [
    /MPESA_ENVIRONMENT=prod: use/,
  ])
})

test('a taken port names the variable to change and who holds it', async t => {
  const project = await openTestProject()
  await listen(t, Number(project.environment.CALLBACK_PORT))

  const ran = await project.run('start')

  assertRefused(ran, [new RegExp(`Port ${project.environment.CALLBACK_PORT} is taken.*set CALLBACK_PORT=\\d+`)])
  if (process.platform === 'linux') assert.match(ran.err, new RegExp(`\\(process ${process.pid}\\)`))
})

test('all taken ports and all other problems stand in one list', async t => {
  const project = await openTestProject()
  await listen(t, Number(project.environment.PORT))
  await listen(t, Number(project.environment.SIMULATOR_PORT))

  const ran = await project.run('start --json', { environment: { MPESA_CONFIRM: 'perhaps' } })

  assert.equal(ran.exitCode, 1)
  const { error, problems } = ran.json() as { error: { code: string; message: string }; problems: string[] }
  assert.equal(error.code, 'cannot-start')
  assert.equal(problems.length, 3)
  for (const part of [/MPESA_CONFIRM=perhaps/, / PORT=/, /SIMULATOR_PORT=/]) assert.match(error.message, part)
})

test('an address that is not of this machine is one problem', async () => {
  const project = await openTestProject()

  const ran = await project.run('start', { environment: { HOST: '192.0.2.1' } })

  assertRefused(ran, [/HOST=192\.0\.2\.1 is no address of this machine: use 127\.0\.0\.1/])
})

test('a data folder that cannot be written is told once', async () => {
  const project = await openTestProject()
  writeFileSync(join(project.folder, 'a-file'), '')

  const ran = await project.run('start', { environment: { DATABASE_URL: 'file:./a-file/harambee.db' } })

  assertRefused(ran, [/a-file is not writable .*set DATABASE_URL/])
})

test('a database from a newer version is refused', async () => {
  const project = await openTestProject()
  await project.run('migrate')
  const database = openDatabase('file:./data/harambee.db', project.folder, { setTimer })
  const tomorrow = { name: '9999-tomorrow.sql', checksum: 'x', applied_at: 1 }
  await database.kysely.insertInto('schema_migrations').values(tomorrow).execute()
  await database.close()

  const ran = await project.run('start')

  assert.equal(ran.exitCode, 1)
  assert.match(ran.err, /newer version of Harambee \(it has 9999-tomorrow\.sql\)\. Start that version/)
})

test('a file that is no database is refused', async () => {
  const project = await openTestProject({ DATABASE_URL: 'file:./text.db' })
  writeFileSync(join(project.folder, 'text.db'), 'this is no database, whatever its name says. '.repeat(50))

  const ran = await project.run('start')

  assert.equal(ran.exitCode, 1)
  assert.match(ran.err, /text\.db cannot be opened.*set DATABASE_URL/)
})

test('an .env that cannot be read is refused', async () => {
  const project = await openTestProject()
  mkdirSync(join(project.folder, '.env'))

  const ran = await project.run('start')

  assert.equal(ran.exitCode, 1)
  assert.match(ran.err, /\.env cannot be read \(EISDIR\): make it a file/)
})

test('what cannot start makes no database', async () => {
  const project = await openTestProject()

  await project.run('start', { environment: { MPESA_ENVIRONMENT: 'prod' } })

  assert.equal(existsSync(join(project.folder, 'data', 'harambee.db')), false)
})

test('a project without its site says what is missing', async () => {
  const project: TestProject = await openTestProject()

  const ran = await project.run('start --json')

  assert.equal(ran.exitCode, 1)
  const { error } = ran.json() as { error: { code: string; message: string } }
  assert.equal(error.code, 'build-failed')
  assert.match(error.message, /build\.ts is missing/)
})

/** Exit code 1, and one numbered line for each problem. */
function assertRefused(ran: Ran, problems: readonly RegExp[]): void {
  assert.equal(ran.exitCode, 1)
  assert.equal(ran.out, '')
  const lines = ran.err.split('\n').filter(line => /^ +\d+\. /.test(line))
  assert.equal(lines.length >= problems.length, true, ran.err)
  for (const problem of problems) {
    assert.equal(lines.filter(line => problem.test(line)).length, 1, `${problem}\n${ran.err}`)
  }
}

function listen(context: TestContext, port: number): Promise<void> {
  const server = createServer()
  context.after(() => new Promise(resolve => server.close(resolve)))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
