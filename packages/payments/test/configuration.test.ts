import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { SAFARICOM_ADDRESSES } from '../src/allow-list.ts'
import { readConfiguration } from '../src/configuration/configuration.ts'
import type { Environment } from '../src/configuration/environment.ts'
import { readTestConfiguration } from './open-test-engine.ts'

const LIVE: Environment = {
  MPESA_CONSUMER_KEY: 'a-consumer-key',
  MPESA_CONSUMER_SECRET: 'a-consumer-secret',
  MPESA_PASSKEY: 'a-pass-key',
  MPESA_SHORTCODE: '999001',
  MPESA_ENVIRONMENT: 'live',
  MPESA_CALLBACK_URL: 'https://give.example.org/cb',
  MPESA_CALLBACK_SECRET_KEY: '0123456789abcdef01234567',
  HARAMBEE_SECRET: 'a-root-secret-of-at-least-32-characters',
  PUBLIC_URL: 'https://give.example.org',
}

function listProblems(environment: Environment): readonly string[] {
  const read = readConfiguration(environment, () => ({
    harambeeSecret: 'h'.repeat(64),
    callbackSecretKey: 'k'.repeat(48),
  }))
  return 'problems' in read ? read.problems : []
}

test('without any variable it is the demo: the simulator’s address, made secrets, local callbacks only', () => {
  const { daraja, callbacks, serving } = readTestConfiguration({})

  assert.deepEqual([daraja.mode, daraja.baseUrl, daraja.shortCode], ['demo', 'http://127.0.0.1:4010', '174379'])
  assert.match(callbacks.base.reveal(), /^http:\/\/127\.0\.0\.1:3001\/api\/mpesa\/[0-9a-f]+$/)
  assert.deepEqual([callbacks.ipMode, callbacks.allowedAddresses], ['enforce', ['127.0.0.1/32', '::1/128']])
  assert.deepEqual(serving.publicOrigins, ['http://localhost:3000', 'http://127.0.0.1:3000'])
})

test('other variables do not end the demo', () => {
  const { daraja } = readTestConfiguration({ MPESA_SHORTCODE: '600000', MPESA_ENVIRONMENT: 'simulator', PORT: '3100' })

  assert.deepEqual([daraja.mode, daraja.shortCode], ['demo', '600000'])
})

test('live enforces the twelve published addresses; the sandbox observes', () => {
  const live = readTestConfiguration(LIVE)
  const sandbox = readTestConfiguration({ ...LIVE, MPESA_ENVIRONMENT: 'sandbox' })

  assert.deepEqual(live.callbacks.allowedAddresses, SAFARICOM_ADDRESSES.addresses)
  assert.equal(SAFARICOM_ADDRESSES.addresses.length, 12)
  assert.deepEqual([live.callbacks.ipMode, sandbox.callbacks.ipMode], ['enforce', 'observe'])
  assert.equal(live.daraja.baseUrl, 'https://api.safaricom.co.ke')
  assert.equal(sandbox.daraja.baseUrl, 'https://sandbox.safaricom.co.ke')
})

test('live takes nothing that belongs to the demo or the sandbox', () => {
  const { shortCode, passkey } = readTestConfiguration({}).daraja
  const taken: [Environment, RegExp][] = [
    [{ MPESA_PASSKEY: passkey.reveal() }, /MPESA_PASSKEY is the sandbox's/],
    [{ MPESA_SHORTCODE: shortCode }, /MPESA_SHORTCODE=174379 is the sandbox's/],
    [{ MPESA_DARAJA_URL: 'http://127.0.0.1:4010' }, /MPESA_DARAJA_URL is set with MPESA_ENVIRONMENT=live/],
    [{ MPESA_CALLBACK_URL: 'http://give.example.org/cb' }, /Safaricom posts to https only/],
    [{ MPESA_CALLBACK_URL: 'https://localhost/cb' }, /cannot reach this machine/],
    [{ TRUSTED_PROXIES: '*' }, /anybody could claim any address/],
    [{ HARAMBEE_TEST_CLOCK_OFFSET_MS: '1' }, /is for tests/],
    [{ HARAMBEE_TEST_CRASH_AT: 'callbacks-stored' }, /is for tests/],
  ]
  assert.deepEqual(listProblems(LIVE), [])
  for (const [environment, problem] of taken) {
    assert.match(listProblems({ ...LIVE, ...environment }).join('\n'), problem)
  }
})

test('every problem is named at once, each with what to do', () => {
  const problems = listProblems({
    MPESA_CONSUMER_KEY: 'only-this-one',
    MPESA_ENVIRONMENT: 'prod',
    MPESA_CALLBACK_URL: 'give.example.org',
    MPESA_SHORTCODE: 'PAYBILL',
    DATABASE_URL: 'mysql://root:hunter2@localhost/db',
    PORT: 'eighty',
    LOG_LEVEL: 'loud',
    TRUSTED_PROXIES: 'nginx',
  })

  const text = problems.join('\n')
  for (const part of [
    /MPESA_CONSUMER_SECRET and MPESA_PASSKEY are not set: copy them/,
    /MPESA_ENVIRONMENT=prod: use one of live, sandbox, simulator/,
    /MPESA_CALLBACK_URL=give\.example\.org: use a whole URL/,
    /MPESA_SHORTCODE=PAYBILL: use five to seven digits/,
    /DATABASE_URL=mysql:\/\/\[secret\]@localhost\/db: use file:/,
    /PORT=eighty: use a whole number/,
    /LOG_LEVEL=loud: use one of/,
    /TRUSTED_PROXIES: "nginx" is no address or range/,
    /HARAMBEE_SECRET is not set: make one/,
    /MPESA_CALLBACK_SECRET_KEY is not set: make one/,
  ]) {
    assert.match(text, part)
  }
  assert.doesNotMatch(text, /hunter2|only-this-one/)
})

for (const [name, change, problem] of [
  ['an http callback URL', { MPESA_CALLBACK_URL: 'http://give.example.org/cb' }, /https only/],
  ['a callback URL on this machine', { MPESA_CALLBACK_URL: 'https://localhost/cb' }, /cannot reach this machine/],
  ['a Daraja address of our own', { MPESA_DARAJA_URL: 'http://127.0.0.1:4010' }, /MPESA_DARAJA_URL is set with/],
  ['a short security key', { MPESA_CALLBACK_SECRET_KEY: 'short-key-1234' }, /is short/],
  [
    'a key with a forbidden word',
    { MPESA_CALLBACK_SECRET_KEY: 'mpesa0123456789abcdef0123' },
    /a word Safaricom refuses/,
  ],
  ['a key with a slash', { MPESA_CALLBACK_SECRET_KEY: 'abc/def0123456789abcdef01234' }, /letters, digits/],
  ['everybody as a trusted proxy', { TRUSTED_PROXIES: '*' }, /anybody could claim any address/],
  ['no short code', { MPESA_SHORTCODE: undefined }, /MPESA_SHORTCODE is not set/],
  ['an operator without a credential', { MPESA_INITIATOR_NAME: 'testapi' }, /MPESA_SECURITY_CREDENTIAL is not set/],
  [
    'a credential without an operator',
    { MPESA_SECURITY_CREDENTIAL: 'QUJD'.repeat(86) },
    /MPESA_INITIATOR_NAME is not set/,
  ],
  [
    'a password for a credential',
    { MPESA_INITIATOR_NAME: 'testapi', MPESA_SECURITY_CREDENTIAL: 'Secret#123' },
    /is not encrypted/,
  ],
  ['no root secret', { HARAMBEE_SECRET: undefined }, /HARAMBEE_SECRET is not set/],
  ['a short root secret', { HARAMBEE_SECRET: 'short' }, /at least 32/],
  ['no callback URL', { MPESA_CALLBACK_URL: undefined }, /MPESA_CALLBACK_URL is not set/],
  ['the simulator', { MPESA_ENVIRONMENT: 'simulator' }, /with real credentials/],
  ['no environment', { MPESA_ENVIRONMENT: undefined }, /MPESA_ENVIRONMENT is not set/],
  ['a shifted clock', { HARAMBEE_TEST_CLOCK_OFFSET_MS: '60000' }, /HARAMBEE_TEST_CLOCK_OFFSET_MS/],
  ['two services on one port', { PORT: '3001' }, /must differ/],
] as const) {
  test(`live refuses ${name}`, () => {
    const problems = listProblems({ ...LIVE, ...change })

    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0] ?? '', problem)
  })
}

test('live with everything right has no problem', () => {
  assert.deepEqual(listProblems(LIVE), [])
})

test('a callback URL that ends with a key gets the first one; else it is appended', () => {
  const keys = 'newkey0123456789abcdef01,oldkey0123456789abcdef01'
  const base = (url: string) =>
    readTestConfiguration({ ...LIVE, MPESA_CALLBACK_SECRET_KEY: keys, MPESA_CALLBACK_URL: url }).callbacks.base.reveal()

  const expected = 'https://give.example.org/cb/newkey0123456789abcdef01'
  assert.equal(base('https://give.example.org/cb'), expected)
  assert.equal(base('https://give.example.org/cb/'), expected)
  assert.equal(base('https://give.example.org/cb/oldkey0123456789abcdef01'), expected)
  assert.equal(base('https://give.example.org/cb/newkey0123456789abcdef01'), expected)
})

test('a till has its store number as short code', () => {
  const { daraja } = readTestConfiguration({ ...LIVE, MPESA_TILL_NUMBER: '5551234' })

  assert.deepEqual([daraja.shortCode, daraja.tillNumber], ['999001', '5551234'])
})

test('secrets do not print themselves', () => {
  const configuration = readTestConfiguration(LIVE)
  const printed = [
    JSON.stringify(configuration),
    inspect(configuration, { depth: 9 }),
    `${configuration.secret}`,
  ].join()

  for (const value of [
    LIVE.MPESA_CONSUMER_SECRET,
    LIVE.MPESA_PASSKEY,
    LIVE.MPESA_CALLBACK_SECRET_KEY,
    LIVE.HARAMBEE_SECRET,
  ]) {
    assert.ok(!printed.includes(value ?? ''))
  }
})

test('a problem with a URL repeats neither its path, which may hold a key, nor a password', () => {
  const key = 'c0ffee'.repeat(8)
  for (const url of [
    `ftp://give.example.org/cb/${key}`,
    `give.example.org/cb/${key}`,
    `give.example.org?key=${key}`,
    `user:${key}@give.example.org`,
  ]) {
    const read = readConfiguration({ MPESA_CALLBACK_URL: url }, () => ({
      harambeeSecret: 'h'.repeat(64),
      callbackSecretKey: key,
    }))
    const said = 'problems' in read ? read.problems.join('\n') : ''
    assert.match(said, /MPESA_CALLBACK_URL=(?:ftp:\/\/)?give\.example\.org/)
    assert.ok(!said.includes(key), url)
  }
})
