// A whole start as a process: what it prints, how it stops, and that nothing is left.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHealthy } from '../src/start/health.ts'
import type { RunningProcess } from './run-process.ts'
import { KEY, openStartProject, SERVE, type StartProject } from './start-project.ts'
import { waitFor } from './wait-for.ts'

/** The contract: everything has stopped within this. */
const STOP_MS = 10_000
/** Who holds a port is read from /proc. */
const NEEDS_PROC = { skip: process.platform !== 'linux' && 'only Linux tells who holds a port' }

test('it builds, runs everything, and tells once where everything is', async t => {
  const project = await openStartProject(t)

  const running = project.start()
  await waitForAddresses(running)

  assert.match(running.err(), /Building the site …/)
  const { PORT, CALLBACK_PORT } = project.environment
  assert.match(running.out(), new RegExp(`Site +http://localhost:${PORT}`))
  assert.match(running.out(), new RegExp(`Callback URL +http://127\\.0\\.0\\.1:${CALLBACK_PORT}/cb/${KEY}\\n`))
  assert.match(running.out(), /Database +\.\/data\/harambee\.db \(SQLite\)/)
  assert.doesNotMatch(running.out() + running.err(), /consumer-secret|passkey-of-the-sandbox|hhhhhhhh/)
  assert.equal(running.out().split(KEY).length, 2)
  assert.deepEqual((await readSite(project)).build, '/the/build/folder')
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} stops everything cleanly within ten seconds`, async t => {
    const project = await openStartProject(t)
    const running = project.start()
    await waitForAddresses(running)

    running.child.kill(signal)

    assert.equal(await within(STOP_MS, running.ended), 0)
    assert.equal(await isAnythingRunning(project), false)
    assert.match(running.err(), /Stopped\./)
  })
}

test('outside of the demo the processes speak JSON lines, handed on unchanged', async t => {
  const project = await openStartProject(t)
  const running = project.start()
  await waitForAddresses(running)

  const lines = running
    .out()
    .split('\n')
    .filter(line => line.startsWith('{'))
  const parts = lines.map(line => (JSON.parse(line) as { part: string }).part)
  assert.deepEqual(new Set(parts), new Set(['site', 'engine']))
})

test('with --json it prints one value on stdout, and everything else on stderr', async t => {
  const project = await openStartProject(t)
  const running = project.start({ words: ['--json'] })
  await waitFor('the addresses', () => running.out().includes('\n'))
  running.child.kill('SIGTERM')
  await running.ended

  const addresses = JSON.parse(running.out()) as Record<string, unknown>
  assert.equal(addresses.mode, 'sandbox')
  assert.equal(addresses.site, `http://localhost:${project.environment.PORT}`)
  assert.equal(addresses.virtualPhone, null)
  assert.match(running.err(), /the site is ready/)
})

test('a site that is killed comes back', async t => {
  const project = await openStartProject(t)
  const running = project.start()
  await waitForAddresses(running)
  const { pid } = await readSite(project)

  process.kill(pid, 'SIGKILL')

  await waitFor('another process answers', async () => {
    const site = await readSite(project).catch(() => null)
    return site !== null && site.pid !== pid
  })
})

test('it runs on when nobody reads what it prints', async t => {
  const project = await openStartProject(t)
  const running = project.start()
  running.child.stdout?.destroy()
  running.child.stderr?.destroy()
  await waitFor('the site answers', () => isHealthy(siteUrl(project)))

  running.child.kill('SIGTERM')

  assert.equal(await within(STOP_MS, running.ended), 0)
})

test('it runs on and stops in time when what it prints is never read', async t => {
  const project = await openStartProject(t)
  // More than a pipe holds, many times over.
  project.writeSite(`${SERVE}\nsetInterval(() => console.log('x'.repeat(10_000)), 1)`)
  const running = project.start()
  running.child.stdout?.pause()
  running.child.stderr?.pause()
  await waitFor('the site answers', () => isHealthy(siteUrl(project)))
  const { pid } = await readSite(project)
  process.kill(pid, 'SIGKILL')
  await waitFor('it answers again', async () => {
    const site = await readSite(project).catch(() => null)
    return site !== null && site.pid !== pid
  })

  const exited = new Promise(resolve => running.child.once('exit', resolve))
  running.child.kill('SIGTERM')

  assert.equal(await within(STOP_MS, exited), 0)
})

test('a Ctrl-C that npm hands on a second time is one', async t => {
  const project = await openStartProject(t)
  const running = project.start()
  await waitForAddresses(running)

  running.child.kill('SIGINT')
  running.child.kill('SIGINT')

  assert.equal(await within(STOP_MS, running.ended), 0)
})

test('a second Ctrl-C does not wait for what does not stop', async t => {
  const project = await openStartProject(t)
  project.writeSite(`${SERVE}\nprocess.removeAllListeners('SIGTERM').on('SIGTERM', () => {})`)
  const running = project.start()
  await waitForAddresses(running)

  await waitFor('it ends', () => {
    running.child.kill('SIGINT')
    return running.child.exitCode !== null
  })

  assert.equal(await running.ended, 130)
  await waitFor('nothing answers', async () => !(await isAnythingRunning(project)), STOP_MS)
})

test('what npm has started stops when npm, or the shell in between, is killed', async t => {
  const project = await openStartProject(t)
  const running = project.startUnderShell()
  await waitForAddresses(running)

  running.child.kill('SIGKILL')

  await waitFor('nothing answers', async () => !(await isAnythingRunning(project)), STOP_MS)
})

test('stopping while the site is being built ends the build, with exit code 0', async t => {
  const project = await openStartProject(t)
  project.writeBuild("console.error('at it'); setInterval(() => {}, 1_000); process.on('SIGTERM', () => {})")
  const running = project.start()
  await waitFor('the build runs', () => running.err().includes('at it'))

  running.child.kill('SIGINT')

  assert.equal(await within(STOP_MS, running.ended), 0)
})

test('a build that fails is told with its last words', async t => {
  const project = await openStartProject(t)
  project.writeBuild("console.error('Module not found: the roof'); process.exit(1)")

  const running = project.start({ words: ['--json'] })

  assert.equal(await running.ended, 1)
  const { error } = JSON.parse(running.out()) as { error: { code: string; message: string } }
  assert.equal(error.code, 'build-failed')
  assert.match(error.message, /Module not found: the roof/)
})

test('everything stops when whoever started it is killed', async t => {
  const project = await openStartProject(t)
  const running = project.start()
  await waitForAddresses(running)

  running.child.kill('SIGKILL')

  await waitFor('nothing answers', async () => !(await isAnythingRunning(project)), STOP_MS)
})

test('a start right after the last one was killed waits for what still stops', NEEDS_PROC, async t => {
  const project = await openStartProject(t)
  // A site that takes its time.
  project.writeSite(
    `${SERVE}\nprocess.removeAllListeners('SIGTERM').on('SIGTERM', () => setTimeout(() => process.exit(0), 4_000))`,
  )
  const first = project.start()
  await waitForAddresses(first)
  first.child.kill('SIGKILL')
  await first.ended

  const second = project.start()

  await waitForAddresses(second)
  assert.match(second.err(), /waiting a moment/)
})

test('a second start beside a running one says who holds the ports', NEEDS_PROC, async t => {
  const project = await openStartProject(t)
  await waitForAddresses(project.start())

  const second = project.start()

  assert.equal(await second.ended, 1)
  assert.match(second.err(), /taken by an earlier start of Harambee \(process \d+\)/)
})

test('two starts in one folder, with other ports and databases, run side by side', async t => {
  const one = await openStartProject(t)
  const other = await openStartProject(t, { DATABASE_URL: 'file:./data/other.db' })
  const first = one.start()
  const second = one.start({ environment: other.environment })

  await Promise.all([waitForAddresses(first), waitForAddresses(second)])
  first.child.kill('SIGTERM')
  assert.equal(await first.ended, 0)

  assert.equal(await isHealthy(siteUrl(other)), true)
  second.child.kill('SIGTERM')
  assert.equal(await second.ended, 0)
})

function waitForAddresses(running: RunningProcess): Promise<unknown> {
  return waitFor('the addresses', () => {
    if (running.child.exitCode !== null) throw new Error(`it has ended: ${running.err()}`)
    return running.out().includes('Ctrl-C stops everything.')
  })
}

async function readSite(project: StartProject): Promise<{ pid: number; build: string }> {
  return (await (await fetch(siteUrl(project))).json()) as { pid: number; build: string }
}

function siteUrl(project: StartProject): string {
  return `http://127.0.0.1:${project.environment.PORT}/health`
}

async function isAnythingRunning(project: StartProject): Promise<boolean> {
  const engineUrl = `http://127.0.0.1:${project.environment.CALLBACK_PORT}/health`
  return (await isHealthy(siteUrl(project))) || (await isHealthy(engineUrl))
}

function within<T>(deadlineMs: number, promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`not within ${deadlineMs} ms`)), deadlineMs).unref()
  })
  return Promise.race([promise, late])
}
