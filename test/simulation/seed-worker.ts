// Runs worlds in a thread of its own, one after the other, and says what came of each.

import { parentPort } from 'node:worker_threads'
import { describeOutcome } from './describe-outcome.ts'
import { runWorld } from './world.ts'

/** What came of a world, as one thread tells another. */
export interface SeedReport {
  readonly seed: bigint
  readonly events: number
  readonly payments: number
  readonly traceHash: string
  /** Fault and state → how often. */
  readonly cells: Readonly<Record<string, number>>
  /** null: nothing was wrong. Else what, what kind of world it was, and the last things that happened in it. */
  readonly violation: string | null
}

parentPort?.on('message', async (seed: bigint) => {
  const outcome = await runWorld(seed)
  const { events, payments, traceHash, faults, violation } = outcome
  const report: SeedReport = {
    seed,
    events,
    payments,
    traceHash,
    cells: faults.toCells(),
    violation: violation && describeOutcome(outcome),
  }
  parentPort?.postMessage(report)
})
