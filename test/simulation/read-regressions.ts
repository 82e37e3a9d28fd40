// Worlds in which something was wrong once. They are run for ever.

import { readFileSync } from 'node:fs'
import { parseSeed } from './dice.ts'

/** A seed, and what it found. */
export interface Regression {
  readonly seed: bigint
  readonly found: string
}

/** Reads `regressions.txt`: `0x… what it found`, one to a line. */
export function readRegressions(): Regression[] {
  const text = readFileSync(new URL('./regressions.txt', import.meta.url), 'utf8')
  return text
    .split('\n')
    .filter(line => line.startsWith('0x'))
    .map(line => {
      const [seed = '', ...found] = line.split(' ')
      return { seed: parseSeed(seed), found: found.join(' ') }
    })
}
