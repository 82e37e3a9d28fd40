// The public callback URL, its security keys, and who may use it.

import { IP_MODES, parseRange, SAFARICOM_ADDRESSES } from '../allow-list.ts'
import { isLoopback } from './daraja-account.ts'
import type { Environment } from './environment.ts'
import type { Problems } from './problems.ts'
import type { CallbackDoor, DarajaAccount, Serving } from './settings.ts'

interface Context {
  readonly daraja: DarajaAccount
  readonly serving: Serving
  /** The key the demo made for itself; null outside it. */
  readonly demoKey: string | null
}

/** Callbacks in the demo come from the simulator on this machine, and from the address they are sent to. */
function toDemoAddresses(host: string): string[] {
  const loopback = ['127.0.0.1/32', '::1/128']
  return parseRange(host) && host !== '127.0.0.1' && host !== '::1' ? [...loopback, host] : loopback
}

/** Every address there is. */
const ANYBODY = ['0.0.0.0/0', '::/0']

/** Words Safaricom refuses in callback URLs (docs/daraja.md §2). */
const FORBIDDEN_WORDS = /m-?pesa|safaricom|exec?|cmd|sql|query/i

/** @see CallbackDoor */
export function readCallbackDoor(
  environment: Environment,
  context: Context,
  problems: Problems,
): { publicUrl: string; keys: string[]; settings: Omit<CallbackDoor, 'base' | 'keys'> } {
  const { mode } = context.daraja
  const ipMode = problems.choice(
    environment,
    'MPESA_CALLBACK_IP_MODE',
    IP_MODES,
    mode === 'sandbox' ? 'observe' : 'enforce',
  )
  return {
    publicUrl: readPublicUrl(environment, context, problems),
    keys: readKeys(environment, context, problems),
    settings: {
      allowedAddresses:
        readRanges(environment, 'MPESA_CALLBACK_ALLOWED_IPS', problems) ??
        (mode === 'demo' ? toDemoAddresses(context.serving.host) : SAFARICOM_ADDRESSES.addresses),
      ipMode,
      confirm: problems.choice(environment, 'MPESA_CONFIRM', ['doors', 'always'], 'doors'),
      trustedProxies: readTrustedProxies(environment, mode, problems),
    },
  }
}

function readPublicUrl(environment: Environment, { daraja, serving }: Context, problems: Problems): string {
  const isEverywhere = serving.host === '0.0.0.0' || serving.host === '::'
  const host = isEverywhere ? '127.0.0.1' : serving.host.includes(':') ? `[${serving.host}]` : serving.host
  const local = `http://${host}:${serving.callbackPort}/api/mpesa`
  const url = problems.url(environment, 'MPESA_CALLBACK_URL')
  if (!url) {
    if (environment.MPESA_CALLBACK_URL === undefined && daraja.mode !== 'demo') {
      problems.add(
        'MPESA_CALLBACK_URL is not set: the public https URL under which Safaricom reaches the callback listener, ' +
          'such as https://give.example.org/cb.',
      )
    }
    return local
  }
  if (daraja.mode === 'live') {
    if (url.protocol !== 'https:') problems.add(`MPESA_CALLBACK_URL=${url.origin}…: Safaricom posts to https only.`)
    if (isLoopback(url.hostname)) problems.add('MPESA_CALLBACK_URL: Safaricom cannot reach this machine by that name.')
  }
  return url.href
}

function readKeys(environment: Environment, { daraja, demoKey }: Context, problems: Problems): string[] {
  const text = environment.MPESA_CALLBACK_SECRET_KEY
  if (text === undefined) {
    if (daraja.mode !== 'demo') {
      problems.add('MPESA_CALLBACK_SECRET_KEY is not set: make one with "openssl rand -hex 24".')
    }
    return [demoKey ?? '0'.repeat(48)]
  }
  const keys = text
    .split(',')
    .map(key => key.trim())
    .filter(key => key !== '')
  if (keys.length === 0) problems.add('MPESA_CALLBACK_SECRET_KEY holds no key: make one with "openssl rand -hex 24".')
  for (const [index, key] of keys.entries()) {
    const name = keys.length === 1 ? 'MPESA_CALLBACK_SECRET_KEY' : `MPESA_CALLBACK_SECRET_KEY, key ${index + 1},`
    if (!/^[A-Za-z0-9_-]+$/.test(key))
      problems.add(`${name} may hold letters, digits, - and _ only: it stands in a URL.`)
    if (daraja.mode === 'live' && key.length < 24)
      problems.add(`${name} is short: make one with "openssl rand -hex 24".`)
    else if (key.length < 8) problems.add(`${name} has fewer than 8 characters: make one with "openssl rand -hex 24".`)
    if (daraja.mode === 'live' && FORBIDDEN_WORDS.test(key)) {
      problems.add(`${name} holds a word Safaricom refuses in URLs: make one with "openssl rand -hex 24".`)
    }
  }
  return keys
}

function readTrustedProxies(
  environment: Environment,
  mode: DarajaAccount['mode'],
  problems: Problems,
): readonly string[] {
  const isAnybody = environment.TRUSTED_PROXIES === '*'
  const ranges = isAnybody ? ANYBODY : (readRanges(environment, 'TRUSTED_PROXIES', problems) ?? [])
  // Whether it is said with a star or with a range that leaves nobody out.
  if (mode !== 'demo' && ranges.some(range => parseRange(range)?.prefix === 0)) {
    const said = isAnybody ? '*' : ranges.join(',')
    problems.add(`TRUSTED_PROXIES=${said}: anybody could claim any address. Name your proxy, such as 127.0.0.1/32.`)
  }
  return ranges
}

function readRanges(environment: Environment, name: string, problems: Problems): string[] | null {
  const text = environment[name]
  if (text === undefined) return null
  const entries = text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
  for (const entry of entries) {
    if (!parseRange(entry))
      problems.add(`${name}: "${entry}" is no address or range, such as 196.201.214.200 or 10.0.0.0/8.`)
  }
  return entries
}
