import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createCallbackTokens, isSecurityKey } from '../src/callback-url.ts'
import { deriveKeys } from '../src/keys.ts'
import type { PaymentId } from '../src/payment.ts'
import { createSealer } from '../src/sealing.ts'

const sealer = createSealer(deriveKeys('one root secret'), randomBytes)

test('what is sealed opens again, and looks different every time', () => {
  const one = sealer.seal('254700000001', 'payments.phone/a')
  const two = sealer.seal('254700000001', 'payments.phone/a')

  assert.equal(sealer.open(one, 'payments.phone/a').toString(), '254700000001')
  assert.notDeepEqual(one, two)
  assert.ok(!one.includes('254700000001'))
})

test('a sealed value opens neither elsewhere, nor altered, nor cut, nor with another secret', () => {
  const sealed = sealer.seal('254700000001', 'payments.phone/a')
  const altered = Buffer.from(sealed)
  altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1

  assert.throws(() => sealer.open(sealed, 'payments.phone/b'))
  assert.throws(() => sealer.open(altered, 'payments.phone/a'))
  assert.throws(() => sealer.open(sealed.subarray(0, 20), 'payments.phone/a'))
  assert.throws(() => sealer.open(Buffer.alloc(0), 'payments.phone/a'))
  const other = createSealer(deriveKeys('another root secret'), randomBytes)
  assert.throws(() => other.open(sealed, 'payments.phone/a'), /another HARAMBEE_SECRET/)
})

test('keys for different purposes have nothing in common', () => {
  const keys = Object.values(deriveKeys('one root secret')).map(key => key.toString('hex'))

  assert.equal(new Set(keys).size, keys.length)
})

test('a callback token is hex, fits its payment only, and names its key', () => {
  const tokens = createCallbackTokens(deriveKeys('one root secret').callbackToken)
  const others = createCallbackTokens(deriveKeys('another root secret').callbackToken)
  const id = 'a'.repeat(32) as PaymentId
  const token = tokens.toToken(id)

  assert.match(token, /^[0-9a-f]{36}$/)
  assert.equal(tokens.isToken(id, token), true)
  for (const wrong of ['', token.slice(1), `${token}0`, token.toUpperCase(), others.toToken(id), 'é'.repeat(36)]) {
    assert.equal(tokens.isToken(id, wrong), false, wrong)
  }
  assert.equal(tokens.isToken('b'.repeat(32) as PaymentId, token), false)
})

test('any of the security keys is right, and only whole', () => {
  const keys = ['first-key', 'second-key']

  assert.deepEqual(
    ['first-key', 'second-key', 'first-ke', 'first-keyy', ''].map(key => isSecurityKey(keys, key)),
    [true, true, false, false, false],
  )
  assert.equal(isSecurityKey([], ''), false)
})

test('a body’s hash needs the key: the digits a mask hides cannot be tried', () => {
  const body = Buffer.from('{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_24112026120000000700000001"}}}')
  const other = createSealer(deriveKeys('another root secret'), randomBytes)

  assert.deepEqual(sealer.hashBody(body), sealer.hashBody(body))
  assert.notDeepEqual(sealer.hashBody(body), other.hashBody(body))
  assert.notDeepEqual(sealer.hashBody(body), createHash('sha256').update(body).digest())
})
