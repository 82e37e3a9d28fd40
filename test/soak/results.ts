// What a run found, kept as JSON for docs/RELIABILITY.md: each run has a folder of its own.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One test of a run. */
export interface TestResult {
  readonly file: string
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly seconds: number
  /** What it counted, in its own words. */
  readonly said: readonly string[]
}

/** What a whole run was. */
export interface RunResult {
  readonly commit: string
  /** Names the program as it was: the same in commits that change only tests and pages. */
  readonly code: string
  readonly isChanged: boolean
  readonly startedAt: string
  readonly minutes: number
  readonly seed: string
  readonly machine: string
  readonly tests: readonly TestResult[]
}

export interface SimulationResult {
  readonly firstSeed: string
  readonly seeds: number
  readonly events: number
  readonly payments: number
  readonly seconds: number
  readonly violations: readonly string[]
  /** In the order of STATES; null: it cannot happen there, or is not demanded. */
  readonly faults: readonly { readonly fault: string; readonly counts: readonly (number | null)[] }[]
}

/** One hand-made bug, and what caught it. */
export interface MutationResult {
  readonly name: string
  readonly what: string
  readonly caughtBy: string | null
  readonly seed: string | null
  readonly seedsTried: number
  readonly violation: string | null
}

interface Results {
  readonly run: RunResult
  readonly simulation: SimulationResult
  readonly mutations: readonly MutationResult[]
}

/** Keeps a result, where the run keeps any: HARAMBEE_SOAK_RESULTS names the folder. */
export function keepResult<Name extends keyof Results>(name: Name, result: Results[Name]): void {
  const folder = process.env.HARAMBEE_SOAK_RESULTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

/** @returns null where that part was not run */
export function readResult<Name extends keyof Results>(folder: string, name: Name): Results[Name] | null {
  try {
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Results[Name]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
