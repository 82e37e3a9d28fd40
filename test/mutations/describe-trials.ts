// What came of the bugs, for people.

import type { Trial } from './try-bug.ts'

const NAME_WIDTH = 46
const WHERE_WIDTH = 34

/** One line. */
export function describeTrial({ name, isCaught, caughtBy, seed, seedsTried, violation, tookMs }: Trial): string {
  const worlds = seedsTried > 0 ? `${caughtBy}, ${seedsTried} worlds` : caughtBy
  const where = seed === null ? worlds : `${seed} (world ${seedsTried})`
  const took = `${(tookMs / 1_000).toFixed(1)} s`.padStart(8)
  const mark = isCaught ? 'caught    ' : 'NOT CAUGHT'
  return `${mark} ${name.padEnd(NAME_WIDTH)} ${where.padEnd(WHERE_WIDTH)} ${took}  ${violation}`
}

/** The sum of them. */
export function describeTrials(trials: readonly Trial[]): string {
  const caught = trials.filter(({ isCaught }) => isCaught)
  const worlds = caught.flatMap(({ seed, seedsTried }) => (seed === null ? [] : seedsTried))
  const sorted = worlds.toSorted((left, right) => left - right)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return [
    `${caught.length} of ${trials.length} bugs caught, ${worlds.length} of them by the simulation`,
    ...(worlds.length > 0 ? [`worlds needed: median ${median}, most ${sorted.at(-1)}`] : []),
  ].join('; ')
}
