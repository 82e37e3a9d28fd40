// A simulation that finds nothing may also be blind. So bugs are put into copies of the code, and each has to be caught:
// a few in `npm test`, all in the long form. `node test/mutations/run.ts <name>` tries one.

import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { IS_SOAK, SOAK_MINUTES } from '../soak/minutes.ts'
import { keepResult } from '../soak/results.ts'
import { ALL_BUGS } from './all-bugs.ts'
import { addBug, listFiles } from './bug.ts'
import { UNNOTICED_BUGS } from './bugs/unnoticed.ts'
import { copyCode, readSource } from './copy-code.ts'
import { describeTrial, describeTrials } from './describe-trials.ts'
import { MAX_SEEDS, runTest, runWorlds } from './try-bug.ts'
import { tryBugs } from './try-bugs.ts'

/** Caught within a few worlds each, one of each kind. */
const SAMPLE: readonly string[] = [
  'acknowledged-before-commit',
  'unreadable-body-thrown-away',
  'unlisted-never-drained',
  'push-sent-again-after-timeout',
  'late-answer-reopens',
  'forgotten-at-boot',
  'counter-moved-by-every-report',
  'history-signs-the-payment-before',
]
const SAMPLE_SEEDS = 400
/** In a soak of less than an hour. The rarest bugs need more, and are caught by a test until then. */
const SHORT_SOAK_SEEDS = 1_000
const LONG_SEEDS = SOAK_MINUTES >= 60 ? MAX_SEEDS : SHORT_SOAK_SEEDS
/** Worlds of a copy without a bug, in `npm test`. */
const CLEAN_SEEDS = 20

test('every bug fits the code as it is, and has a name of its own', () => {
  const bugs = [...ALL_BUGS, ...UNNOTICED_BUGS]
  for (const bug of bugs) {
    for (const file of listFiles(bug)) assert.notEqual(addBug(bug, file, readSource(file)), readSource(file), bug.name)
  }

  assert.equal(new Set(bugs.map(({ name }) => name)).size, bugs.length)
})

test('a copy without a bug has nothing wrong: whatever is caught is the bug', async () => {
  const copy = copyCode()
  const tests = ALL_BUGS.flatMap(({ caughtBy, alsoCaughtBy }) =>
    caughtBy === 'simulation' ? (alsoCaughtBy ?? []) : caughtBy,
  )
  const own = IS_SOAK ? [...new Map(tests.map(one => [one.file + one.test, one])).values()] : []
  try {
    const found = await runWorlds(copy, IS_SOAK ? LONG_SEEDS : CLEAN_SEEDS)
    assert.equal(found.violation, 'no world ends in a violation')
    for (const one of own) assert.equal((await runTest(copy, one)).violation, `passes: ${one.test}`)
  } finally {
    copy.remove()
  }
})

test('each bug is caught', async context => {
  const bugs = IS_SOAK ? ALL_BUGS : ALL_BUGS.filter(({ name }) => SAMPLE.includes(name))
  const trials = await tryBugs(bugs, {
    maxSeeds: IS_SOAK ? LONG_SEEDS : SAMPLE_SEEDS,
    // In the long form this is all that runs.
    atOnce: IS_SOAK ? availableParallelism() : 1,
    onTried: trial => context.diagnostic(describeTrial(trial)),
  })

  context.diagnostic(describeTrials(trials))
  const results = trials.map(({ isCaught, caughtBy, name, what, seed, seedsTried, violation }) => {
    return { name, what, caughtBy: isCaught ? caughtBy : null, seed, seedsTried, violation }
  })
  keepResult('mutations', results)
  const missed = trials.filter(({ isCaught }) => !isCaught)
  assert.deepEqual(missed.map(describeTrial), [], 'nobody has noticed these')
})
