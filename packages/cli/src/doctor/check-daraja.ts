// Whether Daraja knows us: a question about a checkout request that cannot exist needs the right key, secret, short code
// and passkey, and moves nothing. What is refused names the one thing that is wrong.

import { randomBytes } from 'node:crypto'
import { createDaraja, type Daraja, type DarajaProblem, type StkQueryAnswer } from '@harambee/daraja'
import type { Configuration } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

type Account = Configuration['daraja']

/** Asks Daraja. */
export async function checkDaraja(daraja: Daraja, account: Account): Promise<Check[]> {
  const answer = await daraja.queryStkPush(`ws_CO_doctor_${randomBytes(6).toString('hex')}`)
  return readDarajaAnswer(answer, account)
}

/**
 * A client for where there is no database yet to share a token through: the token it fetches invalidates any other.
 * @param nowMs the clock the engine uses
 */
export function createLoneDaraja(account: Account, nowMs: () => number): Daraja {
  return createDaraja({
    baseUrl: account.baseUrl,
    consumerKey: account.consumerKey,
    consumerSecret: account.consumerSecret.reveal(),
    passkey: account.passkey.reveal(),
    shortCode: account.shortCode,
    tillNumber: account.tillNumber,
    nowMs,
  })
}

/** What the answer says of each credential; those behind the first wrong one are not known. */
export function readDarajaAnswer(
  answer: StkQueryAnswer,
  account: Pick<Account, 'shortCode' | 'baseUrl' | 'mode'>,
): Check[] {
  const { host } = new URL(account.baseUrl)
  const reached = well('daraja', `Daraja answers at ${host}.`)
  const credentials = well('consumer-credentials', 'The consumer key and secret are accepted.')
  const merchant = well('passkey', `The passkey and short code ${account.shortCode} belong together.`)
  if (answer.outcome === 'accepted') return [reached, credentials, merchant]

  const { problem } = answer
  if (answer.outcome === 'unknown') {
    const isSilent = problem.errorCode === null
    return isSilent
      ? [ill('daraja', `Daraja gave no usable answer: ${problem.message}.`, TRY_LATER)]
      : [reached, credentials, merchant]
  }
  switch (problem.reason) {
    case 'unreachable':
      return [ill('daraja', `Daraja could not be asked at ${host}: ${problem.message}.`, REACH)]
    case 'unauthorised':
      return [reached, toCredentialProblem(problem, account.mode)]
    case 'throttled':
      return [
        reached,
        ill('consumer-credentials', 'Daraja is too busy to say, or has been asked too often.', TRY_LATER),
      ]
    case 'merchant':
      return [reached, credentials, toMerchantProblem(problem, account.shortCode)]
    case 'invalid-request':
      return [reached, credentials, toFieldProblem(problem, account.shortCode)]
    default:
      return [reached, ill('passkey', `Daraja refused the question: ${toText(problem)}.`, PRODUCT)]
  }
}

const TRY_LATER = 'Try again in a minute; if it stays, look at the status page of the Daraja portal.'
const REACH = "Check this machine's network, DNS and firewall: it has to reach that host over https."
const PRODUCT = 'Check on the Daraja portal that the app has the product "M-Pesa Express" and is approved.'

function toCredentialProblem(problem: DarajaProblem, mode: Account['mode']): Check {
  // The token endpoint answers 400 or 401; a token that was made and then refused comes as 404.001.03.
  if (problem.errorCode?.startsWith('404.')) {
    return ill('consumer-credentials', 'Daraja made an access token and then refused it.', PRODUCT)
  }
  const fix =
    'Copy MPESA_CONSUMER_KEY and MPESA_CONSUMER_SECRET again from the app on the Daraja portal, ' +
    `and check that it is an app for ${mode === 'live' ? 'production' : 'the sandbox'} (MPESA_ENVIRONMENT=${mode}).`
  return ill('consumer-credentials', `The consumer key or secret is refused: ${toText(problem)}.`, fix)
}

function toMerchantProblem(problem: DarajaProblem, shortCode: string): Check {
  if (/does not exist/i.test(problem.message)) return toShortCodeProblem(problem, shortCode)
  const fix =
    'Copy MPESA_PASSKEY again: it belongs to MPESA_SHORTCODE and to the environment, and comes by e-mail when going live. ' +
    'For a till, both belong to the store (head office) number.'
  return ill('passkey', `The passkey does not fit short code ${shortCode}: ${toText(problem)}.`, fix)
}

function toFieldProblem(problem: DarajaProblem, shortCode: string): Check {
  if (/shortcode/i.test(problem.message)) return toShortCodeProblem(problem, shortCode)
  if (/timestamp/i.test(problem.message)) {
    return ill(
      'clock',
      `Daraja refuses our time: ${toText(problem)}.`,
      "Set this machine's clock (timedatectl set-ntp true).",
    )
  }
  return ill('passkey', `Daraja refused the question: ${toText(problem)}.`, PRODUCT)
}

function toShortCodeProblem(problem: DarajaProblem, shortCode: string): Check {
  const fix =
    'Set MPESA_SHORTCODE to your PayBill number, or for a till to its store (head office) number, ' +
    'and check that MPESA_ENVIRONMENT is the one it lives in.'
  return ill('short-code', `Daraja does not know short code ${shortCode}: ${toText(problem)}.`, fix)
}

function toText({ errorCode, message, httpStatus }: DarajaProblem): string {
  return [errorCode, message || `HTTP ${httpStatus}`].filter(Boolean).join(' ')
}
