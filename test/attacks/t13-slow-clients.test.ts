// T13: thousands of connections that send a byte a second or nothing at all. Honest callbacks and visitors beside them are
// all served, every slow connection is ended by the server, and memory stays where it was.

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { openWorld } from '../crash/open-world.ts'
import { type CleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { pass } from '../journeys/poll.ts'
import { startHarambee } from '../journeys/start-harambee.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { askForMoney, countInbox, payAll, untilPaid } from './honest-payments.ts'
import { readMemoryMib } from './process-memory.ts'
import { openSlowSockets, type Slowness } from './slow-sockets.ts'

/** A short run is for every change, on whatever machine: it opens fewer, and does not wait for what takes half a minute. */
const SOCKETS = IS_SOAK ? 5_000 : 800
const SITE_SOCKETS = IS_SOAK ? 5_000 : 400
const PAYMENTS = IS_SOAK ? 600 : 60
const PAY_EVERY_MS = 100
/** Whoever neither reads nor writes for so long is ended by the site. */
const STANDSTILL_MS = 60_000
/** More than the system keeps for a reader who does not come. */
const PAGES_NEVER_READ = 400
const VISITS = IS_SOAK ? 100 : 20
/** A connection costs some 40 KiB, however many come one after the other; and the engine warms up. */
const MOST_GROWTH_MIB = 96 + SOCKETS / 16

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n`
const post = (path: string, ...headers: string[]) => lines(`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers, '')

/** @param path where a body would be read */
function listKinds(path: string): Slowness[] {
  return [
    { name: 'idle', first: '', every: '' },
    { name: 'slow headers', first: `POST ${path} HTTP/1.1\r\nHost: localhost\r\nX-Slow: `, every: 'a' },
    { name: 'a header a second', first: lines(`POST ${path} HTTP/1.1`, 'Host: localhost'), every: 'X-More: 1\r\n' },
    { name: 'half a line', first: 'PO', every: '' },
    { name: 'idle after an answer', first: lines('GET /nowhere HTTP/1.1', 'Host: localhost', ''), every: '' },
  ]
}

function listSlowBodies(path: string): Slowness[] {
  return [
    { name: 'a slow body', first: `${post(path, 'Content-Length: 9000')}{`, every: ' ' },
    { name: 'slow chunks', first: post(path, 'Transfer-Encoding: chunked'), every: '1\r\n{\r\n' },
    { name: 'no body at all', first: post(path, 'Content-Length: 9000'), every: '' },
  ]
}

if (!IS_SOAK)
  console.log(`the short form opens ${SOCKETS} and ${SITE_SOCKETS} slow connections, the long one 5,000 each`)

// The short form takes its seconds once; in the long one neither is to suffer from the other.
test('slow clients', { concurrency: !IS_SOAK }, async test => {
  await Promise.all([
    test.test(`${SOCKETS} slow connections to the listener, and every honest callback is taken`, slowListener),
    test.test(`${SITE_SOCKETS} slow connections to the site, and every visitor is served`, slowSite),
  ])
})

async function slowListener(test: import('node:test').TestContext): Promise<void> {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const engine = world.startEngine()
  await engine.untilHealthy()
  const payments = await askForMoney(world, PAYMENTS)
  const before = await readMemoryMib(engine.port)
  const path = `/api/mpesa/${world.key}`

  const slow = await openSlowSockets(context, engine.port, [...listKinds(path), ...listSlowBodies(path)], SOCKETS)
  const opened = slow.open
  // In the long form whoever is cut off comes back, for as long as people pay.
  slow.comeBack(IS_SOAK)
  await payAll(context, world, payments, PAY_EVERY_MS).told
  const growth = (await readMemoryMib(engine.port)) - before
  slow.comeBack(false)
  await slow.untilEnded()

  assert.ok(opened > SOCKETS * 0.9, `only ${opened} were open at once`)
  await untilPaid(world, payments)
  assert.equal(await countInbox(world), payments.length)
  assert.ok(growth < MOST_GROWTH_MIB, `it holds ${growth.toFixed(1)} MiB more`)
  assert.equal(await engine.health(), 200)
  test.diagnostic(`${opened} at once, ${slow.ended} ended by the server; ${growth.toFixed(1)} MiB more meanwhile`)
}

async function slowSite(test: import('node:test').TestContext): Promise<void> {
  const context = lastFirst(test)
  const harambee = await startHarambee(context)
  const port = Number(harambee.environment.PORT)
  const path = '/give/madarasa'
  const form = ['Origin: http://localhost', 'Content-Type: application/x-www-form-urlencoded']
  const slowBodies = listSlowBodies(path).map(kind => ({
    ...kind,
    first: kind.first.replace('Host: localhost\r\n', lines(`Host: 127.0.0.1:${port}`, ...form)),
  }))
  // Bodies are ended after half a minute, which the short form does not wait for.
  const kinds = IS_SOAK ? [...listKinds(path), ...slowBodies] : listKinds(path)

  const slow = await openSlowSockets(context, port, kinds, SITE_SOCKETS)
  const deaf = IS_SOAK ? Array.from({ length: 10 }, () => askWithoutReading(context, port, path)) : []
  const opened = slow.open
  const answers: number[] = []
  for (let visit = 0; visit < VISITS; visit++) {
    answers.push((await fetch(`${harambee.site}${path}`)).status)
    await pass(PAY_EVERY_MS)
  }
  await slow.untilEnded()
  // A connection whose reader does not come is looked at twice before it is ended.
  if (deaf.length > 0) await pass(STANDSTILL_MS * 2.2)
  const heard = await Promise.all(deaf.map(one => one.listen()))

  assert.deepEqual(new Set(answers), new Set([200]))
  assert.ok(opened > SITE_SOCKETS * 0.9, `only ${opened} were open at once`)
  assert.equal((await fetch(`${harambee.site}/health`)).status, 200)
  for (const pages of heard)
    assert.ok(pages < PAGES_NEVER_READ, 'all was still there for a reader who came minutes later')
  test.diagnostic(
    `${opened} at once, ${slow.ended} ended by the server; of ${PAGES_NEVER_READ} pages read late: ${heard}`,
  )
}

/** Asks for many pages on one connection and reads nothing; `listen` reads what is left, and answers how many pages. */
function askWithoutReading(context: CleanUps, port: number, path: string): { listen(): Promise<number> } {
  const socket = connect(port, '127.0.0.1')
  context.after(() => socket.destroy())
  socket.pause()
  socket.write(lines(`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, '').repeat(PAGES_NEVER_READ))
  const closed = new Promise<void>(resolve => socket.on('close', () => resolve()))
  // Being cut off is what is waited for.
  socket.on('error', () => {})
  return {
    async listen() {
      let text = ''
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk
      })
      socket.resume()
      await closed
      return text.split('</html>').length - 1
    },
  }
}
