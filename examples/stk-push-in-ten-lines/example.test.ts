// Runs the example as a person would, against a simulator.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type RunningSimulator, startSimulator } from '@harambee/simulator'

const run = promisify(execFile)
const EXAMPLE = fileURLToPath(new URL('./index.ts', import.meta.url))

test('it puts a prompt on the phone and prints that Safaricom took the request', async t => {
  const { url, simulator } = await openSimulator(t)

  const { stdout } = await run(process.execPath, [EXAMPLE, '0700 000 001', 'KSh 500'], {
    env: { ...process.env, MPESA_DARAJA_URL: url },
  })

  assert.match(stdout, /outcome: 'accepted'/)
  const [prompt, ...others] = simulator.prompts()
  assert.equal(others.length, 0)
  assert.equal(prompt?.phoneNumber, '254700000001')
  assert.equal(prompt?.amountKes, 500)
  assert.equal(prompt?.accountReference, 'MADARASA')
})

test('wrong credentials are an answer, not an exception', async t => {
  const { url, simulator } = await openSimulator(t)

  const { stdout } = await run(process.execPath, [EXAMPLE, '0700000001', '500'], {
    env: { ...process.env, MPESA_DARAJA_URL: url, MPESA_PASSKEY: 'another' },
  })

  assert.match(stdout, /outcome: 'rejected'/)
  assert.match(stdout, /Wrong credentials/)
  assert.deepEqual(simulator.prompts(), [])
})

test('without a number and an amount it says how it is used', async () => {
  await assert.rejects(run(process.execPath, [EXAMPLE]), /node index\.ts 0712345678 500/)
})

async function openSimulator(context: { after(run: () => Promise<void>): void }): Promise<RunningSimulator> {
  const running = await startSimulator({ port: 0, seed: 1 })
  context.after(() => running.close())
  return running
}
