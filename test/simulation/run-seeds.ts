// Many worlds, on every core: which seeds, how long, and what came of all of them.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { nthSeed } from './dice.ts'
import { FaultCounts } from './fault-counts.ts'
import type { SeedReport } from './seed-worker.ts'

export interface SeedRun {
  /** Worlds that were run. */
  readonly seeds: number
  readonly events: number
  readonly payments: number
  readonly faults: FaultCounts
  /** What was wrong, as text to read; each begins with its seed. */
  readonly violations: readonly string[]
}

/** This many wrong worlds are enough to look at. */
const MAX_VIOLATIONS = 5

/**
 * Runs seeds until there are none left, or `isOver` says so.
 * @param seeds in the order they are started
 * @param onViolation told at once: a long run has hours to go
 */
export async function runSeeds(
  seeds: Iterable<bigint>,
  isOver: () => boolean = () => false,
  onViolation: (violation: string) => void = () => {},
): Promise<SeedRun> {
  const left = seeds[Symbol.iterator]()
  const faults = new FaultCounts()
  const violations: string[] = []
  const sums = { seeds: 0, events: 0, payments: 0 }

  function next(): bigint | null {
    if (isOver() || violations.length >= MAX_VIOLATIONS) return null
    const { value, done } = left.next()
    return done ? null : value
  }

  async function work(): Promise<void> {
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url))
    try {
      for (let seed = next(); seed !== null; seed = next()) {
        const report = await ask(worker, seed)
        sums.seeds += 1
        sums.events += report.events
        sums.payments += report.payments
        faults.merge(report.cells)
        if (!report.violation) continue
        violations.push(report.violation)
        onViolation(report.violation)
      }
    } finally {
      await worker.terminate()
    }
  }

  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return { ...sums, faults, violations }
}

/** The seeds that follow from one. */
export function* listSeeds(first: bigint, count = Number.POSITIVE_INFINITY): Generator<bigint> {
  for (let index = 0; index < count; index++) yield nthSeed(first, index)
}

function ask(worker: Worker, seed: bigint): Promise<SeedReport> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      settle()
    }
    const onMessage = (report: SeedReport) => done(() => resolve(report))
    const onError = (error: unknown) => done(() => reject(new Error(`seed 0x${seed.toString(16)}`, { cause: error })))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(seed)
  })
}
