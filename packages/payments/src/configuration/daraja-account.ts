// The Daraja credentials, and the mode that follows from them.

import { DARAJA_URLS } from '@harambee/daraja'
import type { Environment } from './environment.ts'
import { readInitiator } from './initiator.ts'
import { type Problems, toShownUrl } from './problems.ts'
import { secret } from './secret.ts'
import type { DarajaAccount, Serving } from './settings.ts'

/** Safaricom's published sandbox: its short code and passkey are the same for everybody. */
export const SANDBOX_SHORT_CODE = '174379'
export const SANDBOX_PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'

const CREDENTIALS = ['MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET', 'MPESA_PASSKEY'] as const

/** Questions a minute. The sandbox takes five requests, pushes included; the simulator as many as it is asked. */
const QUERIES_PER_MINUTE = { demo: 6_000, sandbox: 4, live: 120 } as const

/** @see DarajaAccount */
export function readDarajaAccount(environment: Environment, serving: Serving, problems: Problems): DarajaAccount {
  const missing = CREDENTIALS.filter(name => environment[name] === undefined)
  const isDemo = missing.length === CREDENTIALS.length
  if (!isDemo && missing.length > 0) {
    problems.add(
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set: copy ${missing.length === 1 ? 'it' : 'them'} ` +
        'from your app on the Daraja portal, or unset all three credentials to run the demo.',
    )
  }
  const mode = readMode(environment, isDemo, problems)
  if (mode === 'live') refusePractice(environment, problems)
  const tillNumber = environment.MPESA_TILL_NUMBER ?? null
  if (tillNumber !== null && !/^\d{5,8}$/.test(tillNumber)) {
    problems.add(`MPESA_TILL_NUMBER=${tillNumber}: use the five to eight digits of the till.`)
  }
  return {
    mode,
    baseUrl: readBaseUrl(environment, mode, serving, problems),
    consumerKey: environment.MPESA_CONSUMER_KEY ?? 'demo',
    consumerSecret: secret(environment.MPESA_CONSUMER_SECRET ?? 'demo'),
    passkey: secret(environment.MPESA_PASSKEY ?? environment.SIMULATOR_PASSKEY ?? SANDBOX_PASSKEY),
    shortCode: readShortCode(environment, mode, problems),
    tillNumber,
    initiator: readInitiator(environment, problems),
    queriesPerMinute: QUERIES_PER_MINUTE[mode],
  }
}

/** What everybody has must not guard real money. */
function refusePractice(environment: Environment, problems: Problems): void {
  if (environment.MPESA_PASSKEY === SANDBOX_PASSKEY) {
    problems.add(
      "MPESA_PASSKEY is the sandbox's, which is published: use the one Safaricom sent for your own short code.",
    )
  }
  if (environment.MPESA_SHORTCODE === SANDBOX_SHORT_CODE) {
    problems.add(
      `MPESA_SHORTCODE=${SANDBOX_SHORT_CODE} is the sandbox's: use your own PayBill number, or your till's store number.`,
    )
  }
}

function readMode(environment: Environment, isDemo: boolean, problems: Problems): DarajaAccount['mode'] {
  const choice = problems.choice(environment, 'MPESA_ENVIRONMENT', ['live', 'sandbox', 'simulator'], 'simulator')
  if (isDemo) return 'demo'
  if (environment.MPESA_ENVIRONMENT === undefined) {
    problems.add('MPESA_ENVIRONMENT is not set: use sandbox while testing with Safaricom, live for real money.')
  } else if (choice === 'simulator') {
    problems.add(
      'MPESA_ENVIRONMENT=simulator with real credentials: unset MPESA_CONSUMER_KEY, MPESA_CONSUMER_SECRET and ' +
        'MPESA_PASSKEY for the simulator, or use sandbox or live.',
    )
  }
  return choice === 'live' ? 'live' : 'sandbox'
}

function readShortCode(environment: Environment, mode: DarajaAccount['mode'], problems: Problems): string {
  const shortCode = environment.MPESA_SHORTCODE
  if (shortCode === undefined) {
    if (mode === 'live') {
      problems.add('MPESA_SHORTCODE is not set: use your PayBill number, or for a till its store (head office) number.')
    }
    return SANDBOX_SHORT_CODE
  }
  if (!/^\d{5,7}$/.test(shortCode)) problems.add(`MPESA_SHORTCODE=${shortCode}: use five to seven digits.`)
  return shortCode
}

function readBaseUrl(
  environment: Environment,
  mode: DarajaAccount['mode'],
  serving: Serving,
  problems: Problems,
): string {
  const override = problems.url(environment, 'MPESA_DARAJA_URL')
  if (override) {
    if (mode === 'live') problems.add('MPESA_DARAJA_URL is set with MPESA_ENVIRONMENT=live: unset it, or use sandbox.')
    else if (mode === 'sandbox' && !isLoopback(override.hostname)) {
      problems.add(
        `MPESA_DARAJA_URL=${toShownUrl(override.href)}: with sandbox credentials only an address of this machine is allowed.`,
      )
    }
    return override.href.replace(/\/+$/, '')
  }
  if (mode === 'live' || mode === 'sandbox') return DARAJA_URLS[mode]
  return `http://127.0.0.1:${serving.simulatorPort}`
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  )
}
