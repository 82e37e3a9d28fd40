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

/** Through which SMTP server e-mails go, and as whom. */
export interface EmailSettings {
  readonly host: string
  readonly port: number
  /** TLS from the first byte, instead of STARTTLS. */
  readonly isSecure: boolean
  readonly user: string | null
  readonly password: Secret | null
  readonly from: { readonly name: string; readonly address: string }
}

/** A text message gateway of Africa's Talking's shape. */
export interface SmsSettings {
  readonly baseUrl: string
  readonly username: string
  readonly apiKey: Secret
  /** The sender people see; null: the gateway's own. */
  readonly from: string | null
}

/** How givers are told; null: they are not. */
export interface CorrespondenceSettings {
  readonly email: EmailSettings | null
  readonly sms: SmsSettings | null
}

export interface Configuration {
  readonly daraja: DarajaAccount
  readonly callbacks: CallbackDoor
  readonly serving: Serving
  readonly prompts: PromptLimits
  readonly correspondence: CorrespondenceSettings
  readonly secret: Secret
}
