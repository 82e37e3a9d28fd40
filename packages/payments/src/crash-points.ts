// Places where a test may have the process die, named after what has just happened. In production reaching one does
// nothing. The simulation throws there, the crash tests send SIGKILL.

import { existsSync, writeFileSync } from 'node:fs'

export const CRASH_POINTS = [
  /** The intent is on disk, the push not sent. */
  'payment-stored',
  /** Daraja has answered the push, the answer is not on disk. */
  'push-answered',
  /** The push's answer is on disk. */
  'push-applied',
  /** A batch of callbacks is about to be committed. */
  'callbacks-received',
  /** It is on disk, nobody has been answered. */
  'callbacks-stored',
  /** Stored callbacks have been read inside the transaction that will apply them. */
  'callbacks-draining',
  /** They are applied. */
  'callbacks-drained',
  /** A payment's next question is claimed, Daraja not asked. */
  'query-claimed',
  /** Daraja has answered the question, the answer is not on disk. */
  'query-answered',
  /** The answer is on disk. */
  'query-applied',
] as const

export type CrashPoint = (typeof CRASH_POINTS)[number]

/**
 * Dies with SIGKILL when a point is reached for the n-th time.
 * @param spec `HARAMBEE_TEST_CRASH_AT`: a point, with `:n` where not the first time; undefined: never
 * @param mark `HARAMBEE_TEST_CRASH_MARK`: a file made just before; where it exists already, nothing dies, so that the
 * process that is started again goes on
 */
export function createCrashPoints(spec: string | undefined, mark: string | undefined): (point: CrashPoint) => void {
  if (spec === undefined) return () => {}
  const [name, times = '1'] = spec.split(':')
  let left = Number(times)
  return point => {
    if (point !== name || (mark !== undefined && existsSync(mark))) return
    left -= 1
    if (left > 0) return
    if (mark !== undefined) writeFileSync(mark, `${point}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
}
