// How givers are told, as it is configured: nothing half-right, nothing secret in what is said of it, and nothing that would
// reach real people from a test.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfiguration } from '../src/configuration/configuration.ts'
import type { Environment } from '../src/configuration/environment.ts'
import { TEST_SECRET } from './test-secret.ts'

const LIVE: Environment = {
  ...{
    MPESA_CONSUMER_KEY: 'key',
    MPESA_CONSUMER_SECRET: 'secret',
    MPESA_PASSKEY: 'passkey',
    MPESA_SHORTCODE: '600123',
  },
  ...{ MPESA_ENVIRONMENT: 'live', MPESA_CALLBACK_URL: 'https://give.example.org/cb', HARAMBEE_SECRET: TEST_SECRET },
  MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
}

function read(environment: Environment) {
  const secrets = { harambeeSecret: TEST_SECRET, callbackSecretKey: 'c0ffee'.repeat(8) }
  const found = readConfiguration(environment, () => secrets)
  return 'problems' in found ? found.problems.join('\n') : found.configuration.correspondence
}

test('off unless it is set; in the demo, text messages go to the simulator', () => {
  assert.deepEqual(read(LIVE), { email: null, sms: null })
  const demo = read({ SIMULATOR_PORT: '4999' })
  assert.ok(typeof demo !== 'string')
  assert.deepEqual([demo.email, demo.sms?.baseUrl, demo.sms?.from], [null, 'http://127.0.0.1:4999', 'TUMAINI'])
})

test('a mail server and its sender, an account and its sender', () => {
  const all = read({
    ...LIVE,
    SMTP_URL: 'smtps://user%40example.org:p%3Ass@mail.example.org',
    MAIL_FROM: '"Tumaini Trust" <asante@example.org>',
    ...{ AFRICASTALKING_USERNAME: 'tumaini', AFRICASTALKING_API_KEY: 'key', SMS_FROM: 'TUMAINI' },
  })
  assert.ok(typeof all !== 'string')
  const { email, sms } = all
  assert.deepEqual(
    [email?.host, email?.port, email?.isSecure, email?.user, email?.password?.reveal(), email?.from],
    [
      'mail.example.org',
      465,
      true,
      'user@example.org',
      'p:ss',
      { name: 'Tumaini Trust', address: 'asante@example.org' },
    ],
  )
  assert.deepEqual([sms?.baseUrl, sms?.from], ['https://api.africastalking.com', 'TUMAINI'])
  assert.doesNotMatch(JSON.stringify(all), /p:ss|"key"/)
})

test('what is missing or wrong is said, without a password', () => {
  const mail = { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'asante@example.org' }
  for (const [environment, problem] of [
    [{ ...mail, MAIL_FROM: undefined }, /MAIL_FROM is not set/],
    [{ ...mail, SMTP_URL: undefined }, /SMTP_URL is not set/],
    [{ ...mail, SMTP_URL: 'https://u:hunter2@mail.example.org' }, /SMTP_URL is no address/],
    [{ ...mail, SMTP_URL: 'smtp://u:hunter2/x@mail.example.org' }, /SMTP_URL is no address/],
    [{ ...mail, SMTP_URL: 'smtp://hunter2@mail.example.org' }, /a user and a password, or neither/],
    [{ ...mail, MAIL_FROM: 'Trust <a@example.org>, b@example.org' }, /MAIL_FROM=/],
    [{ AFRICASTALKING_USERNAME: 'tumaini' }, /AFRICASTALKING_API_KEY is not set/],
    [{ SMS_FROM: 'TUMAINI' }, /SMS_FROM is set without/],
    [{ AFRICASTALKING_USERNAME: 'sandbox', AFRICASTALKING_API_KEY: 'k' }, /reach nobody/],
    [{ AFRICASTALKING_USERNAME: 'a', AFRICASTALKING_API_KEY: 'k', SMS_FROM: 'much too long' }, /SMS_FROM=/],
    [
      { AFRICASTALKING_USERNAME: 'a', AFRICASTALKING_API_KEY: 'k', AFRICASTALKING_URL: 'https://sms.example.org' },
      /only an address of this machine/,
    ],
  ] as const) {
    const found = read({ ...LIVE, ...environment })
    assert.match(String(found), problem)
    assert.doesNotMatch(String(found), /hunter2/)
  }
  const inDemo = read({ AFRICASTALKING_USERNAME: 'tumaini', AFRICASTALKING_API_KEY: 'k' })
  assert.match(String(inDemo), /in the demo: real messages about gifts nobody made/)
})
