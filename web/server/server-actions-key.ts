// The key Next.js names and seals the form's action with. It stays the same across builds and processes, so that a form
// left open over a redeploy still arrives.

import { type Configuration, deriveKeys } from '@harambee/payments'

/** Not a secret: several demos in one folder share one build, and nothing of the demo is sealed with it. */
const DEMO_KEY = Buffer.from('harambee-demo-server-actions-key').toString('base64')

/** The value of `NEXT_SERVER_ACTIONS_ENCRYPTION_KEY`. */
export function toServerActionsKey(configuration: Configuration): string {
  if (configuration.daraja.mode === 'demo') return DEMO_KEY
  return deriveKeys(configuration.secret.reveal()).serverActions.toString('base64')
}
