// Runs in a copy of the code, as a process of its own: worlds of the simulation, one after the other, until one ends in a
// violation. The last line it prints says what came of it.

import { formatSeed, nthSeed, parseSeed } from '../simulation/dice.ts'
import { runWorld } from '../simulation/world.ts'

/** What came of the worlds, as one process tells another. */
export interface WorldsReport {
  /** The world that ended badly; null: none. */
  readonly seed: string | null
  /** Worlds that were run. */
  readonly seedsTried: number
  /** What was wrong with it, in one line; null: nothing was wrong with any. */
  readonly violation: string | null
  /** A checker says so. False: something was thrown that no checker made. */
  readonly isViolation: boolean
}

const [first = '', limit = '', minutes = ''] = process.argv.slice(2)
const endAtMs = performance.now() + Number(minutes) * 60_000
let seedsTried = 0
let seed = 0n

function report(violation: string | null): void {
  const line = violation?.split('\n')[0]?.replace(/^Violation: /, '') ?? null
  const isViolation = violation?.startsWith('Violation: ') === true
  const found: WorldsReport = { seed: line && formatSeed(seed), seedsTried, violation: line, isViolation }
  process.stdout.write(`${JSON.stringify(found)}\n`)
}

process.on('uncaughtException', error => {
  report(error.stack ?? String(error))
  process.exit()
})

let violation: string | null = null
for (const firstSeed = parseSeed(first); violation === null && seedsTried < Number(limit); ) {
  if (performance.now() >= endAtMs) break
  seed = nthSeed(firstSeed, seedsTried)
  seedsTried += 1
  violation = (await runWorld(seed)).violation
}
report(violation)
