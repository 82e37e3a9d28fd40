// T12: bodies that are too large, never end, lie about their length or unpack to gigabytes. Refused, cut off, forgotten:
// nothing of them is stored, and memory does not grow with what is sent.

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { openWorld } from '../crash/open-world.ts'
import { gatherCleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { startHarambee } from '../journeys/start-harambee.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { askForMoney, countInbox, payAll, untilPaid } from './honest-payments.ts'
import { readChildMemoryMib, readMemoryMib } from './process-memory.ts'
import { type RawAnswer, sendRaw } from './raw-request.ts'

const KIB = 1024
const MIB = 1024 * KIB
const LIMIT = 16 * KIB
/** A body without end is sent until the server ends it, and given up after this much. */
const MOST_SENT = 256 * MIB
/** Attackers at once, and how often. */
const AT_ONCE = 8
const ROUNDS = IS_SOAK ? 40 : 3
/** Far below what is thrown at the server, and above what its garbage collector is content with. */
const MOST_GROWTH_MIB = 64
/** Next.js warms up over some hundred requests, and then stays where it is. */
const MOST_SITE_GROWTH_MIB = 160
/** What a bomb unpacks to. */
const UNPACKED = 16 * MIB

interface Attack {
  readonly name: string
  /** The request as far as it can be written down, and what is sent after it. */
  readonly head: (path: string) => string
  readonly body: Uint8Array | 'endless' | 'endless chunks'
  /** Answers that will do; null: none, the connection just ends. */
  readonly statuses: readonly (number | null)[]
}

const post = (path: string, ...headers: string[]) =>
  `${[`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`

const BOMB = Buffer.alloc(UNPACKED)
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }
const PACKED = { gzip: gzipSync(BOMB), deflate: deflateSync(BOMB), br: brotliCompressSync(BOMB, QUICK) }

/** @param refusal how a body that is too large is answered @param encoded how a compressed one is */
function listAttacks(refusal: number, encoded: readonly (number | null)[]): Attack[] {
  return [
    {
      name: 'one byte too many',
      head: path => post(path, `Content-Length: ${LIMIT + 1}`, 'Connection: close'),
      body: Buffer.alloc(LIMIT + 1, 'x'),
      statuses: [refusal],
    },
    {
      name: 'a gigabyte announced',
      head: path => post(path, `Content-Length: ${1024 * MIB}`),
      body: 'endless',
      statuses: [refusal, null],
    },
    {
      name: 'chunks without end',
      head: path => post(path, 'Transfer-Encoding: chunked'),
      body: 'endless chunks',
      statuses: [refusal, null],
    },
    {
      name: 'a chunk longer than numbers go',
      head: path => `${post(path, 'Transfer-Encoding: chunked')}ffffffffffffffffffff\r\n`,
      body: 'endless',
      statuses: [400, null],
    },
    {
      name: 'chunk extensions without end',
      head: path => `${post(path, 'Transfer-Encoding: chunked')}5;`,
      body: 'endless',
      statuses: [413, 400, null],
    },
    {
      name: 'more than was announced',
      head: path => post(path, 'Content-Length: 2', 'Connection: close'),
      body: Buffer.alloc(4 * MIB, '{}'),
      statuses: [200, 400, null],
    },
    {
      name: 'two lengths',
      head: path => post(path, 'Content-Length: 2', 'Content-Length: 40000'),
      body: Buffer.from('{}'),
      statuses: [400],
    },
    {
      name: 'a length and chunks',
      head: path => post(path, 'Content-Length: 2', 'Transfer-Encoding: chunked'),
      body: Buffer.from('2\r\n{}\r\n0\r\n\r\n'),
      statuses: [400],
    },
    {
      name: 'a negative length',
      head: path => post(path, 'Content-Length: -1'),
      body: Buffer.from('{}'),
      statuses: [400],
    },
    {
      name: 'headers without end',
      head: path => `POST ${path} HTTP/1.1\r\nHost: localhost\r\nX-Long: `,
      body: 'endless',
      statuses: [431, null],
    },
    {
      name: 'a path without end',
      head: path => `POST ${path}`,
      body: 'endless',
      statuses: [431, 414, 400, null],
    },
    ...Object.entries(PACKED).map(([encoding, packed]) => ({
      name: `a bomb in ${encoding}`,
      head: (path: string) =>
        post(path, `Content-Encoding: ${encoding}`, `Content-Length: ${Math.min(packed.length, LIMIT)}`),
      body: packed.subarray(0, LIMIT),
      statuses: encoded,
    })),
  ]
}

async function run({ head, body }: Attack, port: number, path: string): Promise<RawAnswer> {
  const isEndless = typeof body === 'string'
  const after = isEndless ? (socket: Socket) => sendForEver(socket, body === 'endless chunks') : undefined
  const bytes = isEndless ? Buffer.from(head(path)) : Buffer.concat([Buffer.from(head(path)), body])
  return sendRaw(port, bytes, after && { after })
}

/** As fast as the other side takes it, until it ends the connection. */
function sendForEver(socket: Socket, isChunked: boolean): void {
  const filler = Buffer.alloc(64 * KIB, 'x')
  const piece = isChunked ? Buffer.concat([Buffer.from('10000\r\n'), filler, Buffer.from('\r\n')]) : filler
  let sent = 0
  const send = () => {
    while (!socket.destroyed && socket.writable) {
      sent += piece.length
      if (sent > MOST_SENT) {
        socket.destroy(new Error(`${MOST_SENT / MIB} MiB were taken`))
        return
      }
      if (!socket.write(piece)) {
        socket.once('drain', send)
        return
      }
    }
  }
  send()
}

/** Every attack, several at once, again and again. @returns what was answered otherwise than it should be */
async function runAll(attacks: readonly Attack[], port: number, path: string): Promise<string[]> {
  const odd: string[] = []
  for (const attack of attacks) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => run(attack, port, path)))
    for (const { status } of answers) {
      if (!attack.statuses.includes(status)) odd.push(`${attack.name}: ${status}`)
    }
  }
  return odd
}

test('the listener refuses them, stores nothing, and holds no more memory than before', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const engine = world.startEngine()
  await engine.untilHealthy()
  const payments = await askForMoney(world, 20)
  const attacks = listAttacks(413, [415])
  // With the right key: nothing but the size is wrong. Of "more than was announced" the first two bytes are a callback.
  const path = `/api/mpesa/${world.key}`
  await runAll(attacks, engine.port, path)
  const stored = await countInbox(world)
  const before = await readMemoryMib(engine.port)

  const paying = payAll(context, world, payments, 50)
  const odd: string[] = []
  for (let round = 0; round < ROUNDS; round++) odd.push(...(await runAll(attacks, engine.port, path)))
  await paying.told
  const growth = (await readMemoryMib(engine.port)) - before

  assert.deepEqual(odd, [])
  await untilPaid(world, payments)
  assert.ok(stored <= AT_ONCE, 'what was announced of "more than was announced"')
  const bodies = await countInbox(world, "door = 'key'")
  assert.ok(bodies <= 20, `${bodies} rows, of which 20 equal ones may be there`)
  assert.ok(growth < MOST_GROWTH_MIB, `it holds ${growth.toFixed(1)} MiB more`)
  assert.ok(engine.isRunning, engine.output())
  test.diagnostic(`${ROUNDS * attacks.length * AT_ONCE} bodies; the engine holds ${growth.toFixed(1)} MiB more`)
})

const ofSite = gatherCleanUps()
let site: { port: number; health(): Promise<number>; memoryMib(): number | null }
before(async () => {
  const harambee = await startHarambee(ofSite)
  const port = Number(harambee.environment.PORT)
  site = {
    port,
    health: async () => (await fetch(`http://127.0.0.1:${port}/health`)).status,
    memoryMib: () => readChildMemoryMib(harambee.process.pid ?? 0, 'serve.ts'),
  }
})

after(() => ofSite.run())

test('the site refuses them, holds no more memory than before, and goes on serving', async test => {
  const attacks = listAttacks(413, [400])
  const pages = ['/give/madarasa', `/pay/${'a'.repeat(32)}/check`, '/welcome/replay']
  const odd: string[] = []
  for (const page of pages) odd.push(...(await runAll(attacks, site.port, page)))
  const before = site.memoryMib()

  for (let round = 0; round < ROUNDS; round++) {
    for (const page of pages) odd.push(...(await runAll(attacks, site.port, page)))
  }
  const growth = (site.memoryMib() ?? 0) - (before ?? 0)

  assert.deepEqual(odd, [])
  assert.equal(await site.health(), 200)
  assert.ok(growth < MOST_SITE_GROWTH_MIB, `it holds ${growth.toFixed(1)} MiB more`)
  const memory =
    before === null ? 'how much it holds, this system does not tell' : `it holds ${growth.toFixed(1)} MiB more`
  test.diagnostic(`${ROUNDS * pages.length * attacks.length * AT_ONCE} bodies; ${memory}`)
})
