// The demo as a process: no credentials, the real engine and simulator, and a site of a few lines.

import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isHealthy } from '../src/start/health.ts'
import type { RunningProcess } from './run-process.ts'
import { openStartProject, type StartProject } from './start-project.ts'
import { waitFor } from './wait-for.ts'

const NO_CREDENTIALS = {
  MPESA_CONSUMER_KEY: '',
  MPESA_CONSUMER_SECRET: '',
  MPESA_PASSKEY: '',
  MPESA_ENVIRONMENT: '',
  MPESA_DARAJA_URL: '',
  MPESA_CALLBACK_SECRET_KEY: '',
  MPESA_CALLBACK_URL: '',
  HARAMBEE_SECRET: '',
}

/** The processes a supervisor has started are found in /proc. */
const NEEDS_PROC = { skip: process.platform !== 'linux' && 'only Linux lists the children of a process' }

/** Nobody has used it before. */
const PHONE = '254700000101'

test('a fresh start needs nothing, and makes its secrets for its owner alone', async t => {
  const { project, running } = await startDemo(t)

  assert.match(running.out(), /no real money moves/)
  assert.match(running.out(), new RegExp(`Start here +http://localhost:${project.environment.PORT}/welcome`))
  assert.match(running.out(), new RegExp(`Donation page +http://localhost:${project.environment.PORT}/give/madarasa`))
  assert.match(running.out(), new RegExp(`Virtual phone +http://localhost:${project.environment.SIMULATOR_PORT}`))
  const callbackUrl = new RegExp(
    `http://127\\.0\\.0\\.1:${project.environment.CALLBACK_PORT}/api/mpesa/[0-9a-f]{48}\\n`,
  )
  assert.match(running.out(), callbackUrl)
  for (const name of ['secrets.json', 'harambee.db', 'harambee.simulator.journal']) {
    await waitFor(
      name,
      () => (statSync(join(project.folder, 'data', name), { throwIfNoEntry: false })?.mode ?? 0) % 0o1000 === 0o600,
    )
  }
})

test('a gift is told step by step in sentences, with no whole phone number among them', async t => {
  const { project, running } = await startDemo(t)
  await setSubscriber(project, { behaviour: 'pays', delayMs: 10 })

  const ran = await project.run(`pay --phone ${PHONE} --amount 500 --campaign madarasa --wait 20 --json`)

  assert.equal(ran.exitCode, 0)
  assert.equal((ran.json() as { status: string }).status, 'succeeded')
  await waitFor('the end of the story', () => /KSh 500 for madarasa is in the books/.test(running.out()))
  assert.match(running.out(), /^\d\d:\d\d:\d\d {2}The phone 2547•••••101 shows: Pay KSh 500/m)
  assert.match(running.out(), /^\d\d:\d\d:\d\d {2}A callback arrived/m)
  assert.doesNotMatch(running.out() + running.err(), new RegExp(PHONE))
})

test('the ledger survives the simulator being killed, and so do open prompts', NEEDS_PROC, async t => {
  const { project, running } = await startDemo(t)
  const { checkoutRequestId } = (
    await project.run(`pay --phone ${PHONE} --amount 500 --campaign madarasa --json`)
  ).json() as { checkoutRequestId: string }

  process.kill(await findChild(running, 'simulator.ts'), 'SIGKILL')
  await waitFor('its death is told', () => /simulator was ended by SIGKILL/.test(running.out()))
  await waitFor('it is back', () => /The simulator is back/.test(running.out()))

  const { prompts } = (await (await fetch(simulatorUrl(project, '/_sim/ledger'))).json()) as {
    prompts: { checkoutRequestId: string; state: string }[]
  }
  assert.deepEqual(
    prompts.map(prompt => [prompt.checkoutRequestId, prompt.state]),
    [[checkoutRequestId, 'open']],
  )
})

test('the engine answers again after it was killed', NEEDS_PROC, async t => {
  const { project, running } = await startDemo(t)
  const url = `http://127.0.0.1:${project.environment.CALLBACK_PORT}/health`

  process.kill(await findChild(running, 'engine.ts'), 'SIGKILL')
  await waitFor('its death is told', () => /engine was ended by SIGKILL/.test(running.out()))

  await waitFor('it answers', () => isHealthy(url))
})

test('the doctor finds nothing wrong with a running demo', async t => {
  const { project } = await startDemo(t)

  const ran = await project.run('doctor --json')

  const { checks } = ran.json() as { checks: { ok: boolean }[] }
  assert.deepEqual(
    checks.filter(check => !check.ok),
    [],
  )
  assert.equal(ran.exitCode, 0)
})

test('the simulator knows whatever short code and till are configured', async t => {
  const { project } = await startDemo(t, { MPESA_SHORTCODE: '600123', MPESA_TILL_NUMBER: '5550001' })

  const ran = await project.run(`pay --phone ${PHONE} --amount 500 --campaign madarasa --json`)

  assert.equal(ran.exitCode, 0, ran.out)
  assert.equal((ran.json() as { status: string }).status, 'pending')
})

async function startDemo(
  context: TestContext,
  variables: Record<string, string> = {},
): Promise<{ project: StartProject; running: RunningProcess }> {
  const project = await openStartProject(context, { ...NO_CREDENTIALS, ...variables })
  const running = project.start()
  await waitFor('the addresses', () => {
    if (running.child.exitCode !== null) throw new Error(`it has ended: ${running.err()}`)
    return running.out().includes('Ctrl-C stops everything.')
  })
  return { project, running }
}

/** The id of a process the supervisor has started. */
async function findChild(running: RunningProcess, script: string): Promise<number> {
  const pid = running.child.pid
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')
  for (const child of children) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8')
    if (command.includes(script)) return Number(child)
  }
  throw new Error(`no child runs ${script}`)
}

function simulatorUrl(project: StartProject, path: string): string {
  return `http://127.0.0.1:${project.environment.SIMULATOR_PORT}${path}`
}

async function setSubscriber(project: StartProject, facts: object): Promise<void> {
  const answer = await fetch(simulatorUrl(project, `/_sim/subscribers/${PHONE}`), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(facts),
  })
  assert.equal(answer.status, 200)
}
