// The true address behind proxies, and nobody's word for it (SECURITY T2).

import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { createFindSender, rebuildForwarded } from '../server/forwarded.ts'

const findSender = createFindSender(['10.0.0.0/8', '::1/128'])
const requestFrom = (remoteAddress: string | undefined, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, connection: { remoteAddress }, headers }) as unknown as IncomingMessage

test('without a trusted proxy the socket alone counts', () => {
  const claims = { 'x-forwarded-for': '196.201.214.200', 'x-forwarded-proto': 'https' }

  assert.deepEqual(findSender(requestFrom('::ffff:203.0.113.5', claims)), { address: '203.0.113.5', protocol: 'http' })
})

test('behind a trusted proxy the nearest address nobody vouches for counts, and the protocol it saw', () => {
  const claims = { 'x-forwarded-for': '196.201.214.200, 203.0.113.9, 10.1.2.3', 'x-forwarded-proto': 'https' }

  assert.deepEqual(findSender(requestFrom('10.0.0.1', claims)), { address: '203.0.113.9', protocol: 'https' })
})

test('a missing socket address is unknown, never trusted', () => {
  assert.deepEqual(findSender(requestFrom(undefined, {})), { address: 'unknown', protocol: 'http' })
})

test('every header that claims where a request came from, or steers Next.js, is taken out', () => {
  const headers: Record<string, string> = {
    host: 'give.example.org',
    'x-forwarded-for': '196.201.214.200',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '196.201.214.200',
    forwarded: 'for=196.201.214.200',
    'cf-connecting-ip': '196.201.214.200',
    'true-client-ip': '196.201.214.200',
    'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
    'x-nextjs-data': '1',
    'next-action': 'abc',
    'x-harambee-language': 'xx',
    cookie: 'giver=1',
    rsc: '1',
  }

  rebuildForwarded(headers, { address: '203.0.113.5', protocol: 'https' })

  assert.deepEqual(headers, {
    host: 'give.example.org',
    cookie: 'giver=1',
    rsc: '1',
    'x-forwarded-for': '203.0.113.5',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'give.example.org',
  })
})
