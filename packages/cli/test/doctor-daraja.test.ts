// `doctor` about Daraja: which credential is wrong, the clock, the callback URL.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { readConfiguration } from '@harambee/payments'
import { checkAccount } from '../src/doctor/check-account.ts'
import { checkCallbackUrl } from '../src/doctor/check-callback-url.ts'
import { NO_SECRETS } from '../src/serving.ts'
import { type Check, examine, namesOfWrong, openSandboxProject } from './doctor-project.ts'
import { type FakeDaraja, refused } from './fake-daraja.ts'

const ANSWERS: [what: string, change: (daraja: FakeDaraja) => void, name: string, about: RegExp][] = [
  [
    'a wrong consumer secret',
    daraja => {
      daraja.token = () => ({ status: 400, body: {} })
    },
    'consumer-credentials',
    /MPESA_CONSUMER_SECRET/,
  ],
  [
    'a wrong passkey',
    daraja => {
      daraja.query = () => refused(500, '500.001.1001', '[MerchantValidate] - Wrong credentials')
    },
    'passkey',
    /MPESA_PASSKEY/,
  ],
  [
    'a short code of another environment',
    daraja => {
      daraja.query = () => refused(500, '500.001.1001', 'Merchant does not exist')
    },
    'short-code',
    /MPESA_SHORTCODE/,
  ],
  [
    'a malformed short code',
    daraja => {
      daraja.query = () => refused(400, '400.002.02', 'Bad Request - Invalid BusinessShortCode')
    },
    'short-code',
    /MPESA_SHORTCODE/,
  ],
  [
    'a clock Daraja refuses',
    daraja => {
      daraja.query = () => refused(400, '400.002.02', 'Bad Request - Invalid Timestamp')
    },
    'clock',
    /clock/,
  ],
  [
    'an app without the product',
    daraja => {
      daraja.query = () => refused(404, '404.001.03', 'Invalid Access Token')
    },
    'consumer-credentials',
    /M-Pesa Express/,
  ],
]

for (const [what, change, name, about] of ANSWERS) {
  test(`${what} is the one thing that is wrong`, async t => {
    const { project, daraja } = await openSandboxProject(t)
    change(daraja)

    const ran = await project.run('doctor --json')

    assert.equal(ran.exitCode, 1)
    const { ok, checks } = ran.json() as { ok: boolean; checks: Check[] }
    assert.equal(ok, false)
    const wrong = checks.filter(check => !check.ok)
    assert.deepEqual(
      wrong.map(check => check.name),
      [name],
    )
    assert.match(wrong[0]?.fix ?? '', about)
  })
}

test('credentials that fit are said to fit', async t => {
  const { project } = await openSandboxProject(t)

  const checks = await examine(project)

  assert.deepEqual(
    checks.filter(check => !check.ok),
    [],
  )
  for (const name of ['daraja', 'consumer-credentials', 'passkey', 'clock']) {
    assert.equal(checks.find(check => check.name === name)?.ok, true, name)
  }
})

test('a Daraja that cannot be reached is the one thing that is wrong', async t => {
  const { project } = await openSandboxProject(t, { MPESA_DARAJA_URL: 'http://127.0.0.1:9' })

  assert.deepEqual(await namesOfWrong(project), ['daraja'])
})

test("a clock that differs from Daraja's is told by how much", async t => {
  const server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.parse('2001-01-01T00:00:00Z')).toUTCString())
    response.writeHead(200).end('{"access_token":"token","expires_in":"3599"}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { project } = await openSandboxProject(t, { MPESA_DARAJA_URL: `http://127.0.0.1:${port}` })

  const clock = (await examine(project)).find(check => check.name === 'clock')

  assert.equal(clock?.ok, false)
  assert.match(clock?.message ?? '', /\d+ seconds fast/)
})

const LIVE = {
  MPESA_CONSUMER_KEY: 'consumer-key',
  MPESA_CONSUMER_SECRET: 'consumer-secret',
  MPESA_PASSKEY: 'passkey',
  MPESA_SHORTCODE: '600000',
  MPESA_ENVIRONMENT: 'live',
  MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
  HARAMBEE_SECRET: 'h'.repeat(64),
  PUBLIC_URL: 'https://give.example.org',
}

const CALLBACK_URLS: [url: string, about: RegExp][] = [
  ['http://give.example.org/cb', /https/],
  ['https://localhost/cb', /cannot reach this machine/],
  ['https://give.example.org/api/mpesa', /forbids/],
  ['https://mpesa.example.org/cb', /forbids/],
]

for (const [url, about] of CALLBACK_URLS) {
  test(`live, the callback URL ${url} is not fit, and its key is not told`, () => {
    const read = readConfiguration({ ...LIVE, MPESA_CALLBACK_URL: url }, NO_SECRETS)
    const found =
      'configuration' in read
        ? checkCallbackUrl(read.configuration).filter(check => !check.ok)
        : read.problems.map(message => ({ message }))

    assert.equal(found.length, 1)
    assert.match(found[0]?.message ?? '', about)
    assert.doesNotMatch(JSON.stringify(found), /c0ffee/)
  })
}

test('live, a public https URL without forbidden words is fit', () => {
  const read = readConfiguration({ ...LIVE, MPESA_CALLBACK_URL: 'https://give.example.org/cb' }, NO_SECRETS)
  assert.ok('configuration' in read)

  assert.deepEqual(
    checkCallbackUrl(read.configuration).map(check => [check.name, check.ok]),
    [
      ['callback-url', true],
      ['callback-keys', true],
    ],
  )
})

test('live, a till that is its own store can be seen to be wrong without asking', () => {
  const variables = { MPESA_CALLBACK_URL: 'https://give.example.org/cb', MPESA_TILL_NUMBER: '600000' }
  const read = readConfiguration({ ...LIVE, ...variables }, NO_SECRETS)
  assert.ok('configuration' in read)

  const check = checkAccount(read.configuration.daraja)

  assert.equal(check.ok, false)
  assert.match(check.message, /both 600000/)
})
