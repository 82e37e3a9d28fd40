// An engine in this process on the books of a running site, with a clock that can be set back.

import { type Engine, openEngine, readConfiguration, SILENT_LOG } from '@harambee/payments'
import { root } from '../crash/child-process.ts'

/** What everything here runs with. */
export const SECRETS = { HARAMBEE_SECRET: 'h'.repeat(64), MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8) }

/** It does nothing of its own accord. @param clock how far its clock is set back at this moment */
export async function openEngineAt(environment: NodeJS.ProcessEnv, clock: { agoMs: number }): Promise<Engine> {
  const read = readConfiguration(environment, () => ({
    harambeeSecret: SECRETS.HARAMBEE_SECRET,
    callbackSecretKey: SECRETS.MPESA_CALLBACK_SECRET_KEY,
  }))
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return openEngine(read.configuration, {
    folder: root,
    log: SILENT_LOG,
    ports: { nowMs: () => Date.now() - clock.agoMs },
  })
}
