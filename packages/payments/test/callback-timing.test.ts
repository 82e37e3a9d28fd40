// Keys and tokens are compared in a time that tells nothing of how much of them is right: measured as dudect does, with
// Welch's t-test over interleaved samples (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?", 2017).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCallbackTokens, isSecurityKey } from '../src/callback-url.ts'
import type { PaymentId } from '../src/payment.ts'

/** Beyond this dudect calls a difference real. */
const MOST_T = 4.5
/** Twice 50,000 in the long form. */
const SAMPLES = Number(process.env.HARAMBEE_SOAK_MINUTES ?? 0) > 0 ? 50_000 : 8_000
/** One comparison is below the clock's own noise. */
const COMPARISONS = 4
/**
 * A machine with other work can show a difference that is not there, now and then; never round after round. A real one is
 * in every round, so one round without it proves that there is none.
 */
const MOST_ROUNDS = 12
/** The slowest are what the scheduler and the garbage collector did. */
const KEPT = 0.9

const id = '00112233445566778899aabbccddeeff' as PaymentId
const tokens = createCallbackTokens(Buffer.alloc(32, 7))
const token = tokens.toToken(id)
const keys = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210']

const flipAt = (text: string, at: number) => `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`

const COMPARED: [name: string, compare: (candidate: string) => boolean, right: string][] = [
  ['a token', candidate => tokens.isToken(id, candidate), token],
  ['a security key', candidate => isSecurityKey(keys, candidate), keys[0] ?? ''],
  ['the second of two security keys', candidate => isSecurityKey(keys, candidate), keys[1] ?? ''],
]

for (const [name, compare, right] of COMPARED) {
  const first = flipAt(right, 0)
  const last = flipAt(right, right.length - 1)

  test(`how long comparing ${name} takes does not tell a wrong beginning from a wrong end`, context => {
    assert.deepEqual([compare(right), compare(first), compare(last)], [true, false, false])
    findNoDifference(context, compare, first, last)
  })

  test(`how long comparing ${name} takes does not tell a right one from a wrong one`, context => {
    findNoDifference(context, compare, right, last)
  })
}

test('the test tells two candidates apart where the comparison stops at the first difference', () => {
  const long = 'a'.repeat(512)
  const wrongFirst = flipAt(long, 0)
  const wrongLast = flipAt(long, long.length - 1)

  const rounds = Array.from({ length: 3 }, () =>
    measure(candidate => isSameByLetter(long, candidate), wrongFirst, wrongLast),
  )

  assert.ok(
    rounds.every(t => Math.abs(t) > MOST_T),
    rounds.join(', '),
  )
})

/** Passes with the first round that shows no difference. */
function findNoDifference(
  context: { diagnostic(message: string): void },
  compare: (candidate: string) => boolean,
  left: string,
  right: string,
): void {
  const rounds: number[] = []
  while (rounds.length < MOST_ROUNDS) {
    const t = measure(compare, left, right)
    rounds.push(t)
    if (Math.abs(t) < MOST_T) break
  }
  context.diagnostic(`t = ${rounds.map(t => t.toFixed(2)).join(', ')} over 2 × ${SAMPLES} samples`)
  assert.ok(Math.abs(rounds.at(-1) ?? MOST_T) < MOST_T, `a difference in each round: t = ${rounds.join(', ')}`)
}

/** Welch's t of how long two candidates take, measured in turns whose order changes. */
function measure(compare: (candidate: string) => boolean, left: string, right: string): number {
  const times: [number[], number[]] = [[], []]
  // A candidate of its own each time, as requests bring them: nothing is remembered of a text that is new.
  const lefts = Array.from({ length: COMPARISONS }, () => Buffer.from(left).toString('latin1'))
  const rights = Array.from({ length: COMPARISONS }, () => Buffer.from(right).toString('latin1'))
  for (let sample = 0; sample < SAMPLES; sample++) {
    const order = sample % 4 === 0 || sample % 4 === 3 ? ([0, 1] as const) : ([1, 0] as const)
    for (const which of order) times[which].push(time(compare, which === 0 ? lefts : rights))
  }
  const most = [...times[0], ...times[1]].sort((one, other) => one - other)[Math.floor(2 * SAMPLES * KEPT)] ?? 0
  const [kept, others] = times.map(list => list.filter(nanoseconds => nanoseconds <= most)) as [number[], number[]]
  const [one, other] = [describe(kept), describe(others)]
  return (one.mean - other.mean) / Math.sqrt(one.variance / one.count + other.variance / other.count || 1)
}

function time(compare: (candidate: string) => boolean, candidates: readonly string[]): number {
  const startedAt = process.hrtime.bigint()
  for (const candidate of candidates) compare(candidate)
  return Number(process.hrtime.bigint() - startedAt)
}

function describe(values: readonly number[]): { count: number; mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { count: values.length, mean, variance }
}

/** What the program must never do. */
function isSameByLetter(left: string, right: string): boolean {
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return left.length === right.length
}
