// How long the tests of this folder go on: one short round in `npm test`, and in the long form (`npm run soak`) round
// after round for their share of HARAMBEE_SOAK_MINUTES.

import { randomBytes } from 'node:crypto'
import { type CleanUps, gatherCleanUps } from '../journeys/clean-ups.ts'
import { createDice, type Dice, formatSeed, nthSeed, parseSeed } from '../simulation/dice.ts'
import { IS_SOAK, SOAK_MINUTES } from '../soak/minutes.ts'

export { IS_SOAK }

/** One round of a test: its number and its own chance. What it opens is closed when it is over. */
export interface Round extends CleanUps {
  readonly number: number
  readonly seed: string
  readonly dice: Dice
}

/** Nothing here needs more rounds than this. */
const MAX_ROUNDS = 1_000_000

const firstSeed = parseSeed(process.env.HARAMBEE_SOAK_SEED ?? `0x${randomBytes(8).toString('hex')}`)

/**
 * Runs one round, and in the long form more of them until `share` of the minutes is over.
 * @param share of HARAMBEE_SOAK_MINUTES; all shares in this folder make about one
 */
export async function runRounds(share: number, run: (round: Round) => Promise<void>): Promise<number> {
  const endAtMs = Date.now() + SOAK_MINUTES * 60_000 * share
  let number = 0
  do {
    const seed = nthSeed(firstSeed, number)
    const cleanUps = gatherCleanUps()
    try {
      await run({ number, seed: formatSeed(seed), dice: createDice(seed), after: cleanUps.after })
    } catch (error) {
      // Chance is only half of it: when exactly a process dies is up to the machine.
      throw new Error(`round ${number}, drawn from ${formatSeed(seed)}`, { cause: error })
    } finally {
      await cleanUps.run()
    }
    number += 1
  } while (Date.now() < endAtMs && number < MAX_ROUNDS)
  return number
}

/** What the tests of a round have counted. */
export class Counts {
  readonly #sums = new Map<string, number>()
  readonly #recoveriesMs: number[] = []

  add(what: string, count = 1): void {
    this.#sums.set(what, (this.#sums.get(what) ?? 0) + count)
  }

  get(what: string): number {
    return this.#sums.get(what) ?? 0
  }

  recovered(afterMs: number): void {
    this.#recoveriesMs.push(afterMs)
  }

  get slowestMs(): number {
    return Math.max(0, ...this.#recoveriesMs)
  }

  /** One line for people. */
  toLine(): string {
    const sums = [...this.#sums].map(([what, count]) => `${what} ${count}`)
    const sorted = this.#recoveriesMs.toSorted((left, right) => left - right)
    const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
    if (sorted.length > 0) sums.push(`recovery p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`)
    return sums.join(' · ')
  }
}
