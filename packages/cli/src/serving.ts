// Ports, host and database, known even where something else is wrong with the configuration: a list of problems is of
// little use when it ends at the first kind of them.

import { type Configuration, type Environment, readConfiguration } from '@harambee/payments'

export type Serving = Configuration['serving']

const SERVING_VARIABLES = ['PORT', 'CALLBACK_PORT', 'SIMULATOR_PORT', 'HOST', 'DATABASE_URL', 'PUBLIC_URL', 'LOG_LEVEL']

/** Secrets of the right shape, for a reading that must not make real ones. */
export const NO_SECRETS = () => ({ harambeeSecret: '0'.repeat(64), callbackSecretKey: '0'.repeat(48) })

/** null where one of these variables itself is wrong. */
export function readServing(environment: Environment): Serving | null {
  const variables = Object.fromEntries(SERVING_VARIABLES.map(name => [name, environment[name]]))
  const read = readConfiguration(variables, NO_SECRETS)
  return 'configuration' in read ? read.configuration.serving : null
}

/** Whether these variables mean the demo, as the configuration sees it: no credentials at all. */
export function isDemo({ MPESA_CONSUMER_KEY, MPESA_CONSUMER_SECRET, MPESA_PASSKEY }: Environment): boolean {
  return MPESA_CONSUMER_KEY === undefined && MPESA_CONSUMER_SECRET === undefined && MPESA_PASSKEY === undefined
}
