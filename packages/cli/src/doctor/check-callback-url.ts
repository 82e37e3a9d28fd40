// The callback URL as Safaricom sees it: its form, its words, its keys, and whether it leads here.

import type { Configuration } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

/** Words Safaricom's documentation forbids in URLs. */
const FORBIDDEN_WORDS = /m-?pesa|safaricom|exec?|cmd|sql|query/i
const SHORTEST_LIVE_KEY = 24
const TIMEOUT_MS = 10_000

/** What can be said by looking at it. */
export function checkCallbackUrl({ daraja, callbacks }: Configuration): Check[] {
  const url = new URL(callbacks.base.reveal())
  // The key is not told: what a doctor says is pasted into questions for help.
  const path = url.pathname.split('/').slice(0, -1).join('/')
  const shown = `${url.origin}${path}/…`
  if (daraja.mode === 'demo') return [well('callback-url', `${shown}, for the simulator.`)]

  const isOwnDaraja = isLoopback(new URL(daraja.baseUrl).hostname)
  const problem = isOwnDaraja ? null : findProblem(url, path, daraja.mode)
  return [
    problem ? ill('callback-url', `${shown}: ${problem.message}`, problem.fix) : well('callback-url', shown),
    checkKeys(callbacks, daraja.mode),
  ]
}

function findProblem(url: URL, path: string, mode: 'sandbox' | 'live'): { message: string; fix: string } | null {
  if (isLoopback(url.hostname)) {
    return {
      message: 'Safaricom cannot reach this machine by that name.',
      fix: 'Set MPESA_CALLBACK_URL to the public https URL of the callback listener, such as https://give.example.org/cb.',
    }
  }
  if (mode === 'live' && url.protocol !== 'https:') {
    return { message: 'Safaricom posts to https only.', fix: 'Put a proxy with a certificate in front, and use https.' }
  }
  const word = FORBIDDEN_WORDS.exec(url.hostname)?.[0] ?? FORBIDDEN_WORDS.exec(path)?.[0]
  if (mode === 'live' && word !== undefined) {
    return {
      message: `it holds "${word}", a word Safaricom's documentation forbids in URLs.`,
      fix: 'Use the path /cb instead: MPESA_CALLBACK_URL=https://<your host>/cb',
    }
  }
  return null
}

function checkKeys({ keys }: Configuration['callbacks'], mode: 'sandbox' | 'live'): Check {
  const shortest = Math.min(...keys.map(key => key.reveal().length))
  if (mode === 'live' && shortest < SHORTEST_LIVE_KEY) {
    const message = `A security key has ${shortest} characters: it can be guessed.`
    return ill(
      'callback-keys',
      message,
      'Make one with "openssl rand -hex 24" and put it first in MPESA_CALLBACK_SECRET_KEY.',
    )
  }
  return well(
    'callback-keys',
    keys.length === 1 ? 'One security key.' : `${keys.length} security keys; the first is used.`,
  )
}

/** Whether the URL leads to our listener, from this machine. Asked only while the engine runs. */
export async function checkCallbackReach(configuration: Configuration): Promise<Check> {
  const url = new URL(configuration.callbacks.base.reveal())
  try {
    // GET is answered before anything is stored, and by nobody else in these words.
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const body = (await answer.text()).slice(0, 200)
    const isOurs = /callbacks are sent with POST|IP not whitelisted/.test(body)
    if (isOurs) return well('callback-reach', `${url.origin} leads to the callback listener.`)
    return ill(
      'callback-reach',
      `${url.origin} answers with HTTP ${answer.status}, but it is not the callback listener.`,
      `Have your proxy hand that path to port ${configuration.serving.callbackPort} on this machine.`,
    )
  } catch (error) {
    const why =
      error instanceof Error ? String((error.cause as { code?: unknown } | undefined)?.code ?? error.message) : ''
    return ill(
      'callback-reach',
      `${url.origin} cannot be reached from this machine (${why}).`,
      'Check its DNS name, certificate and proxy. Some networks do not lead back to themselves: then try it from outside.',
    )
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
