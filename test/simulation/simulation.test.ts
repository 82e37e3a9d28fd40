// Thousands of worlds in which everything goes wrong, on the engine and the SQL that are shipped. `npm test` runs the same
// seeds every time; the long form (`npm run soak`) others, for as long as it is given.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { IS_SOAK, SOAK_MINUTES } from '../soak/minutes.ts'
import { keepResult } from '../soak/results.ts'
import { formatSeed, parseSeed } from './dice.ts'
import { FAULTS, NOT_DEMANDED, STATES } from './fault-counts.ts'
import { readRegressions } from './read-regressions.ts'
import { listSeeds, runSeeds } from './run-seeds.ts'

const SEEDS = 2_000
const FIRST_SEED = parseSeed('0x4861726d62656521')
/** Some things happen once in two thousand worlds: a short run proves nothing by their absence. */
const ENOUGH_SEEDS = 15_000
/** Run again elsewhere, to the same hash. */
const REPEATED = IS_SOAK ? 60 : 15
const TIME_ZONES = ['UTC', 'Africa/Nairobi', 'America/St_Johns', 'Pacific/Kiritimati']

test('nothing is lost, nothing is doubled, and the books end as M-PESA’s ledger', async context => {
  const first = IS_SOAK
    ? parseSeed(process.env.HARAMBEE_SOAK_SEED ?? `0x${randomBytes(8).toString('hex')}`)
    : FIRST_SEED
  const startedAtMs = performance.now()
  const isOver = () => performance.now() - startedAtMs > SOAK_MINUTES * 60_000
  const run = IS_SOAK
    ? await runSeeds(listSeeds(first), isOver, console.error)
    : await runSeeds(listSeeds(first, SEEDS))

  const { seeds, events, payments, faults, violations } = run
  const seconds = Math.round((performance.now() - startedAtMs) / 1000)
  keepResult('simulation', {
    firstSeed: formatSeed(first),
    ...{ seeds, events, payments, seconds, violations },
    faults: FAULTS.map(fault => ({
      fault,
      counts: STATES.map(state => (NOT_DEMANDED[fault]?.includes(state) ? null : faults.get(fault, state))),
    })),
  })
  context.diagnostic(
    `${seeds} seeds from ${formatSeed(first)}: ${payments} payments, ${events} events, ${violations.length} violations`,
  )
  assert.deepEqual(violations, [], violations.join('\n\n'))
  const silent = FAULTS.filter(fault => STATES.every(state => faults.get(fault, state) === 0))
  if (seeds >= SEEDS) assert.deepEqual(silent, [], 'these faults never happened')
  if (seeds >= ENOUGH_SEEDS) assert.deepEqual(faults.listEmpty(), [], 'these never happened in these states')
})

test('worlds that went wrong once go right', async () => {
  const { violations } = await runSeeds(readRegressions().map(({ seed }) => seed))

  assert.deepEqual(violations, [], violations.join('\n\n'))
})

test('a seed is the same world every time, in whatever time zone, and another seed is another', async () => {
  const [first = [], ...others] = await Promise.all([TIME_ZONES[0] ?? '', ...TIME_ZONES].map(listHashes))

  for (const hashes of others) assert.deepEqual(hashes, first)
  assert.equal(new Set(first.map(line => line.split(' ')[1])).size, REPEATED)
})

/** By another process, whose machine stands there. */
async function listHashes(TZ: string): Promise<string[]> {
  const script = new URL('list-hashes.ts', import.meta.url).pathname
  const args = [script, formatSeed(FIRST_SEED), String(REPEATED)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, TZ } })
  return stdout.trim().split('\n')
}
