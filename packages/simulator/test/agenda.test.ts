import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAgenda } from '../src/agenda.ts'

/** A clock that a test moves, and whoever wants to be woken by it. */
function createClock(startMs = 1_000) {
  let nowMs = startMs
  let waiting: { atMs: number; run: () => void }[] = []
  return {
    ports: {
      nowMs: () => nowMs,
      schedule(atMs: number, run: () => void) {
        const entry = { atMs, run }
        waiting.push(entry)
        return () => {
          waiting = waiting.filter(other => other !== entry)
        }
      },
    },
    /** Moves the clock, without waking anybody. */
    set(ms: number) {
      nowMs = ms
    },
    wake() {
      const due = waiting.filter(entry => entry.atMs <= nowMs)
      waiting = waiting.filter(entry => entry.atMs > nowMs)
      for (const entry of due) entry.run()
    },
    countWaiting: () => waiting.length,
  }
}

test('things happen in the order they are due, and those due together in the order they were asked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), dues => {
      const clock = createClock(0)
      const agenda = createAgenda(clock.ports, 0)
      const happened: [due: number, place: number][] = []
      for (const [place, due] of dues.entries()) agenda.at(due, () => happened.push([due, place]))

      agenda.advance(20)

      const expected = dues.map((due, place): [number, number] => [due, place])
      assert.deepEqual(
        happened,
        expected.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]),
      )
    }),
  )
})

test('on the way of an advance, each thing sees its own moment', () => {
  const agenda = createAgenda(createClock().ports, 0)
  const seen: number[] = []
  for (const due of [1_500, 1_200]) agenda.at(due, () => seen.push(agenda.nowMs()))
  agenda.at(1_100, () => agenda.at(1_300, () => seen.push(agenda.nowMs())))

  agenda.advance(1_000)

  assert.deepEqual(seen, [1_200, 1_300, 1_500])
  assert.equal(agenda.nowMs(), 2_000)
})

test('an advance adds exactly what was asked, however long its work takes', () => {
  const clock = createClock()
  const agenda = createAgenda(clock.ports, 0)
  agenda.at(1_500, () => clock.set(1_040))

  agenda.advance(26_000)

  assert.equal(agenda.offsetMs(), 26_000)
  assert.equal(agenda.nowMs(), 27_040)
})

test('nobody is woken when nothing is due, and much at once is done in portions', () => {
  const clock = createClock()
  const agenda = createAgenda(clock.ports, 0)
  assert.equal(clock.countWaiting(), 0)
  let count = 0
  for (let place = 0; place < 1_200; place += 1) agenda.at(2_000, () => (count += 1))
  assert.equal(clock.countWaiting(), 1)

  clock.set(1_999)
  clock.wake()
  assert.equal(count, 0)
  clock.set(2_000)
  const counts: number[] = []
  while (clock.countWaiting() > 0) {
    clock.wake()
    counts.push(count)
  }

  assert.deepEqual(counts, [500, 1_000, 1_200])
})

test('what was cleared does not happen', () => {
  const clock = createClock()
  const agenda = createAgenda(clock.ports, 5_000)
  agenda.at(7_000, () => assert.fail('it happened'))

  agenda.clear(0)
  clock.set(1_000_000)
  clock.wake()

  assert.equal(agenda.offsetMs(), 0)
  assert.equal(clock.countWaiting(), 0)
})
