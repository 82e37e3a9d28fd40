// The client people hold: one short code, one consumer key, one shared token.

import { type AccessTokenStore, createAccessTokens, createMemoryTokenStore } from './access-token.ts'
import { type C2bRegistrationAnswer, type C2bUrls, registerC2bUrls } from './c2b-register.ts'
import { DarajaConfigurationError } from './errors.ts'
import type { PhoneNumber } from './phone-number.ts'
import { type PullAnswer, type PullRegistration, pullReceipts, registerPull } from './pull-transactions.ts'
import type { Connection } from './request.ts'
import type { ShortCode } from './short-code.ts'
import { type StkPush, type StkPushAnswer, sendStkPush } from './stk-push.ts'
import { queryStkPush, type StkQueryAnswer } from './stk-query.ts'
import { type Initiator, queryTransactionStatus, type TransactionStatusAnswer } from './transaction-status.ts'
import { fetchTransport, type Transport } from './transport.ts'

/** Safaricom's own hosts. */
export const DARAJA_URLS = {
  sandbox: 'https://sandbox.safaricom.co.ke',
  live: 'https://api.safaricom.co.ke',
} as const

/** How to reach Daraja and as whom. */
export interface DarajaConfiguration {
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly passkey: string
  /** PayBill number, or the store number of a till. */
  readonly shortCode: string
  /** Set for Buy Goods. */
  readonly tillNumber?: string | null
  /** Needed only to ask about single receipts. */
  readonly initiator?: Initiator | null
  readonly environment?: 'sandbox' | 'live'
  /** Instead of `environment`: another host, such as a simulator's. */
  readonly baseUrl?: string
  /** Default: the platform's `fetch`. */
  readonly transport?: Transport
  /** Default: one token per client, in memory. */
  readonly tokenStore?: AccessTokenStore
  /** Default: the system clock. Milliseconds since 1970 UTC. */
  readonly nowMs?: () => number
}

/** A connection to Daraja. Every call answers `accepted`, `rejected` (no effect) or `unknown`. */
export interface Daraja {
  /** Asks one phone for one amount. Sent once; an unknown outcome is for the callback or a query to settle. */
  sendStkPush(push: StkPush): Promise<StkPushAnswer>
  /** Asks what became of a push. */
  queryStkPush(checkoutRequestId: string): Promise<StkQueryAnswer>
  /** Asks what became of one receipt; the answer comes to `resultUrl`. Refused without an initiator. */
  queryTransactionStatus(question: {
    receiptNumber: string
    resultUrl: string
    timeoutUrl: string
  }): Promise<TransactionStatusAnswer>
  /** Tells Daraja where to send confirmations of money that comes without a prompt. */
  registerC2bUrls(urls: C2bUrls): Promise<C2bRegistrationAnswer>
  /** Registers the short code for `pullReceipts`, once and for ever. */
  registerPull(registration: { phoneNumber: PhoneNumber; callbackUrl: string }): Promise<PullRegistration>
  /** One page of what the short code received between two instants of the last 48 hours, oldest first. */
  pullReceipts(page: { fromMs: number; toMs: number; offset: number }): Promise<PullAnswer>
}

/**
 * A Daraja client.
 * @throws {DarajaConfigurationError} listing everything that is missing or malformed
 */
export function createDaraja(configuration: DarajaConfiguration): Daraja {
  const problems = findProblems(configuration)
  if (problems.length > 0) throw new DarajaConfigurationError(problems)

  const { consumerKey, consumerSecret, passkey } = configuration
  const baseUrl = (configuration.baseUrl ?? DARAJA_URLS[configuration.environment ?? 'sandbox']).replace(/\/+$/, '')
  const transport = configuration.transport ?? fetchTransport
  const nowMs = configuration.nowMs ?? (() => Date.now())
  const store = configuration.tokenStore ?? createMemoryTokenStore()

  const initiator = configuration.initiator ?? null
  const shortCode: ShortCode = {
    shortCode: configuration.shortCode,
    tillNumber: configuration.tillNumber ?? null,
    passkey,
  }
  const connection: Connection = {
    baseUrl,
    transport,
    tokens: createAccessTokens({ baseUrl, consumerKey, consumerSecret, transport, nowMs, store }),
    secrets: [consumerSecret, consumerKey, passkey, ...(initiator ? [initiator.securityCredential] : [])],
  }
  return {
    sendStkPush: push => sendStkPush(connection, shortCode, nowMs, push),
    queryStkPush: checkoutRequestId => queryStkPush(connection, shortCode, nowMs, checkoutRequestId),
    queryTransactionStatus: question => queryTransactionStatus(connection, shortCode, initiator, question),
    registerC2bUrls: urls => registerC2bUrls(connection, shortCode, urls),
    registerPull: registration => registerPull(connection, shortCode, registration),
    pullReceipts: page => pullReceipts(connection, shortCode, page),
  }
}

function findProblems(configuration: DarajaConfiguration): string[] {
  const problems: string[] = []
  for (const name of ['consumerKey', 'consumerSecret', 'passkey'] as const) {
    if (typeof configuration[name] !== 'string' || configuration[name].trim() === '') {
      problems.push(`${name} is missing: copy it from your app on the Daraja portal`)
    }
  }
  if (!/^\d{5,7}$/.test(configuration.shortCode ?? '')) {
    problems.push('shortCode must be 5 to 7 digits: the PayBill number, or the store number of a till')
  }
  if (configuration.tillNumber && !/^\d{5,8}$/.test(configuration.tillNumber)) {
    problems.push('tillNumber must be 5 to 8 digits')
  }
  if (configuration.baseUrl !== undefined && !URL.canParse(configuration.baseUrl)) {
    problems.push('baseUrl must be an absolute URL, such as http://127.0.0.1:4010')
  }
  return problems
}
