// The URL each push carries: the security key, the payment, and a token only we can make. A callback through it is
// matched even when it overtakes the push's answer, and a forged one needs 128 bits for each payment.

import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto'
import type { PaymentId } from './payment.ts'

/** Hex digits of the key's id in front of the token, and of the token itself. */
const KEY_ID_LENGTH = 4
const TOKEN_LENGTH = 32

export interface CallbackTokens {
  /** Key id and the first 32 hex digits of HMAC-SHA-256 of the payment's id. Hex spells no word Safaricom forbids. */
  toToken(id: PaymentId): string
  /** Constant time, whatever is wrong with it. */
  isToken(id: PaymentId, token: string): boolean
}

/** Makes and checks tokens with one key. */
export function createCallbackTokens(key: Buffer): CallbackTokens {
  const keyId = hash('sha256', key, 'hex').slice(0, KEY_ID_LENGTH)
  const secret = createSecretKey(key)
  const toToken = (id: PaymentId) =>
    keyId + createHmac('sha256', secret).update(id).digest('hex').slice(0, TOKEN_LENGTH)
  return { toToken, isToken: (id, token) => timingSafeEqual(toDigest(toToken(id)), toDigest(token)) }
}

/**
 * Whether `candidate` is one of the security keys; every key is compared, so that the time tells nothing.
 */
export function isSecurityKey(keys: readonly string[], candidate: string): boolean {
  const digest = toDigest(candidate)
  let isKey = false
  for (const key of toDigests(keys)) isKey = timingSafeEqual(key, digest) || isKey
  return isKey
}

/** Of the keys a process has: made once. */
const digestsOf = new WeakMap<readonly string[], readonly Buffer[]>()

function toDigests(keys: readonly string[]): readonly Buffer[] {
  const digests = digestsOf.get(keys) ?? keys.map(toDigest)
  digestsOf.set(keys, digests)
  return digests
}

/** `MPESA_CALLBACK_URL/<paymentId>/<token>`. `base` ends with the security key. */
export function toCallbackUrl(base: string, id: PaymentId, tokens: CallbackTokens): string {
  return `${base}/${id}/${tokens.toToken(id)}`
}

/**
 * The public URL with the first key as its last segment: a key that stands there is replaced, else it is appended.
 */
export function toCallbackBase(publicUrl: string, keys: readonly string[]): string {
  const url = new URL(publicUrl)
  const segments = url.pathname.split('/').filter(segment => segment !== '')
  const last = segments.at(-1)
  if (last !== undefined && keys.includes(last)) segments.pop()
  segments.push(keys[0] ?? '')
  url.pathname = `/${segments.join('/')}`
  url.search = ''
  url.hash = ''
  return url.href
}

/** The path in front of the key, e.g. `/api/mpesa`: where the listener's doors are. */
export function toDoorPath(callbackBase: string): string {
  return new URL(callbackBase).pathname.split('/').slice(0, -1).join('/')
}

/** Digests have one length, so neither length nor content decides how long a comparison takes. */
function toDigest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
