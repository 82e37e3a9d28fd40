// The HTTP side: Daraja's own paths for everybody who reaches the port, the control API and the phones for this machine.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { handleControl } from '../control/routes.ts'
import type { Core } from '../core.ts'
import { handleDaraja } from '../daraja/gateway.ts'
import { formatSeed } from '../seeded-random.ts'
import type { EventFeeds } from './event-stream.ts'
import { toJsonPieces } from './json-pieces.ts'
import { isFromThisMachine } from './loopback.ts'
import { findPageFile } from './page-files.ts'
import { readBody } from './read-body.ts'

const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

/** Answers every request. */
export function createListener(core: Core, feeds: EventFeeds): RequestListener {
  return (request, response) => {
    answer(core, feeds, request, response).catch((error: unknown) => {
      core.events.tell('warning', () => `Could not answer ${request.method} ${pathOf(request)}: ${error}.`)
      response.destroy()
    })
  }
}

async function answer(
  core: Core,
  feeds: EventFeeds,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request)
  if (path.startsWith('/_sim')) return answerControl(core, feeds, path, request, response)
  if (path === '/health') {
    const now = new Date(core.agenda.nowMs()).toISOString()
    return writeJson(response, 200, { status: 'ok', service: 'simulator', now, seed: formatSeed(core.seed) })
  }
  const page = findPageFile(path === '/' && isEmbedded(request) ? '/phone' : path)
  if (page !== undefined) return answerPage(page, request, response)
  return answerDaraja(core, request, response)
}

async function answerDaraja(core: Core, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  if (body === null) {
    response.setHeader('connection', 'close')
    return writeJson(response, 413, { errorCode: '413', errorMessage: 'Request Entity Too Large' })
  }
  const reply = await handleDaraja(core, {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers as Record<string, string | undefined>,
    body,
  })
  if (reply === 'cut') {
    request.socket.destroy()
    return
  }
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(reply.body)
}

async function answerControl(
  core: Core,
  feeds: EventFeeds,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isFromThisMachine(request)) return refuseStranger(response)
  if (path === '/_sim/events' && request.method === 'GET') {
    if (!feeds.open(response)) {
      writeJson(response, 503, { error: { code: 'busy', message: 'Too many feeds are open; close one.' } })
    }
    return
  }
  const body = await readBody(request)
  if (body === null) {
    response.setHeader('connection', 'close')
    return writeJson(response, 413, { error: { code: 'too-long', message: 'The body may have 16 KiB at most.' } })
  }
  const reply = await handleControl(core, { method: request.method ?? '', path, body })
  if (reply.allow !== undefined) response.setHeader('allow', reply.allow)
  return writeJson(response, reply.status, reply.value)
}

function answerPage(
  page: { headers: Readonly<Record<string, string>>; body: Buffer },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!isFromThisMachine(request)) {
    refuseStranger(response)
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    writeJson(response, 405, { error: { code: 'method-not-allowed', message: 'Pages take GET only.' } })
    return
  }
  response.writeHead(200, { ...page.headers, 'content-length': page.body.length })
  response.end(request.method === 'HEAD' ? undefined : page.body)
}

function refuseStranger(response: ServerResponse): void {
  writeJson(response, 403, {
    error: {
      code: 'forbidden',
      message: 'The control API and the phones answer this machine only. Ask through 127.0.0.1 or localhost.',
    },
  })
}

async function writeJson(response: ServerResponse, status: number, value: unknown): Promise<void> {
  response.writeHead(status, JSON_HEADERS)
  for (const piece of toJsonPieces(value)) {
    if (response.destroyed) return
    if (!response.write(piece)) await drained(response)
  }
  response.end()
}

/** Until the reader has caught up, or gone away. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const over = () => {
      response.off('drain', over).off('close', over)
      resolve()
    }
    response.on('drain', over).on('close', over)
  })
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

/** `/?embed=1&number=…` is another spelling of `/phone?number=…`. */
function isEmbedded(request: IncomingMessage): boolean {
  return new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('embed') === '1'
}
