// Which databases an attack is tried on: both in the long form; in `npm test` each on one of them, taken in turn.

import { basename } from 'node:path'
import type { DatabaseKind } from '../crash/open-world.ts'
import { IS_SOAK } from '../soak/minutes.ts'

/** @param url of the test file: `t07-…` and other odd ones go to SQLite, even ones to PostgreSQL */
export function databasesOf(url: string): readonly DatabaseKind[] {
  if (IS_SOAK) return ['SQLite', 'PostgreSQL']
  const number = Number(/^t(\d+)/.exec(basename(url))?.[1] ?? 0)
  return [number % 2 === 1 ? 'SQLite' : 'PostgreSQL']
}
