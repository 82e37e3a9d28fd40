// Who has posted callbacks, and who was turned away.

import {
  type Configuration,
  createAllowList,
  type Engine,
  listUnlistedAddresses,
  SAFARICOM_ADDRESSES,
  type UnlistedAddress,
} from '@harambee/payments'
import { counted } from '../counted.ts'
import { toLocalOrigin } from '../start/plans.ts'
import { type Check, ill, well } from './check.ts'

const DAY_MS = 24 * 60 * 60_000
/** Safaricom has changed its addresses about once a year. */
const STALE_AFTER_MS = 400 * DAY_MS
const TIMEOUT_MS = 5_000
/** Addresses heard of in this time are told. */
const RECENT_MS = 30 * DAY_MS
const MOST_ADDRESSES = 1_000
const MOST_TOLD = 5
const FIX_LIST =
  'Compare MPESA_CALLBACK_ALLOWED_IPS with the list on the Daraja portal. Behind a proxy, name it in TRUSTED_PROXIES.'
const FIX_LEAK =
  'An address that is neither Safaricom nor your proxy has read a callback URL: put a new key first in MPESA_CALLBACK_SECRET_KEY.'

/** The list itself. @param nowMs milliseconds since 1970 UTC */
export function checkAllowList({ daraja, callbacks }: Configuration, nowMs: number): Check {
  const { allowedAddresses, ipMode } = callbacks
  if (daraja.mode === 'live' && ipMode === 'off') {
    const fix = 'Set MPESA_CALLBACK_IP_MODE=enforce, or observe while you find out which addresses post.'
    return ill('allow-list', 'Callbacks are taken from any address.', fix)
  }
  if (daraja.mode === 'demo') return well('allow-list', `The simulator's addresses, mode ${ipMode}.`)
  const isPublished = allowedAddresses === SAFARICOM_ADDRESSES.addresses
  if (!isPublished) return well('allow-list', `${allowedAddresses.length} addresses of your own, mode ${ipMode}.`)
  const { asOf } = SAFARICOM_ADDRESSES
  const message = `Safaricom's ${allowedAddresses.length} addresses as published on ${asOf}, mode ${ipMode}.`
  return nowMs - Date.parse(asOf) > STALE_AFTER_MS ? ill('allow-list', message, FIX_LIST) : well('allow-list', message)
}

/** Turned away since the engine started. Asked only while it runs. */
export async function checkRefused({ serving }: Configuration): Promise<Check> {
  const text = await readMetrics(`${toLocalOrigin(serving.host, serving.callbackPort)}/metrics`)
  if (text === null) return well('callbacks-refused', 'The engine did not say how many callbacks it turned away.')
  const read = (answer: string) =>
    Number(new RegExp(`^harambee_callbacks_total\\{answer="${answer}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
  const [refused, stored, wrongKey] = [read('not-allowed'), read('stored'), read('wrong-key')]
  const message =
    `${counted(refused, 'callback')} ${refused === 1 ? 'was' : 'were'} turned away because the address is not on the list; ` +
    `${counted(stored, 'callback')} stored, ${wrongKey} with a wrong key.`
  // The internet knocks on every door. It is a fault where more are turned away than let in.
  return refused > stored ? ill('callbacks-refused', message, FIX_LIST) : well('callbacks-refused', message)
}

/**
 * Addresses that are not on the list, though what they brought had the right key and token: Safaricom from a new address,
 * or somebody who has read our URLs.
 */
export async function checkUnlisted({ database, configuration, ports }: Engine): Promise<Check> {
  const name = 'callbacks-unlisted'
  const isListed = createAllowList(configuration.callbacks.allowedAddresses)
  const met = await listUnlistedAddresses(database.kysely, {
    sinceMs: ports.nowMs() - RECENT_MS,
    limit: MOST_ADDRESSES,
  })
  // Those that have been put on the list meanwhile are no matter any more.
  const unlisted = met.filter(({ peerAddress }) => !isListed(peerAddress))
  if (unlisted.length === 0) return well(name, 'Every callback with a right token came from a listed address.')
  const told = unlisted.slice(0, MOST_TOLD).map(toAddressText)
  const others = unlisted.length > MOST_TOLD ? `, and ${unlisted.length - MOST_TOLD} more` : ''
  const message = `Callbacks with a right key and token came from addresses that are not on the list: ${told.join('; ')}${others}.`
  return ill(name, message, `${FIX_LIST} ${FIX_LEAK}`)
}

function toAddressText({ peerAddress, firstAtMs, callbacks, wasStored }: UnlistedAddress): string {
  const since = new Date(firstAtMs).toISOString().slice(0, 16).replace('T', ' ')
  const what = wasStored ? 'stored' : 'turned away, and Daraja asked instead'
  return `${peerAddress} (${callbacks} since ${since} UTC, ${what})`
}

async function readMetrics(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return answer.ok ? await answer.text() : null
  } catch {
    return null
  }
}
