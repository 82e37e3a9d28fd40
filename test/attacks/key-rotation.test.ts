// A security key is rotated while people pay: old and new are taken together, nothing is lost, the doctor says when the old
// one can go, and gone it is ignored without a hint. And what somebody can do who has read one callback URL: nothing else.

import assert from 'node:assert/strict'
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { test } from 'node:test'
import { readBooks } from '../crash/books.ts'
import { openWorld, type World } from '../crash/open-world.ts'
import type { EngineProcess } from '../crash/start-engine.ts'
import { lastFirst } from '../journeys/clean-ups.ts'
import { runCli } from '../journeys/start-harambee.ts'
import { databasesOf } from './attacked-databases.ts'
import { askForMoney, countInbox, countPaid, payAll, untilPaid } from './honest-payments.ts'
import { sendRaw, toPost } from './raw-request.ts'

const [OLD, NEW] = ['01d'.repeat(16), '9e3'.repeat(16)]
const DAY_MS = 24 * 60 * 60_000
const EACH = 5

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly message: string
  readonly fix: string | null
}

for (const kind of databasesOf(import.meta.url)) {
  test(`a key is rotated, no callback is lost, and the doctor says when the old one can go [${kind}]`, async test => {
    const context = lastFirst(test)
    const world = await openWorld(context, kind, { seed: '0x1' })
    const use = (keys: string) => {
      world.environment.MPESA_CALLBACK_SECRET_KEY = keys
      return start(world)
    }
    const first = await use(OLD)
    assert.match(await say(world), /^One security key/)
    const before = await askForMoney(world, 2 * EACH)
    await payAll(context, world, before.slice(0, EACH), 0).told
    await untilPaid(world, before.slice(0, EACH))
    await end(first)

    const second = await use(`${NEW},${OLD}`)
    const after = await askForMoney(world, EACH, 100)
    const isThrough = (key: string, payments: typeof before) =>
      payments.every(({ path }) => path.startsWith(`/api/mpesa/${key}/`))
    assert.ok(isThrough(OLD, before) && isThrough(NEW, after))
    assert.match(await say(world), /10 payments from before are open and may be answered through it: keep it\.$/)

    const rest = [...before.slice(EACH), ...after]
    await payAll(context, world, rest, 0).told
    await untilPaid(world, rest)
    await end(second)
    assert.match(
      await say(world),
      /Security key 2 was last heard within the hour.*No payment from before is open, and it is still heard/,
    )
    // The next day, nobody having been heard through it since.
    const canGo = await look(world, 25 * 60 * 60_000)
    assert.match(canGo.message, /Security key 2 was last heard 25 hours ago.*the old key can go\.$/)
    assert.match(canGo.fix ?? '', /Take it out of MPESA_CALLBACK_SECRET_KEY/)
    assert.doesNotMatch(JSON.stringify(canGo), new RegExp(`${OLD}|${NEW}`))

    const third = await use(NEW)
    assert.match(await say(world, 2 * DAY_MS), /^One security key/)
    const stored = await countInbox(world)
    const gone = await sendRaw(third.port, toPost(before[0]?.path ?? '', [], '{}'))
    const wrong = await sendRaw(third.port, toPost(`/api/mpesa/${'0'.repeat(48)}`, [], '{}'))
    const right = await sendRaw(third.port, toPost(after[0]?.path ?? '', [], '{"new":1}'))
    assert.deepEqual(
      [withoutDate(gone.text), withoutDate(wrong.text)],
      [withoutDate(right.text), withoutDate(right.text)],
    )
    assert.equal(await countInbox(world), stored + 1)
    assert.equal(await countPaid(world, [...before, ...after]), 3 * EACH)
    assert.equal((await world.cli<{ ok: boolean }>(['verify'])).ok, true)
  })
}

test('a key that is put back first counts from then on, so that what was asked for meanwhile is waited for', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const turn = async (keys: string) => {
    world.environment.MPESA_CALLBACK_SECRET_KEY = keys
    return start(world)
  }
  await end(await turn(OLD))
  await end(await turn(`${NEW},${OLD}`))
  await askForMoney(world, 1)
  await end(await turn(`${OLD},${NEW}`))

  assert.match(await say(world), /Security key 2 has not been heard.*1 payment from before is open.*keep it\.$/)
})

test('a right token from an unlisted address is told by the doctor, with the address and what to do', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  world.environment.MPESA_CALLBACK_ALLOWED_IPS = '192.0.2.7'
  const engine = await start(world)
  const [payment] = await askForMoney(world, 1)

  const answer = await sendRaw(engine.port, toPost(payment?.path ?? '', [], '{}'))
  await sendRaw(engine.port, toPost(`/api/mpesa/${'0'.repeat(48)}`, ['X-Forwarded-For: 203.0.113.5'], '{}'))
  await end(engine)

  assert.equal(answer.status, 403)
  const check = (await examine(world)).find(({ name }) => name === 'callbacks-unlisted')
  assert.equal(check?.ok, false)
  assert.match(check?.message ?? '', /127\.0\.0\.1 \(1 since 20\d\d-\d\d-\d\d \d\d:\d\d UTC, turned away/)
  assert.match(check?.fix ?? '', /MPESA_CALLBACK_ALLOWED_IPS.*a new key first/)
  world.environment.MPESA_CALLBACK_ALLOWED_IPS = '127.0.0.1'
  assert.equal((await examine(world)).find(({ name }) => name === 'callbacks-unlisted')?.ok, true)
})

test('whoever has read one callback URL opens no other payment’s door, and no sealed body', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const engine = await start(world)
  const [leaked, other] = await askForMoney(world, 2)
  if (!leaked || !other) throw new Error('two payments were asked for')
  const [key = '', id = '', token = ''] = leaked.path.split('/').slice(-3)
  const keyId = token.slice(0, 4)

  // All that is in the URL, as a key for what is not: the token names a key that is in none of them.
  const parts = [key, id, token, token.slice(4), keyId, `${key}/${id}/${token}`, leaked.path]
  const materials = parts.flatMap(part => [
    Buffer.from(part),
    Buffer.from(part.length % 2 === 0 ? part : `${part}0`, 'hex'),
    createHash('sha256').update(part).digest(),
    Buffer.from(hkdfSync('sha256', part, 'harambee/v1', 'callback-token', 32)),
  ])
  const guesses = new Set([token, `0000${token.slice(4)}`, `${keyId}${'0'.repeat(32)}`])
  for (const material of materials) {
    for (const text of [other.id, `${other.id}`.toUpperCase(), `/${other.id}`]) {
      const digest = createHmac('sha256', material).update(text).digest('hex').slice(0, 32)
      guesses.add(keyId + digest)
      guesses.add(createHash('sha256').update(material).digest('hex').slice(0, 4) + digest)
    }
  }
  for (const guess of guesses) {
    await sendRaw(engine.port, toPost(`/api/mpesa/${key}/${other.id}/${guess}`, [], '{"forged":1}'))
  }
  // A key id that is not ours, in front of the right rest, is no token of the leaked payment either.
  await sendRaw(
    engine.port,
    toPost(`/api/mpesa/${key}/${id}/${keyId === '0000' ? 'ffff' : '0000'}${token.slice(4)}`, [], '{}'),
  )

  assert.equal(await countInbox(world), 0)
  const own = await sendRaw(engine.port, toPost(leaked.path, [], '{"secret":"of a giver"}'))
  assert.equal(own.status, 200)
  const [row] = await readBooks(world.databaseUrl, books => books.select('SELECT body_sealed FROM inbox'))
  const sealed = Buffer.from(row?.body_sealed as Uint8Array)
  assert.ok(!sealed.includes('secret'))
  // The first four bytes name the sealing key by its hash: of nothing in the URL is it the hash.
  const names = new Set(materials.map(material => createHash('sha256').update(material).digest('hex').slice(0, 8)))
  assert.ok(!names.has(sealed.subarray(0, 4).toString('hex')))
  assert.ok(!sealed.subarray(0, 4).toString('hex').startsWith(keyId))
  test.diagnostic(`${guesses.size} forged tokens`)
})

async function start(world: World): Promise<EngineProcess> {
  const engine = world.startEngine()
  await engine.untilHealthy()
  return engine
}

/** As an operator ends it, who starts it again with other keys. */
async function end(engine: EngineProcess): Promise<void> {
  engine.child.kill('SIGTERM')
  await engine.exited
}

async function examine(world: World, laterMs = 0): Promise<Check[]> {
  const environment = { ...world.environment, HARAMBEE_TEST_CLOCK_OFFSET_MS: String(laterMs) }
  // Without the site it finds fault with that.
  const ran = await runCli(['doctor', '--json'], environment)
  return ran.json<{ checks: Check[] }>().checks
}

async function look(world: World, laterMs = 0): Promise<Check> {
  const found = (await examine(world, laterMs)).filter(({ name }) => name === 'security-keys')
  assert.deepEqual(
    found.map(({ ok }) => ok),
    [true],
  )
  return found[0] as Check
}

async function say(world: World, laterMs = 0): Promise<string> {
  return (await look(world, laterMs)).message
}

const withoutDate = (text: string) => text.replace(/^Date: .*\r\n/m, '')
