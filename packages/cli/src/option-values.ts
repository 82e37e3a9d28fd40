// Options as people type them, read or refused with what to type instead.

import { UsageProblem } from './failure.ts'

const DEFAULT_LIMIT = 100
const MOST_LIMIT = 10_000

/** `--limit`: how many rows. */
export function readLimit(text: string | undefined): number {
  return text === undefined ? DEFAULT_LIMIT : readInteger('--limit', text, 1, MOST_LIMIT)
}

/** A whole number within bounds. */
export function readInteger(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageProblem(`${option} ${text}: use a whole number from ${least} to ${most}.`)
}

/** One of a few words; undefined stays undefined. */
export function readChoice<Choice extends string>(
  option: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined
  const choice = choices.find(candidate => candidate === text)
  if (choice !== undefined) return choice
  throw new UsageProblem(`${option} ${text}: use one of ${choices.join(', ')}.`)
}
