// The one client of this process, with the one access token of all processes.

import { createDaraja, type Daraja } from '@harambee/daraja'
import { createAccessTokenStore } from './access-token-store.ts'
import type { DarajaAccount } from './configuration/settings.ts'
import type { Database } from './database/database.ts'
import type { Ports } from './ports.ts'
import type { Sealer } from './sealing.ts'

export function connectDaraja(
  account: DarajaAccount,
  { database, sealer, ports }: { readonly database: Database; readonly sealer: Sealer; readonly ports: Ports },
): Daraja {
  const { baseUrl, consumerKey, shortCode, tillNumber, initiator } = account
  return createDaraja({
    baseUrl,
    consumerKey,
    shortCode,
    tillNumber,
    consumerSecret: account.consumerSecret.reveal(),
    passkey: account.passkey.reveal(),
    initiator: initiator && { name: initiator.name, securityCredential: initiator.securityCredential.reveal() },
    transport: ports.transport,
    tokenStore: createAccessTokenStore({ database, sealer, ports, baseUrl, consumerKey }),
    nowMs: ports.nowMs,
  })
}
