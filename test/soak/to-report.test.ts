import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunResult, TestResult } from './results.ts'
import { toReport } from './to-report.ts'

const KILLED: TestResult = {
  file: 'test/crash/killed-engine.test.ts',
  name: 'whoever dies | and wherever',
  outcome: 'passed',
  seconds: 60,
  said: ['deaths 24 · lost 0'],
}
const RUN: RunResult = {
  commit: 'abc',
  code: 'def',
  isChanged: false,
  startedAt: '2026-11-24T09:00:00.000Z',
  minutes: 30,
  seed: '0x1',
  machine: '2 cores',
  tests: [KILLED],
}

test('the page says what was run, what it counted, and what was not run', () => {
  const page = toReport({ run: RUN, simulation: null, mutations: null, regressions: [] })

  assert.match(page, /\| commit \| `abc` \|/)
  assert.match(page, /\| tests \| 1, of which 0 failed \|/)
  assert.match(page, /whoever dies \\\| and wherever \(`killed-engine\.test\.ts`\) \| passed \| deaths 24 · lost 0 \|/)
  assert.match(page, /## The simulation\n\nNot part of this run\./)
})

test('a failure, a violation, uncommitted changes and a bug nobody caught cannot be overlooked', () => {
  const page = toReport({
    run: { ...RUN, isChanged: true, tests: [{ ...KILLED, outcome: 'failed' }] },
    simulation: {
      firstSeed: '0x1',
      seeds: 10,
      events: 100,
      payments: 20,
      seconds: 1,
      violations: ['seed 0x2: Violation: I4'],
      faults: [{ fault: 'crash', counts: [1, null, 3, 4, 5, 6] }],
    },
    mutations: [{ name: 'x', what: 'a bug', caughtBy: null, seed: null, seedsTried: 500, violation: null }],
    regressions: [],
  })

  assert.match(page, /with changes that are not committed/)
  assert.match(page, /\*\*Failed:\*\*\n\n- `test\/crash\/killed-engine\.test\.ts`/)
  assert.match(page, /\| crash \| 1 \| – \| 3 \|/)
  assert.match(page, /seed 0x2: Violation: I4/)
  assert.match(page, /\*\*0 of 1 were caught\.\*\*/)
  assert.match(page, /\| a bug \| \*\*nothing\*\* \|/)
})

test('a test of many seeds is one line, and a seed that failed has one of its own', () => {
  const drill = (seed: number, outcome: 'passed' | 'failed'): TestResult => ({
    file: 'test/books/restore-drill.test.ts',
    name: `the books are whole (seed ${seed}) [SQLite]`,
    outcome,
    seconds: 1,
    said: [`${seed} lines`],
  })
  const tests = [drill(1, 'passed'), drill(2, 'failed'), drill(3, 'passed'), drill(4, 'passed')]

  const page = toReport({ run: { ...RUN, tests }, simulation: null, mutations: null, regressions: [] })

  assert.match(page, /\| the books are whole \[SQLite\] \(`restore-drill\.test\.ts`\) \| passed \| 3 seeds, 1 to 4 \|/)
  assert.match(
    page,
    /\| the books are whole \(seed 2\) \[SQLite\] \(`restore-drill\.test\.ts`\) \| failed \| 2 lines \|/,
  )
  assert.doesNotMatch(page, /seed 3/)
})
