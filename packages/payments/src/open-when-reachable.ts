// For processes that are there to stay: started again while the database is away for a moment, they wait for it.

import type { Configuration } from './configuration/settings.ts'
import { DatabaseProblem } from './database/database.ts'
import { type Engine, openEngine } from './engine.ts'

const AGAIN_MS = 1_000

type Options = Parameters<typeof openEngine>[1] & {
  readonly pause: (delayMs: number) => Promise<void>
  /** Aborts: it is not wanted any more. */
  readonly signal?: AbortSignal
}

/**
 * Opens the engine, however long the database takes to be there.
 * @throws {DatabaseProblem} for what does not pass by itself, or where the signal came first
 */
export async function openEngineWhenReachable(configuration: Configuration, options: Options): Promise<Engine> {
  const { pause, signal, ...rest } = options
  for (let hasTold = false; ; hasTold = true) {
    try {
      return await openEngine(configuration, rest)
    } catch (error) {
      const isPassing = error instanceof DatabaseProblem && error.isPassing
      if (!isPassing || signal?.aborted) throw error
      if (!hasTold) options.log.warn('waiting for the database', { error: error.message })
      await pause(AGAIN_MS)
    }
  }
}
