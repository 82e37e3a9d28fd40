// The configuration, read once at start. Every problem is found at once and says how to mend it; nothing half-right runs.

import { toCallbackBase } from '../callback-url.ts'
import { readCallbackDoor } from './callback-door.ts'
import { readCorrespondence } from './correspondence.ts'
import { readDarajaAccount } from './daraja-account.ts'
import type { Environment } from './environment.ts'
import { Problems } from './problems.ts'
import { readPromptLimits } from './prompt-limits.ts'
import { secret } from './secret.ts'
import { readServing } from './serving.ts'
import type { Configuration } from './settings.ts'

/** Secrets the demo makes for itself; kept beside its database. */
export interface DemoSecrets {
  readonly harambeeSecret: string
  readonly callbackSecretKey: string
}

/** Shorter root secrets can be guessed. */
const SHORTEST_SECRET = 32

/**
 * Reads and checks all variables.
 * @param demoSecrets called only in demo mode, for what is not set
 * @returns the configuration, or every problem as a sentence that says what to do
 */
export function readConfiguration(
  environment: Environment,
  demoSecrets: (databaseUrl: string) => DemoSecrets,
): { configuration: Configuration } | { problems: readonly string[] } {
  const problems = new Problems()
  const serving = readServing(environment, problems)
  const daraja = readDarajaAccount(environment, serving, problems)
  const prompts = readPromptLimits(environment, problems)
  const correspondence = readCorrespondence(environment, { mode: daraja.mode, serving }, problems)
  const isDemo = daraja.mode === 'demo'
  if (daraja.mode === 'live' && serving.clockOffsetMs !== 0) {
    problems.add('HARAMBEE_TEST_CLOCK_OFFSET_MS is for tests: unset it where real money moves.')
  }

  if (daraja.mode === 'live' && environment.HARAMBEE_TEST_CRASH_AT !== undefined) {
    problems.add('HARAMBEE_TEST_CRASH_AT is for tests: unset it where real money moves.')
  }

  let made: DemoSecrets | null = null
  if (isDemo && problems.isEmpty()) {
    try {
      made = demoSecrets(serving.databaseUrl)
    } catch (error) {
      problems.add(error instanceof Error ? error.message : String(error))
    }
  }
  const rootSecret = environment.HARAMBEE_SECRET ?? made?.harambeeSecret ?? ''
  if (!isDemo && rootSecret === '') {
    problems.add(
      'HARAMBEE_SECRET is not set: make one with "openssl rand -hex 32" and keep it for ever, backups need it.',
    )
  } else if (rootSecret !== '' && rootSecret.length < SHORTEST_SECRET) {
    problems.add(`HARAMBEE_SECRET has ${rootSecret.length} characters: at least ${SHORTEST_SECRET} are needed.`)
  }

  const door = readCallbackDoor(environment, { daraja, serving, demoKey: made?.callbackSecretKey ?? null }, problems)
  if (!problems.isEmpty()) return { problems: problems.list() }

  const base = toCallbackBase(door.publicUrl, door.keys)
  return {
    configuration: {
      daraja,
      serving,
      callbacks: { ...door.settings, base: secret(base), keys: door.keys.map(secret) },
      prompts,
      correspondence,
      secret: secret(rootSecret),
    },
  }
}
