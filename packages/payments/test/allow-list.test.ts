import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAllowList, createPeerAddress, parseRange, SAFARICOM_ADDRESSES } from '../src/allow-list.ts'

function requestFrom(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress }, connection: { remoteAddress }, headers } as unknown as IncomingMessage
}

test('an address is on the list as IPv4, and the same written as IPv6', () => {
  const isAllowed = createAllowList(SAFARICOM_ADDRESSES.addresses)

  assert.equal(isAllowed('196.201.214.200'), true)
  assert.equal(isAllowed('::ffff:196.201.214.200'), true)
  for (const other of [
    '196.201.214.201',
    '::ffff:196.201.214.201',
    '::196.201.214.200',
    '196.201.214.200:443',
    '',
    'unknown',
    '::1',
    'fe80::1%eth0',
  ]) {
    assert.equal(isAllowed(other), false, other)
  }
})

test('ranges of both families', () => {
  const isAllowed = createAllowList(['10.0.0.0/8', '2001:db8::/32'])

  assert.deepEqual(['10.9.8.7', '11.0.0.1', '2001:db8:5::1', '2001:db9::1'].map(isAllowed), [true, false, true, false])
})

test('what is no address or range is said to be none', () => {
  for (const entry of [
    'nginx',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '300.1.1.1',
    '::1/129',
    '',
    '/8',
    '10.0.0.0/ 8',
  ]) {
    assert.equal(parseRange(entry), null, entry)
  }
})

test('without trusted proxies no header is believed', () => {
  const peerAddress = createPeerAddress([])
  const headers = {
    'x-forwarded-for': '196.201.214.200',
    forwarded: 'for=196.201.214.200',
    'x-real-ip': '196.201.214.200',
    'cf-connecting-ip': '196.201.214.200',
    'true-client-ip': '196.201.214.200',
  }

  assert.equal(peerAddress(requestFrom('203.0.113.9', headers)), '203.0.113.9')
  assert.equal(peerAddress(requestFrom('::ffff:203.0.113.9', headers)), '203.0.113.9')
})

test('a trusted proxy is believed about the hop before it, and about no other', () => {
  const peerAddress = createPeerAddress(['127.0.0.1/32', '10.0.0.0/8'])
  const through = (header: string) => peerAddress(requestFrom('127.0.0.1', { 'x-forwarded-for': header }))

  assert.equal(through('196.201.214.200'), '196.201.214.200')
  assert.equal(through('196.201.214.200, 203.0.113.9'), '203.0.113.9')
  assert.equal(through('203.0.113.9, 196.201.214.200, 10.1.1.1'), '196.201.214.200')
  assert.equal(through('::ffff:196.201.214.200'), '196.201.214.200')
  assert.equal(through('196.201.214.200:443'), '127.0.0.1')
  assert.equal(through('"unknown"'), '127.0.0.1')
  assert.equal(through(''), '127.0.0.1')
})

test('whatever stands in the headers, the answer is the socket or the first hop nobody vouches for', () => {
  const peerAddress = createPeerAddress(['127.0.0.1/32', '10.0.0.0/8'])
  const isTrusted = createAllowList(['127.0.0.1/32', '10.0.0.0/8'])
  const hop = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom(
      '10.0.0.1',
      '196.201.214.200',
      'unknown',
      '',
      ' ',
      '::ffff:10.0.0.1',
      '1.2.3.4:80',
      '"1.2.3.4"',
      'for=1.2.3.4',
    ),
    fc.string({ maxLength: 12 }),
  )
  fc.assert(
    fc.property(
      fc.array(hop, { maxLength: 6 }),
      fc.constantFrom('127.0.0.1', '203.0.113.9', '10.0.0.5'),
      (hops, socket) => {
        const header = hops.join(',').replace(/[\r\n]/g, '')
        const found = peerAddress(requestFrom(socket, { 'x-forwarded-for': header }))

        if (!isTrusted(socket)) return found === socket
        // Walking leftwards, every hop between the answer and the socket was a trusted one.
        const listed = header
          .split(',')
          .map(text => text.trim())
          .reverse()
        // Empty entries of an HTTP list are no entries.
        const firstUntrusted = listed.find(text => text !== '' && !isTrusted(text))
        const isFirstUntrusted = createAllowList(firstUntrusted ? [firstUntrusted] : [])(found)
        const isFurthestTrusted = isTrusted(found)
        return isFirstUntrusted || isFurthestTrusted
      },
    ),
    { numRuns: 2_000 },
  )
})
