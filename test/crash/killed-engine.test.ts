// kill -9, for real: the engine and the program that pushes die at every named point and at random moments, under
// callbacks and pushes. Nothing that was acknowledged is lost, nothing is counted twice, and no money is invented.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CRASH_POINTS, type CrashPoint } from '@harambee/payments'
import { pass, poll } from '../journeys/poll.ts'
import { readBooks } from './books.ts'
import { countInvented, healAndCompare } from './compare.ts'
import { type Load, startLoad } from './load.ts'
import { type DatabaseKind, openWorld, type World } from './open-world.ts'
import { Counts, IS_SOAK, type Round, runRounds } from './soak.ts'
import type { EngineProcess } from './start-engine.ts'

/** Of the long form's minutes, for each database. */
const SHARE = 0.2
/** Deaths at random moments in one world, besides one at each point. */
const RANDOM_DEATHS = IS_SOAK ? 40 : 5
const LONGEST_LIFE_MS = 400
/** A point is reached for the n-th time within moments, as long as there is a load. */
const MOST_TIMES = 6

/** These are reached by whoever asks for money; the others by the engine. */
const PUSHER_POINTS: ReadonlySet<CrashPoint> = new Set(['payment-stored', 'push-answered', 'push-applied'])
/** How far an engine is ahead: not at all, when a question is due at once, when a push's deadline has passed. */
const CLOCKS_MS = [0, 25_000, 100_000] as const

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  test(`whoever dies and wherever, nothing acknowledged is lost and nothing counts twice [${kind}]`, async context => {
    const counts = new Counts()

    await runRounds(SHARE, round => dieAndCompare(round, kind, counts))

    context.diagnostic(`${kind}: ${counts.toLine()}`)
  })
}

async function dieAndCompare(round: Round, kind: DatabaseKind, counts: Counts): Promise<void> {
  const { dice } = round
  const world = await openWorld(round, kind, round)
  const load = startLoad(round, world, dice)
  const life: Life = { round, world, load, counts, engine: null, diedAtMs: performance.now() }

  const deaths: (CrashPoint | null)[] = [...CRASH_POINTS, ...Array.from({ length: RANDOM_DEATHS }, () => null)]
  for (const point of shuffle(deaths, round)) await (point === null ? dieSometime(life) : dieAt(life, point))

  await startEngine(life, {})
  startPusher(life, {})
  await load.stop()
  await healAndCompare(world, load.givers, counts)
  counts.add('worlds')
}

interface Life {
  readonly round: Round
  readonly world: World
  readonly load: Load
  readonly counts: Counts
  engine: EngineProcess | null
  diedAtMs: number
}

/** Has whoever reaches a point die there, at the n-th time. */
async function dieAt(life: Life, point: CrashPoint): Promise<void> {
  const { round, world, load } = life
  const mark = join(world.folder, `died-${life.counts.get('deaths')}`)
  const times = round.dice.whole(1, MOST_TIMES)
  const crash = { HARAMBEE_TEST_CRASH_AT: `${point}:${times}`, HARAMBEE_TEST_CRASH_MARK: mark }

  const isOfPusher = PUSHER_POINTS.has(point)
  if (isOfPusher) {
    await startEngine(life, {})
    await kill(life, 'pusher')
    startPusher(life, crash)
  } else {
    startPusher(life, {})
    await kill(life, 'engine')
    // Everything is due for this one, so that it asks at once.
    await startEngine(life, { ...crash, HARAMBEE_TEST_CLOCK_OFFSET_MS: String(CLOCKS_MS[1]) })
  }
  const dying = isOfPusher ? load.givers.pusher : life.engine
  await poll(`it to die at ${point}:${times}`, () => existsSync(mark) && !dying?.isRunning)

  assert.equal((await dying?.exited)?.signal, 'SIGKILL')
  assert.equal(readFileSync(mark, 'utf8').trim(), point)
  died(life, isOfPusher ? 'pusher' : 'engine')
}

/** Kills somebody at no particular moment. */
async function dieSometime(life: Life): Promise<void> {
  const { round, world, load, counts } = life
  startPusher(life, {})
  await startEngine(life, { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(round.dice.pick(CLOCKS_MS)) })
  await pass(round.dice.whole(1, LONGEST_LIFE_MS))
  const invented = await readBooks(world.databaseUrl, books => countInvented(books, world, load.givers))
  counts.add('money unknown to the simulator', invented)
  const who = round.dice.pick([['engine'], ['engine'], ['pusher'], ['engine', 'pusher']] as const)
  await Promise.all(who.map(one => kill(life, one)))
}

/** Starts an engine where none is running, and waits until it has acknowledged something or died. */
async function startEngine(life: Life, environment: NodeJS.ProcessEnv): Promise<void> {
  if (life.engine?.isRunning) return
  const { safaricom } = life.world
  const engine = life.world.startEngine({ environment })
  life.engine = engine
  const startedAtMs = performance.now()
  await poll('the engine to acknowledge something', () => {
    if (!engine.isRunning) assert.equal(engine.child.signalCode, 'SIGKILL', engine.output())
    return !engine.isRunning || safaricom.lastAcknowledgedAtMs > startedAtMs
  })
  if (safaricom.lastAcknowledgedAtMs > startedAtMs) life.counts.recovered(performance.now() - life.diedAtMs)
}

function startPusher({ round, world, load }: Life, environment: NodeJS.ProcessEnv): void {
  if (load.givers.pusher === null) {
    load.givers.startPusher(round, { ...world.environment, ...environment }, world.folder)
  }
}

async function kill(life: Life, who: 'engine' | 'pusher'): Promise<void> {
  const running = who === 'engine' ? life.engine : life.load.givers.pusher
  if (!running?.isRunning) return
  await running.kill()
  died(life, who)
}

function died(life: Life, who: 'engine' | 'pusher'): void {
  life.counts.add('deaths')
  life.counts.add(`of the ${who}`)
  if (who === 'pusher') return
  life.engine = null
  life.diedAtMs = performance.now()
}

function shuffle<T>(things: readonly T[], { dice }: Round): T[] {
  return things
    .map(thing => ({ thing, at: dice.next() }))
    .sort((left, right) => left.at - right.at)
    .map(({ thing }) => thing)
}
