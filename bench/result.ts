// What a question answers with: figures, each a ratio from one interleaved run or a count, and what was aimed at.

import type { MachineFacts } from './machine.ts'

export interface Figure {
  /** Stays the same from run to run. */
  readonly id: string
  readonly what: string
  readonly median: number
  /** The lowest and the highest of the rounds. */
  readonly low: number
  readonly high: number
  readonly rounds: number
  readonly target: Target | null
}

export type Target = { readonly least: number } | { readonly most: number }

export interface Answer {
  readonly figures: readonly Figure[]
  /** What was measured, beside the ratios: rates, times, versions. */
  readonly facts: Readonly<Record<string, string | number>>
}

export interface Result extends Answer {
  readonly question: string
  readonly takenAt: string
  readonly isQuick: boolean
  readonly machine: MachineFacts
}

export interface Question {
  readonly name: string
  readonly about: string
  ask(options: QuestionOptions): Promise<Answer>
}

export interface QuestionOptions {
  readonly isQuick: boolean
  readonly rounds: number
  say(line: string): void
}

/** The figure of all rounds. @param values of each round */
export function toFigure(id: string, what: string, values: readonly number[], target: Target | null = null): Figure {
  const sorted = [...values].sort((left, right) => left - right)
  const [low = Number.NaN, high = Number.NaN] = [sorted[0], sorted.at(-1)]
  return { id, what, median: toMedian(sorted), low, high, rounds: values.length, target }
}

export function toMedian(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = Math.floor((sorted.length - 1) / 2)
  return ((sorted[middle] ?? Number.NaN) + (sorted[sorted.length - 1 - middle] ?? Number.NaN)) / 2
}

export function isMet({ median, target }: Figure): boolean | null {
  if (target === null || Number.isNaN(median)) return null
  return 'least' in target ? median >= target.least : median <= target.most
}
