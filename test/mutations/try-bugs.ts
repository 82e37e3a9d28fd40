// Tries many bugs, each in a copy of the code nobody else uses meanwhile.

import type { Bug } from './bug.ts'
import { copyCode } from './copy-code.ts'
import { type Trial, tryBug } from './try-bug.ts'

/**
 * @param options.atOnce copies of the code, each on a core
 * @param options.onTried called as soon as one is through, in whatever order
 * @returns in the order of the bugs
 */
export async function tryBugs(
  bugs: readonly Bug[],
  options: { readonly maxSeeds: number; readonly atOnce: number; readonly onTried: (trial: Trial) => void },
): Promise<Trial[]> {
  const left = bugs.entries()
  const trials: Trial[] = []

  async function work(): Promise<void> {
    const copy = copyCode()
    process.on('exit', copy.remove)
    try {
      for (const [index, bug] of left) {
        const trial = await tryBug(copy, bug, options.maxSeeds)
        trials[index] = trial
        options.onTried(trial)
      }
    } finally {
      process.off('exit', copy.remove)
      copy.remove()
    }
  }

  await Promise.all(Array.from({ length: Math.min(options.atOnce, bugs.length) }, work))
  return trials
}
