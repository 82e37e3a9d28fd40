// How a request reaches Daraja. The default is the platform's `fetch`; a server injects something cheaper
// (a keep-alive agent costs about a quarter of fetch's CPU on Node), a simulation something deterministic.

/** One HTTP request. `timeoutMs` bounds the whole exchange, body included. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly timeoutMs: number
}

/** A whole HTTP answer. `text` is cut at {@link MAX_ANSWER_BYTES}. */
export interface TransportAnswer {
  readonly status: number
  readonly text: string
}

/**
 * Sends one request once, following no redirect.
 * @throws {NotSent} where the request certainly never left; anything else where that is not certain
 */
export type Transport = (request: TransportRequest) => Promise<TransportAnswer>

/** Raised by a transport that could not open a connection: nothing was sent, so nothing happened. */
export class NotSent extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotSent'
  }
}

/**
 * Daraja's answers are below 2 KiB, but for pages of Pull Transactions: a hundred rows are 30 KiB, and how many a page may
 * hold is documented nowhere. Beyond this it is a gateway's page, not worth reading on.
 */
export const MAX_ANSWER_BYTES = 1024 * 1024

/** Errors that come before the first byte of the request: refused, unresolved, unroutable, no TLS session. */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Whether an error of `fetch`, undici or Bun proves that the request never left. */
export function provesNotSent(error: unknown): boolean {
  for (let cause = error, depth = 0; cause !== undefined && cause !== null && depth < 4; depth++) {
    const { code, errors, cause: next } = cause as { code?: unknown; errors?: unknown; cause?: unknown }
    if (typeof code === 'string' && NOT_SENT_CODES.has(code)) return true
    // Happy eyeballs: one error per address tried; all of them must agree.
    if (Array.isArray(errors) && errors.length > 0) return errors.every(provesNotSent)
    cause = next
  }
  return false
}

/** The default transport: the platform's own `fetch`. */
export const fetchTransport: Transport = async request => {
  let response: Response
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutMs),
    })
  } catch (error) {
    if (provesNotSent(error)) throw new NotSent(describe(error))
    throw error
  }
  return { status: response.status, text: await readText(response) }
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  while (bytes < MAX_ANSWER_BYTES) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text
}

function describe(error: unknown): string {
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: { code?: unknown } }
  return String(cause?.code ?? code ?? message ?? 'connection failed')
}
