// Whom the simulator knows: the sandbox's organisation, and the short code the environment names, so that whatever is
// configured can be tried out.

import type { Configuration } from '@harambee/payments'
import { SANDBOX_SHORT_CODE, type StartSimulatorOptions } from '@harambee/simulator'

/** As the prompt on the phone shows it; the demo campaign's charity. */
const NAME = 'TUMAINI TRUST'

/** Short codes and passkey for the simulator, so that it takes what this configuration sends. */
export function toSimulatorAccount({
  shortCode,
  passkey,
}: Pick<Configuration['daraja'], 'shortCode' | 'passkey'>): Pick<StartSimulatorOptions, 'shortCodes' | 'passkey'> {
  const shortCodes = [...new Set([SANDBOX_SHORT_CODE, shortCode])]
  return { shortCodes: shortCodes.map(code => ({ shortCode: code, name: NAME })), passkey: passkey.reveal() }
}
