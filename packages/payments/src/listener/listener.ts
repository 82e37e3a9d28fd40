// The callback listener: a node:http server of its own, because a framework's request handling costs twenty times as
// much, hides the peer's address and reads bodies without limit (docs/decisions/0002).

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { toErrorText } from '../log.ts'
import type { ReceiveContext } from '../receive-callback.ts'
import { answerCallback } from './answer-callback.ts'
import { type Door, findDoor } from './doors.ts'
import { readBody } from './read-body.ts'

export interface ListenerOptions {
  readonly context: ReceiveContext
  /** The true address of a request's sender. */
  readonly peerAddress: (request: IncomingMessage) => string
  /** Where the doors are, e.g. `/api/mpesa`, `/cb`. */
  readonly prefixes: readonly string[]
  /** Throws where the engine cannot serve. */
  readonly check: () => Promise<void>
}

/** A header never takes longer than this; a whole request, body included, twice that. */
const HEADERS_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 10_000
const KEEP_ALIVE_MS = 5_000
/** Whoever neither sends nor reads for so long is gone; longer than a database that is away is waited for. */
const STANDSTILL_MS = 60_000
/** How often slow connections are looked for. */
const SWEEP_MS = 1_000
const MAX_HEADER_BYTES = 8 * 1024
const MAX_CONNECTIONS = 10_000
const MAX_REQUESTS_PER_SOCKET = 1_000

/** Creates the server; the caller listens and closes. */
export function createListener(options: ListenerOptions): Server {
  const { context } = options
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: SWEEP_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Two Content-Length headers and the like are refused rather than guessed at.
      insecureHTTPParser: false,
    },
    (request, response) => {
      handle(options, request, response).catch(error => {
        context.ports.log.debug('a request ended early', { error: toErrorText(error) })
        response.destroy()
      })
    },
  )
  server.timeout = STANDSTILL_MS
  server.maxConnections = MAX_CONNECTIONS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET
  return server
}

async function handle(options: ListenerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  if (path === '/health') return answerHealth(options, response)
  if (path === '/metrics') return answerMetrics(options, request, response)

  const door = findDoor(path, options.prefixes)
  if (!door) return answer(response, 404, '{"error":"there is nothing here"}')
  return passCallback(options, door, request, response)
}

async function passCallback(
  { context, peerAddress }: ListenerOptions,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body, headers, isFinal } = await answerCallback(context, {
    door,
    method: request.method ?? '',
    peerAddress: peerAddress(request),
    isEncoded: isEncoded(request),
    readBody: () => readBody(request),
  })
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value)
  if (isFinal) response.setHeader('connection', 'close')
  answer(response, status, body)
}

async function answerHealth({ check, context }: ListenerOptions, response: ServerResponse): Promise<void> {
  try {
    await check()
    answer(response, 200, JSON.stringify({ status: 'ok', queued: context.inbox.queued }))
  } catch (error) {
    context.ports.log.error('the engine cannot serve', { error: toErrorText(error) })
    answer(response, 503, '{"status":"unavailable"}')
  }
}

async function answerMetrics(
  { context }: ListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // By the socket, whatever a proxy says: metrics are for this machine.
  const address = request.socket.remoteAddress ?? ''
  if (!/^(?:127\.|::1$|::ffff:127\.)/.test(address)) return answer(response, 404, '{"error":"there is nothing here"}')
  response.setHeader('content-type', context.metrics.registry.contentType)
  response.end(await context.metrics.registry.metrics())
}

function isEncoded(request: IncomingMessage): boolean {
  const encoding = request.headers['content-encoding']
  return encoding !== undefined && encoding.toLowerCase() !== 'identity'
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
