// How many prompts may be asked for: `3/15m,10/24h` is three in any quarter of an hour and ten in any day. An STK prompt can
// be used to harass whoever's number somebody types, so there is no way to switch a limit off, only to set it high.

import type { Environment } from './environment.ts'
import type { Problems } from './problems.ts'

/** At most `count` in any `windowMs`. */
export interface PromptLimit {
  readonly count: number
  readonly windowMs: number
}

/** Each list holds at least one limit, and all of them hold at once. */
export interface PromptLimits {
  readonly perPhone: readonly PromptLimit[]
  /** Per address a giver's browser asks from; the command line has none. */
  readonly perAddress: readonly PromptLimit[]
  readonly overall: readonly PromptLimit[]
}

const DEFAULTS = {
  PROMPT_LIMIT_PER_PHONE: '3/15m,10/24h',
  PROMPT_LIMIT_PER_ADDRESS: '10/10m',
  PROMPT_LIMIT_OVERALL: '1200/1m',
} as const

const UNITS_MS = { s: 1_000, m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const

/** Prompts are remembered for this long, so no window is longer. */
export const LONGEST_WINDOW_MS = 48 * 60 * 60_000
const MOST_PROMPTS = 1_000_000
const MOST_LIMITS = 4

/** Reads the three variables. */
export function readPromptLimits(environment: Environment, problems: Problems): PromptLimits {
  const read = (name: keyof typeof DEFAULTS) => {
    const text = environment[name] ?? DEFAULTS[name]
    const limits = text.split(',').map(part => parsePromptLimit(part.trim()))
    const isRight = limits.length <= MOST_LIMITS && !limits.includes(null)
    if (!isRight) {
      problems.add(
        `${name}=${text}: write prompts per time, such as ${DEFAULTS[name]} ` +
          '(1 to 1000000 prompts; s, m, h or d; at most 48h; at most four limits, separated by commas).',
      )
    }
    return limits.filter(limit => limit !== null)
  }
  return {
    perPhone: read('PROMPT_LIMIT_PER_PHONE'),
    perAddress: read('PROMPT_LIMIT_PER_ADDRESS'),
    overall: read('PROMPT_LIMIT_OVERALL'),
  }
}

/** `3/15m` → three in 900,000 ms; null where it is none. */
function parsePromptLimit(text: string): PromptLimit | null {
  const match = /^(\d{1,7})\/(\d{1,6})([smhd])$/.exec(text)
  if (!match) return null
  const count = Number(match[1])
  const windowMs = Number(match[2]) * UNITS_MS[match[3] as keyof typeof UNITS_MS]
  const isRight = count >= 1 && count <= MOST_PROMPTS && windowMs > 0 && windowMs <= LONGEST_WINDOW_MS
  return isRight ? { count, windowMs } : null
}
