// The supervisor with processes of its own: they are started again, stopped, given up, and never left behind.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isHealthy } from '../src/start/health.ts'
import { STOP_WITH_PARENT } from '../src/start/process-group.ts'
import { type Supervisor, startSupervisor } from '../src/start/supervisor.ts'
import { findFreePorts } from './free-ports.ts'
import { runProcess } from './run-process.ts'
import { waitFor } from './wait-for.ts'

const FAKE_CHILD = fileURLToPath(new URL('./fake-child.ts', import.meta.url))
const SUPERVISING = fileURLToPath(new URL('./supervising.ts', import.meta.url))
/** The contract: a process that dies runs again within this. */
const RESTART_MS = 2_000
/** The contract: everything has stopped within this. */
const STOP_MS = 10_000

interface Supervised {
  readonly supervisor: Supervisor
  readonly lines: string[]
  readonly news: string[]
  /** Process ids in the order in which they began to listen. */
  pids(name?: string): number[]
}

test('it is ready when every process answers', async t => {
  const [one = 0, other = 0] = await findFreePorts(2)
  const { supervisor } = supervise(t, [
    ['one', one, 'well'],
    ['other', other, 'well'],
  ])

  await supervisor.ready

  assert.equal(await isHealthy(healthUrl(one)), true)
  assert.equal(await isHealthy(healthUrl(other)), true)
})

test('a process that is killed runs again within two seconds, as often as it is killed', async t => {
  const [port = 0] = await findFreePorts(1)
  const supervised = supervise(t, [['engine', port, 'well']])
  await supervised.supervisor.ready

  for (let kills = 1; kills <= 7; kills++) {
    const pid = supervised.pids().at(-1) ?? 0
    process.kill(pid, 'SIGKILL')
    await waitFor('another process listens', () => supervised.pids().length > kills, RESTART_MS)
    await waitFor('it answers', () => isHealthy(healthUrl(port)))
  }

  assert.equal(new Set(supervised.pids()).size, 8)
  assert.match(supervised.news.join('\n'), /engine was ended by SIGKILL/)
})

test('a process that is killed before it answers is started again all the same', async t => {
  const [port = 0] = await findFreePorts(1)
  const supervised = supervise(t, [['engine', port, 'well']])
  let givenUp = false
  supervised.supervisor.givenUp.then(() => {
    givenUp = true
  })

  for (let kills = 1; kills <= 6; kills++) {
    await waitFor('it listens', () => supervised.pids().length >= kills)
    process.kill(supervised.pids().at(-1) ?? 0, 'SIGKILL')
  }

  await waitFor('it answers', () => supervised.pids().length > 6 && isHealthy(healthUrl(port)))
  assert.equal(givenUp, false)
})

test('a process that keeps dying at its start is given up with its last words', async t => {
  const [well = 0, port = 0] = await findFreePorts(2)
  const { supervisor, news } = supervise(t, [
    ['engine', well, 'well'],
    ['site', port, 'dies'],
  ])

  const { name, because, lastWords } = await supervisor.givenUp

  assert.equal(name, 'site')
  assert.match(because, /five times/)
  assert.ok(lastWords.includes('the cupboard is bare'))
  assert.equal(news.filter(one => one.startsWith('site')).length, 4)
})

test('a command that does not exist is given up, naming it', async t => {
  const [port = 0] = await findFreePorts(1)
  const { supervisor } = supervise(t, [['site', port, 'well']], '/nowhere/node')

  const { lastWords } = await supervisor.givenUp

  assert.match(lastWords.join('\n'), /\/nowhere\/node/)
})

test('stopping asks every process, the last ones last, and leaves nothing', async t => {
  const [one = 0, last = 0] = await findFreePorts(2)
  const { supervisor, lines, pids } = supervise(t, [
    ['engine', one, 'well'],
    ['simulator', last, 'well'],
  ])
  await supervisor.ready

  await supervisor.stop()

  assert.deepEqual(
    lines.filter(line => line.endsWith('asked to stop')),
    ['engine: asked to stop', 'simulator: asked to stop'],
  )
  assert.equal(pids().some(isAlive), false)
})

test('a process that does not stop is ended within ten seconds', async t => {
  const [port = 0] = await findFreePorts(1)
  const { supervisor, pids } = supervise(t, [['engine', port, 'deaf']])
  await supervisor.ready
  const startedMs = performance.now()

  await supervisor.stop()

  assert.equal(pids().some(isAlive), false)
  assert.ok(performance.now() - startedMs < STOP_MS)
})

test('stopping while a process waits to be started again starts nothing', async t => {
  const [port = 0] = await findFreePorts(1)
  const { supervisor, news, pids } = supervise(t, [['engine', port, 'well']])
  await supervisor.ready
  process.kill(pids()[0] ?? 0, 'SIGKILL')
  await waitFor('its death is noticed', () => news.length > 0)

  await supervisor.stop()

  assert.equal(pids().length, 1)
  assert.equal(await isHealthy(healthUrl(port)), false)
})

test('processes stop by themselves when their supervisor is killed', async t => {
  const [port = 0] = await findFreePorts(1)
  const running = runProcess(t, process.execPath, [SUPERVISING, String(port)], { folder: process.cwd() })
  await waitFor('it answers', () => isHealthy(healthUrl(port)))

  running.child.kill('SIGKILL')

  await waitFor('nothing answers any more', async () => !(await isHealthy(healthUrl(port))), STOP_MS)
})

function supervise(
  context: TestContext,
  children: readonly (readonly [name: string, port: number, behaviour: string])[],
  command = process.execPath,
): Supervised {
  const lines: string[] = []
  const news: string[] = []
  const plans = children.map(([name, port, behaviour]) => ({
    name,
    command,
    args: ['--import', STOP_WITH_PARENT, FAKE_CHILD, String(port), behaviour],
    folder: process.cwd(),
    environment: process.env,
    healthUrl: healthUrl(port),
    isStoppedLast: name === 'simulator',
  }))
  const supervisor = startSupervisor(plans, {
    onLine: (name, line) => lines.push(`${name}: ${line}`),
    onDied: (name, how) => news.push(`${name} ${how}`),
    onWell: () => {},
  })
  context.after(() => supervisor.stop())
  return {
    supervisor,
    lines,
    news,
    pids: () => lines.flatMap(line => /listening (\d+)/.exec(line)?.[1] ?? []).map(Number),
  }
}

function healthUrl(port: number): string {
  return `http://127.0.0.1:${port}/health`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
