// The true address behind proxies, and nobody's word for it (SECURITY T2).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTrust, findSender, rebuildForwarded } from '../server/forwarded.ts'

const peer = (peerAddress: string) => ({ peerAddress, isEncrypted: false })
const isTrusted = createTrust(['10.0.0.0/8', '::1/128'])

test('without a trusted proxy the socket alone counts', () => {
  const sender = findSender(
    peer('::ffff:203.0.113.5'),
    { 'x-forwarded-for': '196.201.214.200', 'x-forwarded-proto': 'https' },
    isTrusted,
  )

  assert.deepEqual(sender, { address: '203.0.113.5', protocol: 'http' })
})

test('behind a trusted proxy the nearest address nobody vouches for counts', () => {
  const headers = { 'x-forwarded-for': '196.201.214.200, 203.0.113.9, 10.1.2.3', 'x-forwarded-proto': 'https' }

  assert.deepEqual(findSender(peer('10.0.0.1'), headers, isTrusted), { address: '203.0.113.9', protocol: 'https' })
})

test('what is no address ends the walk', () => {
  for (const soup of ['unknown', '"196.201.214.200"', '196.201.214.200:443', 'fe80::1%eth0', '', ',,,']) {
    const sender = findSender(peer('10.0.0.1'), { 'x-forwarded-for': soup }, isTrusted)
    assert.equal(sender.address, '10.0.0.1', soup)
  }
})

test('a missing socket address is unknown, never trusted', () => {
  assert.deepEqual(findSender({ peerAddress: undefined, isEncrypted: false }, {}, isTrusted), {
    address: 'unknown',
    protocol: 'http',
  })
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
