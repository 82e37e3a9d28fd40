// Whether something answers.

import { pause } from '../clock.ts'

/** A process that takes longer over "are you well?" is not. */
const ANSWER_TIMEOUT_MS = 2_000
const INTERVAL_MS = 100

/** Asks once. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS), redirect: 'manual' })
    await answer.body?.cancel()
    return answer.status === 200
  } catch {
    return false
  }
}

/** Asks until the answer is yes. @returns false where the signal came first */
export async function waitUntilHealthy(url: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isHealthy(url)) return !signal.aborted
    await pause(INTERVAL_MS, signal)
  }
  return false
}
