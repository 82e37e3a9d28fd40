// What the configuration holds, once it has been read and found right.

import type { IpMode } from '../allow-list.ts'
import type { LogLevel } from '../log.ts'
import type { PromptLimits } from './prompt-limits.ts'
import type { Secret } from './secret.ts'

/** Where and as whom Daraja is reached. */
export interface DarajaAccount {
  /** `demo`: no credentials, everything points at the simulator. */
  readonly mode: 'demo' | 'sandbox' | 'live'
  readonly baseUrl: string
  readonly consumerKey: string
  readonly consumerSecret: Secret
  readonly passkey: Secret
  readonly shortCode: string
  readonly tillNumber: string | null
  /** Who asks about single receipts; null: nobody does, and a person looks. */
  readonly initiator: { readonly name: string; readonly securityCredential: Secret } | null
  /** Questions Daraja takes in a minute. */
  readonly queriesPerMinute: number
}

/** How callbacks come in. */
export interface CallbackDoor {
  /** The public URL, ending with the first key. Holds a secret: never log it. */
  readonly base: Secret
  readonly keys: readonly Secret[]
  readonly allowedAddresses: readonly string[]
  readonly ipMode: IpMode
  readonly confirm: 'doors' | 'always'
  readonly trustedProxies: readonly string[]
}

/** What is listened on and where things are kept. */
export interface Serving {
  readonly host: string
  readonly port: number
  readonly callbackPort: number
  readonly simulatorPort: number
  /** The site's own origins; the first is used in links. */
  readonly publicOrigins: readonly string[]
  readonly databaseUrl: string
  readonly logLevel: LogLevel
  readonly clockOffsetMs: number
}

export interface Configuration {
  readonly daraja: DarajaAccount
  readonly callbacks: CallbackDoor
  readonly serving: Serving
  readonly prompts: PromptLimits
  readonly secret: Secret
}
