// One access token, shared by everything that uses a consumer key: Daraja invalidates the old token with each new one,
// so two workers that fetch their own would keep throwing each other out (docs/daraja.md §1).

import { type Rejected, rejected } from './errors.ts'
import { readErrorBody, readJsonObject } from './read-answer.ts'
import { redact } from './secrets.ts'
import { NotSent, type Transport } from './transport.ts'
import type { WireAccessToken } from './wire.ts'

/** A token and when to stop using it, in milliseconds since 1970 UTC. */
export interface AccessToken {
  readonly token: string
  readonly expiresAtMs: number
}

/** Where the shared token lives: in memory by default, in the database where several processes share it. */
export interface AccessTokenStore {
  /** The current token, or null. */
  read(): Promise<AccessToken | null>
  /**
   * Replaces the token that was known to be bad or missing. A shared store keeps other processes from minting at the
   * same time, and returns theirs instead of calling `mint` where they were first.
   * @param stale the token to replace, null where there was none
   */
  replace(stale: string | null, mint: () => Promise<AccessToken | Rejected>): Promise<AccessToken | Rejected>
}

/** Hands out the shared token, renewing it once at a time. */
export interface AccessTokens {
  get(): Promise<AccessToken | Rejected>
  /** After Daraja refused `stale`: another process's newer token, or a new one. */
  renew(stale: string): Promise<AccessToken | Rejected>
}

/** Stop using a token this long before it expires, so that none dies on its way. */
const EXPIRY_MARGIN_MS = 60_000

/** Where Daraja's `expires_in` is missing or nonsense: shorter than the documented 3,599 s. */
const FALLBACK_LIFETIME_S = 1_800

const TOKEN_TIMEOUT_MS = 10_000

/** Serves the tokens of one consumer key. */
export function createAccessTokens(options: {
  baseUrl: string
  consumerKey: string
  consumerSecret: string
  transport: Transport
  nowMs: () => number
  store: AccessTokenStore
}): AccessTokens {
  let current: AccessToken | null = null
  let renewal: Promise<AccessToken | Rejected> | null = null

  const fresh = (token: AccessToken | null): AccessToken | null =>
    token !== null && token.expiresAtMs > options.nowMs() ? token : null

  function renewOnce(stale: string | null): Promise<AccessToken | Rejected> {
    renewal ??= options.store
      .replace(stale, () => mintAccessToken(options))
      .then(result => {
        if ('token' in result) current = result
        return result
      })
      .finally(() => {
        renewal = null
      })
    return renewal
  }

  return {
    async get() {
      const known = fresh(current)
      if (known) return known
      if (renewal) return renewal
      const shared = await options.store.read()
      // While we read, another call may have renewed it: never go back to what was stored before.
      current = fresh(current) ?? fresh(shared)
      return current ?? renewOnce(shared?.token ?? null)
    },

    async renew(stale) {
      // Somebody may have renewed it between our request and its refusal.
      const known = fresh(current)
      if (known && known.token !== stale) return known
      if (renewal) return renewal
      const shared = fresh(await options.store.read())
      const newer = [fresh(current), shared].find(token => token && token.token !== stale)
      if (!newer) return renewOnce(stale)
      current = newer
      return newer
    },
  }
}

/** A store for one process. */
export function createMemoryTokenStore(): AccessTokenStore {
  let token: AccessToken | null = null
  return {
    read: async () => token,
    async replace(_stale, mint) {
      const result = await mint()
      if ('token' in result) token = result
      return result
    },
  }
}

async function mintAccessToken(options: {
  baseUrl: string
  consumerKey: string
  consumerSecret: string
  transport: Transport
  nowMs: () => number
}): Promise<AccessToken | Rejected> {
  const credentials = btoa(`${options.consumerKey}:${options.consumerSecret}`)
  const hide = (text: string) => redact(text, [credentials, options.consumerSecret, options.consumerKey])

  let answer: { status: number; text: string }
  try {
    answer = await options.transport({
      method: 'GET',
      url: `${options.baseUrl}/oauth/v1/generate?grant_type=client_credentials`,
      headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
      body: null,
      timeoutMs: TOKEN_TIMEOUT_MS,
    })
  } catch (error) {
    // Whatever happened to the token request, the call it was for has not been sent: no effect.
    const how = error instanceof NotSent ? 'could not be reached' : 'did not answer'
    return rejected('unreachable', { message: `Daraja's token endpoint ${how}` })
  }

  const body = readJsonObject(answer.text) as WireAccessToken | null
  if (answer.status < 300 && typeof body?.access_token === 'string' && body.access_token !== '') {
    return { token: body.access_token, expiresAtMs: options.nowMs() + lifetimeMs(body.expires_in) }
  }

  const error = readErrorBody(answer.text)
  const httpStatus = answer.status
  const message = hide(error?.message ?? `no token in the answer (HTTP ${httpStatus})`)
  const isOurFault = httpStatus === 400 || httpStatus === 401 || error?.code.startsWith('400.') === true
  return rejected(isOurFault ? 'unauthorised' : httpStatus === 429 ? 'throttled' : 'unreachable', {
    errorCode: error?.code ?? null,
    message,
    httpStatus,
  })
}

function lifetimeMs(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' || typeof expiresIn === 'number' ? Number(expiresIn) : Number.NaN
  const lifetime = (Number.isFinite(seconds) && seconds > 0 ? seconds : FALLBACK_LIFETIME_S) * 1000
  return lifetime > 2 * EXPIRY_MARGIN_MS ? lifetime - EXPIRY_MARGIN_MS : lifetime / 2
}
