// No request whatever makes it throw, hang or forget what it knows.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { handleControl } from '../src/control/routes.ts'
import { openCore } from '../src/create-simulator.ts'
import { createWorld, pushBody, reply } from './world.ts'

const PATHS = [
  '/oauth/v1/generate?grant_type=client_credentials',
  '/mpesa/stkpush/v1/processrequest',
  '/mpesa/stkpushquery/v1/query',
  '/mpesa/c2b/v1/registerurl',
  '/mpesa/c2b/v2/simulate',
  '/mpesa/transactionstatus/v1/query',
  '/mpesa/reversal/v1/request',
  '/mpesa/accountbalance/v1/query',
  '/mpesa/qrcode/v1/generate',
  '/pulltransactions/v1/register',
  '/pulltransactions/v1/query',
]

const oddValue = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('174379', 174379, '254700000001', '0', '1e999', '__proto__', 'http://[::1]:0/', '20261124100211'),
)

test('no body sent to Daraja’s paths makes it throw, and every answer is whole', async () => {
  const world = createWorld()
  const oddBody = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .dictionary(fc.constantFrom(...Object.keys(pushBody()), 'ShortCode', '__proto__'), oddValue)
      .map(over => JSON.stringify(pushBody(over))),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), oddBody, async (path, body) => {
      const answer = reply(await world.post(path, body))

      assert.ok([200, 400, 401, 404, 405, 500].includes(answer.status), String(answer.status))
      if (answer.body !== '') JSON.parse(answer.body)
      for (const prompt of world.simulator.prompts()) world.simulator.answer(prompt.checkoutRequestId, 'pay')
      await world.pass(1)
    }),
    { numRuns: 1_500 },
  )
})

test('no headers, methods or paths make it throw', async () => {
  const world = createWorld()
  const odd = fc.string({ unit: 'binary', maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(odd, fc.oneof(odd, fc.constantFrom(...PATHS)), odd, async (method, path, authorization) => {
      for (const scheme of ['', 'Basic ', 'Bearer ']) {
        const headers = { authorization: scheme + authorization }
        const answer = reply(await world.simulator.handle({ method, path, headers, body: '{}' }))
        assert.ok(answer.status >= 200 && answer.status < 600)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('no control request makes it throw, and every refusal is JSON with a message', async () => {
  const core = openCore({
    seed: 1,
    ports: { nowMs: () => 0, schedule: () => () => {}, postCallback: async () => 'failed' },
  })
  const path = fc
    .tuple(
      fc.constantFrom(
        'prompts',
        'subscribers',
        'phones',
        'faults',
        'callbacks',
        'paybill',
        'clock',
        'reset',
        'constructor',
      ),
      fc.oneof(fc.constantFrom('', '/254700000001', '/1/resend'), fc.string({ maxLength: 20 })),
    )
    .map(([name, rest]) => `/_sim/${name}${rest}`)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'PUT', 'POST', 'PATCH'),
      path,
      fc.oneof(fc.json(), fc.string()),
      async (method, path, body) => {
        const { status, value } = await handleControl(core, { method, path, body })

        assert.ok([200, 400, 404, 405, 409].includes(status))
        const { error } = JSON.parse(JSON.stringify(value)) ?? {}
        assert.equal(status === 200, error === undefined)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('what clients send cannot steer a terminal, nor show a whole number', async () => {
  const world = createWorld()
  const sentences: string[] = []
  world.simulator.onEvent(event => sentences.push(event.sentence))

  await world.prompt({ AccountReference: '\u001b[2J\n254712345678 0112345678' })

  const shown = sentences.find(sentence => sentence.includes('shows:')) ?? ''
  assert.match(shown, /account {2}\[2J 2547•••••678 01•••••678\.$/)
  for (const sentence of sentences) assert.doesNotMatch(sentence, /[\u0000-\u001f]|254712345678/)
})
