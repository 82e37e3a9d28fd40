// Paths that are nearly right: every way of getting a security key, a payment's id or its token wrong by one step, for
// payments that really wait for their callback.

import { createHmac, hash } from 'node:crypto'
import { deriveKeys } from '@harambee/payments'
import type { Target } from './attacked-world.ts'

const PREFIXES = ['/api/mpesa', '/cb'] as const
const HEX = [...'0123456789abcdef']
/** ０, ٠, ۰ and ०: what stands for zero elsewhere; the nine after each are its other digits. */
const OTHER_ZEROS = [0xff10, 0x0660, 0x06f0, 0x0966] as const

/** Every forged path about every target: thousands of each. */
export function* forgePaths(targets: readonly Target[]): Generator<{ target: Target; path: string }> {
  for (const target of targets) {
    for (const path of forgeOne(target, targets)) yield { target, path }
  }
}

function* forgeOne(target: Target, targets: readonly Target[]): Generator<string> {
  const { key, id, token } = target
  for (const prefix of PREFIXES) {
    const right = `${prefix}/${key}/${id}/${token}`
    const doors = [`${prefix}/${key}`, right]
    for (const wrongKey of mistake(key)) {
      yield `${prefix}/${wrongKey}/${id}/${token}`
      yield `${prefix}/${wrongKey}`
    }
    for (const wrongToken of mistake(token)) yield `${prefix}/${key}/${id}/${wrongToken}`
    for (const wrongId of mistake(id)) yield `${prefix}/${key}/${wrongId}/${token}`
    for (const other of targets) {
      if (other.id !== id) yield `${prefix}/${key}/${id}/${other.token}`
    }
    for (const wrongToken of listWrongTokens(target)) yield `${prefix}/${key}/${id}/${wrongToken}`
    for (const path of spoil(prefix, target)) if (!doors.includes(path)) yield path
  }
}

/** One step away from a word of hex digits. */
function* mistake(word: string): Generator<string> {
  for (let at = 0; at < word.length; at++) {
    const [before, digit = '', after] = [word.slice(0, at), word[at], word.slice(at + 1)]
    if (at > 0) yield before
    if (at > 0) yield word.slice(at)
    yield before + after
    for (const other of HEX) if (other !== digit) yield before + other + after
    if (digit !== digit.toUpperCase()) yield before + digit.toUpperCase() + after
    yield `${before}%${digit.charCodeAt(0).toString(16)}${after}`
    yield `${before}%00${after}`
    for (const zero of /\d/.test(digit) ? OTHER_ZEROS : []) {
      yield before + encodeURIComponent(String.fromCodePoint(zero + Number(digit))) + after
    }
  }
  for (const more of [...HEX, '=', '%00', '%20', '%0d%0a', '.', ',', ';a=b', '%ef%bb%bf']) {
    yield word + more
    yield more + word
  }
  yield word.toUpperCase()
  yield word + word
  yield [...word].reverse().join('')
  yield [...word].map(digit => `%${digit.charCodeAt(0).toString(16)}`).join('')
  yield Buffer.from(word).toString('base64url')
  yield '0'.repeat(word.length)
}

/** Tokens somebody could make who knows how they are made, though not with which secret. */
function* listWrongTokens({ id, key, token }: Target): Generator<string> {
  const digest = token.slice(4)
  for (let keyId = 0; keyId < 0x10000; keyId += 0x101) {
    const wrongId = keyId.toString(16).padStart(4, '0')
    if (wrongId !== token.slice(0, 4)) yield wrongId + digest
  }
  // A root secret that has been replaced, the key all payments share, nothing at all.
  const secrets = [
    deriveKeys('0'.repeat(64)).callbackToken,
    Buffer.from(key),
    Buffer.from(key, 'hex'),
    Buffer.alloc(32),
  ]
  for (const secret of secrets) {
    const mac = createHmac('sha256', secret).update(id).digest('hex')
    yield token.slice(0, 4) + mac.slice(0, 32)
    yield hash('sha256', secret, 'hex').slice(0, 4) + mac.slice(0, 32)
    yield mac
  }
  for (const digits of [hash('sha256', id, 'hex'), hash('md5', id, 'hex'), id, key]) yield token.slice(0, 4) + digits
}

/** The right words, with something wrong between and around them. */
function* spoil(prefix: string, { key, id, token }: Target): Generator<string> {
  const words = [prefix, key, id, token]
  const right = words.join('/')
  for (const between of [
    '//',
    '/./',
    '/../',
    '%2f',
    '%2F',
    '/%2e/',
    '/%2e%2e/',
    '\\',
    '%5c',
    '/;/',
    '/%00/',
    '/%c3%a4/',
    '/+',
  ]) {
    for (let at = 1; at < words.length; at++) {
      const path = `${words.slice(0, at).join('/')}${between}${words.slice(at).join('/')}`
      // Where the prefix does not end in a slash it is another path altogether: those are no doors.
      if (path.startsWith(`${prefix}/`)) yield path
    }
  }
  yield prefix
  yield `${prefix}/`
  for (const end of ['/', '//', '/.', '/..', '/x', '/c2b', '/%00', ';', '%3f', '%23', `/${token}`]) yield right + end
  yield `${prefix}/${key}/`
  yield `${prefix}/${key}//`
  yield `${prefix}/${key}/${id}`
  yield `${prefix}/${key}/${id}/`
  yield `${prefix}/${key}//${token}`
  yield `${prefix}//${id}/${token}`
  yield `${prefix}/${id}/${token}`
  yield `${prefix}/${token}/${id}/${key}`
  yield `${prefix}/${key}/${token}/${id}`
  yield `${prefix}/${id}/${key}/${token}`
  yield `${prefix}/${key}/c2b`
  yield `${prefix}/${key}/c2b/${token}`
  yield `${prefix}/${key}/C2B/confirmation`
  yield `${prefix}/x/c2b/confirmation`
  yield `${prefix}/x/c2b/validation`
  yield `${prefix}?${key}/${id}/${token}`
  yield `${prefix}/?key=${key}`
  yield `${prefix}/x?securityKey=${key}`
  yield `${prefix}/x/${id}/${token}?key=${key}`
  yield `${prefix}/${key}/${id}?token=${token}`
  yield `${prefix}/${key}/${id}/x?${token}`
  yield `${prefix}/${key}/${id}/${token.slice(0, -1)}?${token.slice(-1)}`
  yield `${prefix}/*/*/*`
  yield `${prefix}/${'a'.repeat(600)}/${id}/${token}`
  yield `${prefix}/undefined/${id}/null`
  yield `${prefix}/__proto__/${id}/${token}`
}
