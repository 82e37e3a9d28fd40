// `doctor` about this machine: files, ports, processes, and what waits in the database.

import assert from 'node:assert/strict'
import { chmodSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Check, examine, namesOfWrong, openSandboxProject } from './doctor-project.ts'
import { openMoneyProject, pay } from './money-project.ts'
import { openTestProject } from './test-project.ts'

test('in a fresh demo nothing is wrong, and what does not run says how to start it', async () => {
  const project = await openTestProject()

  const ran = await project.run('doctor --json')

  assert.equal(ran.exitCode, 0)
  const { ok, checks } = ran.json() as { ok: boolean; checks: Check[] }
  assert.equal(ok, true)
  for (const check of checks) {
    assert.deepEqual(Object.keys(check), ['name', 'ok', 'message', 'fix'])
    assert.equal(check.fix, null, check.name)
  }
  for (const name of ['site', 'engine', 'simulator']) {
    assert.match(checks.find(check => check.name === name)?.message ?? '', /Not running: npm start/)
  }
})

test('looking makes no folder, secret or database', async () => {
  const project = await openTestProject()

  await project.run('doctor')

  assert.equal((await project.run('payments list --json')).exitCode, 1)
  const [dataFolder] = (await examine(project)).filter(check => check.name === 'data-folder')
  assert.match(dataFolder?.message ?? '', /does not exist yet/)
})

test('problems of the configuration are told one by one, and nothing else is guessed', async () => {
  const project = await openTestProject({ MPESA_PASSKEY: 'only-this', MPESA_ENVIRONMENT: 'prod' })

  const checks = await examine(project)

  const wrong = checks.filter(check => check.name === 'configuration')
  assert.ok(wrong.length >= 2)
  assert.ok(wrong.some(check => /MPESA_CONSUMER_KEY/.test(check.message)))
  assert.ok(wrong.some(check => /MPESA_ENVIRONMENT=prod/.test(check.message)))
  for (const check of wrong) assert.ok((check.fix ?? '').length > 10)
})

test('an .env with secrets that others can read is told', async t => {
  const { project } = await openSandboxProject(t)
  project.writeEnvFile('MPESA_PASSKEY=from-the-file\n')
  assert.deepEqual(await namesOfWrong(project), [])

  chmodSync(join(project.folder, '.env'), 0o644)

  assert.deepEqual(await namesOfWrong(project), ['env-file'])
})

test('an .env without secrets may be read by anybody', async () => {
  const project = await openTestProject()
  project.writeEnvFile('LOG_LEVEL=warn\n')
  chmodSync(join(project.folder, '.env'), 0o644)

  assert.deepEqual(await namesOfWrong(project), [])
})

test('an .env that is no file is told, and nothing else is looked at', async () => {
  const project = await openTestProject()
  mkdirSync(join(project.folder, '.env'))

  assert.deepEqual(await namesOfWrong(project), ['env-file'])
})

test('a database others can read is told', async () => {
  const project = await openTestProject()
  await project.run('migrate')
  chmodSync(join(project.folder, 'data', 'harambee.db'), 0o644)

  // Opening it mends it, so it is looked at first.
  assert.deepEqual(await namesOfWrong(project), ['data-folder'])
})

test('a port somebody else has taken is told with the variable to change', async t => {
  const project = await openTestProject()
  const server = createServer((_request, response) => response.writeHead(404).end())
  await new Promise<void>(resolve => server.listen(Number(project.environment.PORT), '127.0.0.1', resolve))
  t.after(() => new Promise(resolve => server.close(resolve)))

  const wrong = (await examine(project)).filter(check => !check.ok)

  assert.deepEqual(
    wrong.map(check => check.name),
    ['site'],
  )
  assert.match(wrong[0]?.fix ?? '', /set PORT=/)
})

test('a part that does not run while others do is told', async t => {
  const project = await openMoneyProject(t)
  await project.startEngine()

  assert.deepEqual(await namesOfWrong(project), ['site'])
})

test('callbacks that were turned away are told', async t => {
  const project = await openMoneyProject(t, { MPESA_CALLBACK_ALLOWED_IPS: '192.0.2.7' })
  await project.startEngine()
  await fetch(`http://127.0.0.1:${project.environment.CALLBACK_PORT}/api/mpesa/some-key`, {
    method: 'POST',
    body: '{}',
  })

  const check = (await examine(project)).find(({ name }) => name === 'callbacks-refused')

  assert.equal(check?.ok, false)
  assert.match(check?.message ?? '', /^1 callback was turned away/)
})

test('a payment for a person to look at is told', async t => {
  const project = await openMoneyProject(t)
  await pay(project)
  // A day and a bit later, nobody has answered.
  const environment = { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(25 * 60 * 60_000) }
  await project.run('reconcile', { environment })

  const checks = await examine(project, environment)

  const check = checks.find(({ name }) => name === 'payments-in-review')
  assert.equal(check?.ok, false)
  assert.match(check?.message ?? '', /^1 payment needs/)
  assert.match(check?.fix ?? '', /payments list --status review/)
})

test('a payment that has been open for too long is told', async t => {
  const project = await openMoneyProject(t)
  await pay(project)

  const environment = { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(60 * 60_000) }

  const check = (await examine(project, environment)).find(({ name }) => name === 'payments-waiting')

  assert.equal(check?.ok, false)
  assert.match(check?.fix ?? '', /harambee reconcile/)
})

test('C2B addresses that are probably not registered are told, and how M-PESA can be asked', async t => {
  const { project } = await openSandboxProject(t)
  await project.run('migrate')

  const checks = await examine(project)

  const urls = checks.find(({ name }) => name === 'c2b-urls')
  assert.deepEqual([urls?.ok, urls?.fix?.includes('register-urls')], [true, true])
  const questions = checks.find(({ name }) => name === 'status-questions')
  assert.match(questions?.fix ?? '', /MPESA_INITIATOR_NAME/)
  assert.equal(checks.find(({ name }) => name === 'tasks')?.message, 'No giver waits for a person.')
})
