// `simulate`: the simulator alone, as a process.

import assert from 'node:assert/strict'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { isHealthy } from '../src/start/health.ts'
import { runProcess } from './run-process.ts'
import { HARAMBEE } from './start-project.ts'
import { openTestProject } from './test-project.ts'
import { waitFor } from './wait-for.ts'

test('it says where it is, answers, tells what happens, and stops with exit code 0', async t => {
  const project = await openTestProject()
  const port = project.environment.SIMULATOR_PORT
  const running = runProcess(t, process.execPath, [HARAMBEE, 'simulate', '--port', String(port), '--seed', '0x1f'], {
    folder: project.folder,
  })
  await waitFor('it answers', () => isHealthy(`http://127.0.0.1:${port}/health`))

  assert.match(running.out(), new RegExp(`answers at http://127\\.0\\.0\\.1:${port} \\(seed 0x1f\\)`))
  running.child.kill('SIGTERM')
  assert.equal(await running.ended, 0)
})

test('with --json it prints one value', async t => {
  const project = await openTestProject()
  const running = runProcess(t, process.execPath, [HARAMBEE, 'simulate', '--json'], {
    folder: project.folder,
    environment: { ...process.env, ...project.environment },
  })
  await waitFor('it says where it is', () => running.out().includes('\n'))
  running.child.kill('SIGINT')
  assert.equal(await running.ended, 0)

  const { url, port, seed, certificate } = JSON.parse(running.out()) as Record<string, unknown>
  assert.equal(url, `http://127.0.0.1:${project.environment.SIMULATOR_PORT}`)
  assert.equal(port, Number(project.environment.SIMULATOR_PORT))
  assert.match(String(seed), /^0x[0-9a-f]+$/)
  assert.equal(certificate, null)
})

test('with --tls it serves https with the certificate it prints', async t => {
  const project = await openTestProject()
  const running = runProcess(t, process.execPath, [HARAMBEE, 'simulate', '--tls', '--json'], {
    folder: project.folder,
    environment: { ...process.env, ...project.environment },
  })
  await waitFor('it says where it is', () => running.out().includes('\n'))
  const { url, certificate } = JSON.parse(running.out()) as { url: string; certificate: string }

  const status = await new Promise<number | undefined>((resolve, reject) => {
    get(`${url}/health`, { ca: certificate, agent: false }, response => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })

  assert.match(url, /^https:/)
  assert.equal(status, 200)
})

test('a taken port is refused with what to do', async t => {
  const project = await openTestProject()
  const server = createServer()
  await new Promise<void>(resolve => server.listen(Number(project.environment.SIMULATOR_PORT), '127.0.0.1', resolve))
  t.after(() => new Promise(resolve => server.close(resolve)))

  const ran = await project.run('simulate --json')

  assert.equal(ran.exitCode, 1)
  assert.match((ran.json() as { error: { message: string } }).error.message, /is taken.*--port/)
})

test('a port or seed that is none is wrong usage', async () => {
  const project = await openTestProject()

  for (const words of [
    '--port 0',
    '--port 70000',
    '--port here',
    '--seed -1',
    '--seed green',
    '--seed 0x11111111111111111',
  ]) {
    assert.equal((await project.run(`simulate ${words} --json`)).exitCode, 2, words)
  }
})
