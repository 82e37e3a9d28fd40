// T2: whoever is not Safaricom says in a header that they are. Against the built engine, directly and behind one and two
// proxies that append to X-Forwarded-For; and whatever stands in the headers, against a walk of this test's own.

import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { createPeerAddress } from '@harambee/payments'
import fc from 'fast-check'
import { readBooks } from '../crash/books.ts'
import { root, startProcess } from '../crash/child-process.ts'
import { openWorld, type World } from '../crash/open-world.ts'
import { lastFirst } from '../journeys/clean-ups.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { startAppendingProxy } from './appending-proxy.ts'
import { sendRaw, toPost } from './raw-request.ts'

/** All of 127.0.0.0/8 is this machine on Linux: each can be the far end of a real connection. */
const [SAFARICOM, STRANGER, NEAR_PROXY, FAR_PROXY] = ['127.0.0.5', '127.0.0.9', '127.0.0.2', '127.0.0.3']
const RUNS = IS_SOAK ? 200_000 : 10_000

/** Headers by which somebody pretends to be `address`. */
function toTricks(address: string): string[][] {
  const xff = (value: string) => [`X-Forwarded-For: ${value}`]
  return [
    xff(address),
    xff(`${address}, 203.0.113.7`),
    xff(`203.0.113.7, ${address}`),
    xff(`203.0.113.7, ${address}, 203.0.113.8`),
    xff(`${address}, ${address}, ${address}`),
    [...xff(address), ...xff(address)],
    [...xff('203.0.113.7'), ...xff(address)],
    [`x-forwarded-for: ${address}`],
    [`X-FORWARDED-FOR:${address}`],
    xff(`::ffff:${address}`),
    xff(`::FFFF:${address}`),
    xff(`[::ffff:${address}]`),
    xff(`${address}:443`),
    xff(`"${address}"`),
    xff('"unknown"'),
    xff('unknown'),
    xff(`fe80::1%eth0, ${address}`),
    xff(`${address},`),
    xff(`${address}, ,`),
    xff(`,,${address}`),
    xff(`\t${address}\t`),
    xff(`${address};${address}`),
    xff(`${address} ${address}`),
    xff(''),
    xff(NEAR_PROXY),
    xff(`${address}, ${NEAR_PROXY}, ${FAR_PROXY}`),
    xff(
      '127.0.0.5'
        .split('.')
        .map(part => part.padStart(3, '0'))
        .join('.'),
    ),
    xff('0x7f.0.0.5'),
    xff('2130706437'),
    [`Forwarded: for=${address}`],
    [`Forwarded: for="${address}:443";proto=https;by=${NEAR_PROXY}`],
    [`X-Real-IP: ${address}`],
    [`CF-Connecting-IP: ${address}`],
    [`True-Client-IP: ${address}`],
    [`X-Client-IP: ${address}`],
    [`X-Cluster-Client-IP: ${address}`],
    [`X-Original-Forwarded-For: ${address}`],
    [`X-Forwarded: for=${address}`],
    [`Via: 1.1 ${address}`],
    ['Forwarded', 'X-Real-IP', 'CF-Connecting-IP', 'True-Client-IP', 'X-Client-IP', 'X-Forwarded-For'].map(
      name => `${name}: ${address}`,
    ),
  ]
}

const TOPOLOGIES = [
  { name: 'directly', proxies: [] },
  { name: 'behind one proxy', proxies: [NEAR_PROXY] },
  { name: 'behind two proxies', proxies: [NEAR_PROXY, FAR_PROXY] },
] as const

for (const { name, proxies } of TOPOLOGIES) {
  test(`nobody becomes Safaricom by a header, and Safaricom is known whatever headers say (${name})`, async test => {
    const missing = await findMissingLoopback()
    if (missing !== null) return test.skip(missing)
    const context = lastFirst(test)
    const world = await openWorld(context, 'SQLite', { seed: '0x1' })
    const engine = world.startEngine({
      environment: {
        MPESA_CALLBACK_ALLOWED_IPS: SAFARICOM,
        ...(proxies.length > 0 && { TRUSTED_PROXIES: proxies.join(',') }),
      },
    })
    await engine.untilHealthy()
    // The proxy next to the engine is the first of the list.
    let port = engine.port
    for (const address of proxies) port = await startAppendingProxy(context, address, port)

    let count = 0
    const send = (localAddress: string, headers: readonly string[]) =>
      sendRaw(port, toPost(`/api/mpesa/${world.key}`, headers, `{"number":${count++}}`), { localAddress })
    const accepted: string[] = []
    for (const headers of toTricks(SAFARICOM)) {
      const { status } = await send(STRANGER, headers)
      if (status !== 403) accepted.push(`${status} ${headers.join(' | ')}`)
    }
    assert.deepEqual(accepted, [], 'a stranger got in')
    assert.deepEqual(await readPeers(world), [])

    const tricks = toTricks('203.0.113.7')
    for (const headers of tricks) {
      assert.equal((await send(SAFARICOM, headers)).status, 200, headers.join(' | '))
    }
    const peers = await readPeers(world)
    assert.deepEqual([peers.length, new Set(peers)], [tricks.length, new Set([SAFARICOM])])
    test.diagnostic(`${name}: ${toTricks(SAFARICOM).length} tricks refused, ${peers.length} real ones stored`)
  })
}

test('whatever is in the headers, the address is the socket’s or the first hop nobody vouches for', () => {
  const trusted = ['127.0.0.2', '10.1.2.3', '::1']
  const peerAddress = createPeerAddress(['127.0.0.2/32', '10.0.0.0/8', '::1/128'])
  const word = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom(
      ...trusted,
      '196.201.214.200',
      '::ffff:196.201.214.200',
      '::ffff:10.1.2.3',
      '10.1.2.3:80',
      'unknown',
      '',
    ),
    fc.string({ maxLength: 10 }),
  )
  const soup = fc.dictionary(
    fc.constantFrom(
      'forwarded',
      'x-real-ip',
      'cf-connecting-ip',
      'true-client-ip',
      'x-client-ip',
      'x-forwarded-host',
      'via',
    ),
    word,
  )
  fc.assert(
    fc.property(soup, fc.option(fc.array(word, { maxLength: 7 })), word, (others, hops, socketText) => {
      const headers = { ...others, ...(hops && { 'x-forwarded-for': hops.join(', ') }) }
      const remoteAddress = /^[0-9a-f.:]+$/i.test(socketText) && socketText !== '' ? socketText : '127.0.0.2'
      const socket = { remoteAddress }
      const request = { socket, connection: socket, headers } as unknown as IncomingMessage

      const found = peerAddress(request)

      assert.equal(found, walk(remoteAddress, headers['x-forwarded-for'] ?? '', trusted))
    }),
    { numRuns: RUNS, seed: 2 },
  )
})

for (const proxies of ['*', '0.0.0.0/0', '127.0.0.1/32, ::/0']) {
  test(`an engine that would believe anybody does not start where money is real: TRUSTED_PROXIES=${proxies}`, async test => {
    const context = lastFirst(test)
    const world = await openWorld(context, 'SQLite', { seed: '0x1' })

    const engine = startProcess(context, `${root}/packages/cli/src/processes/engine.ts`, {
      folder: world.folder,
      environment: {
        ...world.environment,
        MPESA_ENVIRONMENT: 'live',
        MPESA_CONSUMER_KEY: 'key',
        MPESA_CONSUMER_SECRET: 'secret',
        MPESA_PASSKEY: 'passkey',
        MPESA_SHORTCODE: '600123',
        MPESA_CALLBACK_URL: 'https://give.example.org/cb',
        TRUSTED_PROXIES: proxies,
      },
    })
    const { code } = await engine.exited

    assert.equal(code, 1)
    assert.match(engine.output(), /^TRUSTED_PROXIES=.*anybody could claim any address/m)
  })
}

/** The walk as it is meant: leftwards from the socket, as long as somebody trusted says who came before. */
function walk(socket: string, header: string, trusted: readonly string[]): string {
  const plain = (text: string) => toAddress(text)
  const isTrusted = (text: string) => {
    const address = plain(text)
    return address !== null && (trusted.includes(address) || address.startsWith('10.'))
  }
  const fallback = plain(socket) ?? 'unknown'
  if (!isTrusted(socket)) return fallback
  const hops = header === '' ? [] : header.split(',').map(hop => hop.replace(/^[ \t]+|[ \t]+$/g, ''))
  let furthest = socket
  for (const hop of hops.toReversed()) {
    if (hop === '') continue
    furthest = hop
    if (!isTrusted(hop)) break
  }
  return plain(furthest) ?? fallback
}

/** As the WHATWG URL parser reads it, which knows nothing of ours. */
function toAddress(text: string): string | null {
  const isFour = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)
  if (isFour) return text.split('.').every(part => Number(part) < 256 && String(Number(part)) === part) ? text : null
  // An IPv4 address behind two colons and nothing else is neither kind.
  if (/^::\d+\.\d+\.\d+\.\d+$/.test(text)) return null
  if (!text.includes(':') || !/^[0-9a-fA-F:.]+$/.test(text) || !URL.canParse(`http://[${text}]/`)) return null
  const six = new URL(`http://[${text}]/`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(six)
  if (!mapped) return six
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

async function readPeers(world: World): Promise<string[]> {
  const rows = await readBooks(world.databaseUrl, books => books.select('SELECT peer_address FROM inbox ORDER BY id'))
  return rows.map(row => String(row.peer_address))
}

/** @returns why this machine cannot be several, or null */
async function findMissingLoopback(): Promise<string | null> {
  const server = createServer()
  const error = await new Promise<Error | null>(resolve => {
    server.once('error', resolve)
    server.listen(0, STRANGER, () => resolve(null))
  })
  server.close()
  if (error === null) return null
  const because = `this machine has no ${STRANGER}: nobody but 127.0.0.1 can connect`
  console.log(`skipped: ${because}`)
  return because
}
