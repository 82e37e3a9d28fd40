import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewCallback } from '../src/database/changes.ts'
import type { Database } from '../src/database/database.ts'
import { createInboxWriter, InboxFull } from '../src/inbox-writer.ts'
import type { Ports } from '../src/ports.ts'
import { createVirtualTime } from '../src/testing/virtual-time.ts'
import { openTestEngine, START } from './open-test-engine.ts'

/** A writer over a database whose commits end when the test says so. */
function openWriter() {
  const time = createVirtualTime(START)
  const commits: { rows: readonly NewCallback[]; end: (results?: (Error | null)[]) => Promise<void> }[] = []
  const insertCallbacks: Database['insertCallbacks'] = rows => {
    const { promise, resolve } = Promise.withResolvers<(Error | null)[]>()
    commits.push({
      rows,
      end: async (results = rows.map(() => null)) => {
        resolve(results)
        await time.settle()
      },
    })
    return promise
  }
  let drains = 0
  const writer = createInboxWriter(
    { insertCallbacks } as Database,
    { nowMs: time.nowMs, soon: time.soon, reach() {} } as unknown as Ports,
    () => {
      drains += 1
    },
  )
  return { time, commits, writer, drains: () => drains }
}

function callback(namedId = 'a'): NewCallback {
  return {
    receivedAtMs: START,
    peerAddress: '127.0.0.1',
    isAllowed: true,
    door: 'payment',
    channel: 'stk',
    namedId,
    bodySealed: Buffer.from('x'),
    bodyHash: Buffer.alloc(32),
  }
}

test('nobody is told that a callback is stored before its commit has ended', async () => {
  const { writer, commits, time } = openWriter()
  let isStored = false
  const stored = writer.store(callback()).then(() => {
    isStored = true
  })

  await time.settle()
  assert.equal(isStored, false)
  await commits[0]?.end()
  await stored
  assert.equal(isStored, true)
})

test('callbacks that arrive while a commit is in flight share the next one', async () => {
  const { writer, commits, time, drains } = openWriter()
  const first = writer.store(callback('first'))
  await time.settle()
  const others = ['2', '3', '4'].map(id => writer.store(callback(id)))
  await time.settle()
  assert.equal(commits.length, 1)

  await commits[0]?.end()
  await commits[1]?.end()
  await Promise.all([first, ...others])

  assert.deepEqual(
    commits.map(({ rows }) => rows.length),
    [1, 3],
  )
  assert.equal(drains(), 2)
})

test('a row the database refuses fails alone', async () => {
  const { writer, commits, time } = openWriter()
  const stores = ['1', '2', '3'].map(id => writer.store(callback(id)))
  const outcomes = Promise.allSettled(stores)
  await time.settle()

  await commits[0]?.end([null, new Error('refused'), null])

  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

test('a queue that is full refuses at once instead of growing', async () => {
  const { writer, commits, time } = openWriter()
  const waiting = [writer.store(callback())]
  await time.settle()
  for (let count = 0; count < 4_096; count++) waiting.push(writer.store(callback()))

  await assert.rejects(writer.store(callback()), InboxFull)
  assert.equal(writer.queued, 4_096)

  for (let index = 0; index < 5; index++) await commits[index]?.end()
  await Promise.all(waiting)
  assert.deepEqual(
    commits.map(({ rows }) => rows.length),
    [1, 1_024, 1_024, 1_024, 1_024],
  )
})

test('on a real database one bad row of a batch fails and the others are stored', async context => {
  const { engine } = await openTestEngine(context)
  const bad = { ...callback('bad'), door: 'nowhere' as 'key' }

  const results = await engine.database.insertCallbacks([callback('1'), bad, callback('2')])

  assert.deepEqual(
    results.map(result => result?.message.includes('CHECK constraint') ?? null),
    [null, true, null],
  )
  const rows = await engine.database.kysely.selectFrom('inbox').select('named_id').execute()
  assert.deepEqual(
    rows.map(row => row.named_id),
    ['1', '2'],
  )
})
