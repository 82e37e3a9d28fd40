// Access tokens: one works per consumer key, each new one ends the one before.

import { type Core, faultStrikes } from '../core.ts'
import { type DarajaReply, type DarajaRequest, refuse, toReply } from './reply.ts'

/** `expires_in`, as text like most of Daraja's answers have it. */
const LIFETIME_S = 3_599
/** Consumer keys with a token at once; the oldest token goes when there are more. */
const MAX_TOKENS = 10_000

/** `GET /oauth/v1/generate?grant_type=client_credentials`. */
export function generateToken(core: Core, request: DarajaRequest): DarajaReply {
  const consumerKey = readConsumerKey(core, request.headers.authorization)
  if (consumerKey === 'wrong') return { status: 400, headers: {}, body: '' }
  if (consumerKey === null) return refuse(core, 400, '400.008.01', 'Invalid Authentication passed')
  const query = new URLSearchParams(request.path.split('?')[1] ?? '')
  if (query.get('grant_type') !== 'client_credentials') {
    return refuse(core, 400, '400.008.02', 'Invalid grant type passed')
  }
  const token = core.identifiers.accessToken()
  keepToken(core, consumerKey.key, token)
  return toReply(200, { access_token: token, expires_in: String(LIFETIME_S) })
}

/**
 * Who a request comes from.
 * @returns null for a token that works, else what is wrong with it
 */
export function checkToken(core: Core, authorization: string | undefined): 'no-header' | { refused: string } | null {
  const token = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return 'no-header'
  const known = core.store.rows.tokens.get(token)
  if (known === undefined) return { refused: token }
  const isUsed = core.index.usedTokens.has(token)
  // A token that fails on its first use would never let anybody in.
  const isOver = known.expiresAtMs <= core.agenda.nowMs() || (isUsed && faultStrikes(core, 'tokenExpiresEarly'))
  if (isOver) {
    dropToken(core, token)
    return { refused: token }
  }
  if (!isUsed) core.index.usedTokens.add(token)
  return null
}

/** The consumer key of a Basic header; null where it is none, `'wrong'` where key and secret are not the right ones. */
function readConsumerKey(core: Core, authorization: string | undefined): { key: string } | 'wrong' | null {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return null
  const [key = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const secret = rest.join(':')
  if (key === '' || secret === '') return null
  const { consumer } = core
  const isRight = consumer === null || (consumer.key === key && consumer.secret === secret)
  return isRight ? { key } : 'wrong'
}

function keepToken(core: Core, consumerKey: string, token: string): void {
  const { tokensByConsumer } = core.index
  const previous = tokensByConsumer.get(consumerKey)
  if (previous !== undefined) dropToken(core, previous)
  if (tokensByConsumer.size >= MAX_TOKENS) dropToken(core, tokensByConsumer.values().next().value ?? '')
  core.store.put('tokens', token, {
    token,
    consumerKey,
    expiresAtMs: core.agenda.nowMs() + LIFETIME_S * 1000,
  })
  tokensByConsumer.set(consumerKey, token)
}

function dropToken(core: Core, token: string): void {
  const known = core.store.rows.tokens.get(token)
  if (known === undefined) return
  core.store.remove('tokens', token)
  core.index.usedTokens.delete(token)
  core.index.tokensByConsumer.delete(known.consumerKey)
}
