// How many rows of one kind are stored, whatever comes at once and whatever fails.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBoundedMap } from '../src/bounded-map.ts'
import { createRowCap, UNCOUNTED_ROWS } from '../src/row-cap.ts'

/** Commits that end when the test says so. */
function openCommits() {
  const waiting: PromiseWithResolvers<void>[] = []
  let begun = 0
  return {
    store() {
      begun += 1
      const commit = Promise.withResolvers<void>()
      waiting.push(commit)
      return commit.promise
    },
    get begun() {
      return begun
    },
    /** Ends every commit under way. */
    async end(failure?: Error) {
      for (const commit of waiting.splice(0)) {
        if (failure) commit.reject(failure)
        else commit.resolve()
      }
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

test('of a thousand at once as many as may are stored, and nobody has an answer before those are durable', async () => {
  const cap = createRowCap({ mostRows: 20, mostKeys: 10 })
  const commits = openCommits()
  let answered = 0
  const answers = Array.from({ length: 1_000 }, () =>
    cap
      .store('payment', () => commits.store())
      .finally(() => {
        answered += 1
      }),
  )
  await new Promise(resolve => setImmediate(resolve))

  assert.deepEqual([commits.begun, answered], [20, 0])
  await commits.end()

  const found = await Promise.all(answers)
  assert.equal(found.filter(turnedAway => turnedAway === 0).length, 20)
  assert.equal(found.filter(turnedAway => turnedAway === 1).length, 1)
  assert.equal(Math.max(...found), 980)
  assert.equal(commits.begun, 20)
})

test('a commit that fails stores nothing and takes up no place: whoever waited stores instead', async () => {
  const cap = createRowCap({ mostRows: 2, mostKeys: 10 })
  const commits = openCommits()
  const answers = Array.from({ length: 5 }, () => cap.store('payment', () => commits.store()))
  const outcomes = Promise.allSettled(answers)
  await new Promise(resolve => setImmediate(resolve))

  await commits.end(new Error('the disk is full'))
  assert.equal(commits.begun, 4)
  await commits.end()

  const stored = (await outcomes).map(outcome => (outcome.status === 'fulfilled' ? outcome.value : 'refused'))
  assert.deepEqual(stored, ['refused', 'refused', 0, 0, 1])
})

test('keys do not share their places', async () => {
  const cap = createRowCap({ mostRows: 1, mostKeys: 10 })
  const store = async () => {}

  const found = [await cap.store('a', store), await cap.store('b', store), await cap.store('a', store)]

  assert.deepEqual(found, [0, 0, 1])
})

test('what an earlier process stored counts, and is counted once', async () => {
  let counts = 0
  const countStored = async () => {
    counts += 1
    return 20
  }
  const cap = createRowCap({ mostRows: 20, mostKeys: 10, countStored })
  let stored = 0

  for (let index = 0; index < 50; index++) {
    await cap.store('payment', async () => {
      stored += 1
    })
  }

  assert.deepEqual([stored, counts], [UNCOUNTED_ROWS, 1])
})

test('where counting fails, storing goes on as far as this process knows', async () => {
  let isDown = true
  const countStored = () => (isDown ? Promise.reject(new Error('no database')) : Promise.resolve(7))
  const cap = createRowCap({ mostRows: 10, mostKeys: 10, countStored })
  let stored = 0
  const store = () =>
    cap.store('payment', async () => {
      stored += 1
    })

  for (let index = 0; index < 5; index++) await store()
  isDown = false
  for (let index = 0; index < 20; index++) await store()

  assert.equal(stored, 5 + 3)
})

test('whatever fails and in whatever order, never more than may are durable, and only what is durable is said to be', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ fails: fc.boolean(), turns: fc.nat(5) }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      async (callers, mostRows) => {
        const cap = createRowCap({ mostRows, mostKeys: 2 })
        let durable = 0
        const outcomes = await Promise.allSettled(
          callers.map(({ fails, turns }) =>
            cap.store('payment', async () => {
              for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve))
              if (fails) throw new Error('refused')
              durable += 1
            }),
          ),
        )

        const answers = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
        assert.equal(durable, answers.filter(turnedAway => turnedAway === 0).length)
        assert.ok(durable <= mostRows)
        // Nobody is turned away while there is room.
        if (answers.some(turnedAway => turnedAway > 0)) assert.equal(durable, mostRows)
      },
    ),
    { numRuns: 200 },
  )
})

test('a bounded map forgets what was used longest ago, and nothing else', () => {
  const map = createBoundedMap(2, key => ({ key }))
  const a = map.take('a')
  const b = map.take('b')
  map.take('a')
  map.take('c')

  assert.equal(map.size, 2)
  assert.equal(map.take('a'), a)
  assert.notEqual(map.take('b'), b)
})
