// Threat T1: somebody without the right key and token posts successes for payments that really wait. None is settled, none
// is even stored, and nobody can tell from an answer that a key was wrong.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poll } from '../journeys/poll.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, successOf, type Target } from './attacked-world.ts'
import { forgePaths } from './forged-paths.ts'
import { readOne, type Shot, sendAll, sendRaw } from './pipelined.ts'

/** About 6,300 forged paths each. The long form forges a hundred thousand on both databases. */
const TARGETS = { SQLite: 17, PostgreSQL: IS_SOAK ? 17 : 5 } as const
const LEAST_ATTEMPTS = { SQLite: 100_000, PostgreSQL: IS_SOAK ? 100_000 : 30_000 } as const
const LEAST_IN_PROCESS = 1_000_000

for (const kind of databasesOf(import.meta.url)) {
  test(`nobody without the right key and token settles anything [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    const targets = await attack.ask(TARGETS[kind])
    const [sacrifice] = await attack.ask(1)
    const { port } = attack.engine
    const accepted = await readOne(attack, port, { target: sacrifice?.door ?? '', body: 'not JSON' })
    assert.match(accepted, /^HTTP\/1\.1 200 OK\r\n/)
    const before = await attack.counts()
    assert.deepEqual(before, { settled: 0, stored: 1, review: 0 })

    const attempts = await sendAll(attack, port, shoot(targets), accepted)

    context.diagnostic(
      `${kind}: ${attempts} forged callbacks over HTTP, each answered with the bytes of an accepted one`,
    )
    assert.ok(attempts >= LEAST_ATTEMPTS[kind], `${attempts} forged callbacks`)
    assert.deepEqual(await attack.counts(), before)
    assert.equal(await countRefused(port), attempts)
    if (IS_SOAK) await forgeInProcess(attack, targets)
    await assertAllStillWait(attack, targets)
  })

  test(`a key that was retired opens nothing any more [${kind}]`, async context => {
    const old = '0ddba11'.repeat(4)
    const attack = await openAttack(context, kind, { MPESA_CALLBACK_SECRET_KEY: old })
    const [target] = await attack.ask(1)
    assert.ok(target)
    assert.ok(target.door.includes(old))
    await attack.engine.kill()
    const engine = attack.world.startEngine({ environment: { MPESA_CALLBACK_SECRET_KEY: attack.world.key } })
    await engine.untilHealthy()
    const body = successOf(target)
    const wrong = await readOne(attack, engine.port, { target: '/api/mpesa/never-a-key', body })

    const answers = [
      await readOne(attack, engine.port, { target: target.door, body }),
      await readOne(attack, engine.port, { target: `/api/mpesa/${old}`, body }),
    ]

    assert.deepEqual(answers, [wrong, wrong])
    assert.deepEqual(await attack.counts(), { settled: 0, stored: 0, review: 0 })
    const rotated = target.door.replace(old, attack.world.key)
    await readOne(attack, engine.port, { target: rotated, body })
    await poll('the payment under the key that is right now', async () => (await attack.counts()).settled === 1)
  })
}

test('methods and paths that are no callback answer the same whatever key stands in them [SQLite]', async context => {
  const attack = await openAttack(context, 'SQLite')
  const [target] = await attack.ask(1)
  assert.ok(target)
  const { port } = attack.engine
  const body = successOf(target)
  const wrongDoor = target.door.replace(target.key, 'x'.repeat(target.key.length))

  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    const [right, wrong] = await bothWays(port, target.door, wrongDoor, { body, method })
    assert.match(right, /^HTTP\/1\.1 405 /, method)
    assert.equal(right, wrong, method)
  }
  const places = [
    (path: string) => `/${path}`,
    (path: string) => path.replace('/api/mpesa', '/API/MPESA'),
    (path: string) => path.replace('/api/', '/api//'),
    (path: string) => path.replace('/api/mpesa/', '/api/mpesa%2f'),
    (path: string) => path.replace('/api/mpesa/', '/api/mpesa\\'),
    (path: string) => `/x/..${path}`,
    (path: string) => `http://127.0.0.1:${port}${path}`,
    (path: string) => path.slice(1),
    (path: string) => `/health${path}`,
    // Nothing of HTTP at all: the parser refuses the connection.
    (path: string) => `${path}\0`,
    (path: string) => path.replace('/api', '/api '),
    (path: string) => `${path}\u0001`,
    (path: string) => `${path}\u00ef\u00bc\u0090`,
  ]
  for (const place of places) {
    const [right, wrong] = await bothWays(port, place(target.door), place(wrongDoor), { body })
    assert.match(right, /^HTTP\/1\.1 40[04] /, JSON.stringify(place(target.door)))
    assert.equal(right, wrong)
  }
  const odd: Omit<Shot, 'target'>[] = [
    { body, headers: { 'content-encoding': 'gzip' } },
    { body: 'x'.repeat(17_000) },
    { body, headers: { 'transfer-encoding': 'chunked' } },
  ]
  for (const shot of odd) {
    const [right, wrong] = await bothWays(port, target.door, wrongDoor, shot)
    assert.match(right, /^HTTP\/1\.1 4/)
    assert.equal(right, wrong)
  }

  assert.deepEqual(await attack.counts(), { settled: 0, stored: 0, review: 0 })
})

async function bothWays(
  port: number,
  right: string,
  wrong: string,
  shot: Omit<Shot, 'target'>,
): Promise<[string, string]> {
  return [await sendRaw(port, { ...shot, target: right }), await sendRaw(port, { ...shot, target: wrong })]
}

function* shoot(targets: readonly Target[]): Generator<Shot> {
  const bodies = new Map(targets.map(target => [target.id, successOf(target)]))
  for (const { target, path } of forgePaths(targets)) yield { target: path, body: bodies.get(target.id) ?? '' }
}

/** The same without HTTP in between, as often as it takes. */
async function forgeInProcess(attack: Attack, targets: readonly Target[]): Promise<void> {
  const before = await attack.counts()
  let attempts = 0
  while (attempts < LEAST_IN_PROCESS) {
    for (const { target: path, body } of shoot(targets)) {
      const answer = await attack.inside.takeCallback({
        path: path.split('?', 1)[0] ?? '',
        peerAddress: '127.0.0.1',
        body: Buffer.from(body),
      })
      if (answer?.status !== 200 || !answer.body.includes('Accepted')) assert.fail(`${path}: ${answer?.body}`)
      attempts += 1
    }
  }
  assert.deepEqual(await attack.counts(), before)
}

/** Not by what was asked of the books: the listener's own count. */
async function countRefused(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(/^\w+\{answer="wrong-key"\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

/** All were open the whole time: the right door still settles each of them. */
async function assertAllStillWait(attack: Attack, targets: readonly Target[]): Promise<void> {
  const shots = targets.map(target => ({ target: target.door, body: successOf(target) }))
  for (const shot of shots) assert.match(await sendRaw(attack.engine.port, shot), /^HTTP\/1\.1 200 OK/)

  await poll('every payment to be settled by its own callback', async () => {
    const { settled } = await attack.counts()
    return settled === targets.length
  })
}
