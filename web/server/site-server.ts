// The site's HTTP server: limits, true addresses, the origin check and the files, before Next.js is asked for a page.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Log, toErrorText } from '@harambee/payments'
import { readLink } from '../app/(donor)/pay/[paymentId]/signed-link.ts'
import { readBody, readForm, repackForm } from './form-body.ts'
import { type FindSender, rebuildForwarded, type Sender } from './forwarded.ts'
import { holdAnswer } from './hold-answer.ts'
import { type Installable, serveInstallable } from './installable/serve-installable.ts'
import { lightenAnswer, varyByVersion } from './light/lighten-answer.ts'
import type { StyleSheet } from './light/used-css.ts'
import { chooseVersion, isToBeKept, readWish, savesData, toOtherHref, toVersionCookie } from './light/version.ts'
import { PLAIN_PAGES, PLAIN_POLICY, sendPlainPage, toPlainHtml } from './plain-page.ts'
import { type RequestScope, withRequestScope } from './request-scope.ts'
import { isFromOurPages } from './same-site.ts'
import { createNonce, FRAMED_HEADERS, FRAMED_PAGE, SECURITY_HEADERS, toPolicy } from './security-headers.ts'
import { type StaticFiles, serveStatic } from './static-files.ts'

export interface SiteContext {
  readonly log: Log
  readonly publicOrigins: readonly string[]
  readonly findSender: FindSender
  /** The port of the virtual phone; null outside the demo. */
  readonly simulatorPort: number | null
  readonly staticFiles: StaticFiles
  /** By path; what light pages take their style from. */
  readonly styleSheets: ReadonlyMap<string, StyleSheet>
  readonly installable: Installable
  /** The name Next.js gave the form's action in this build. */
  readonly actionId: string
  /** Throws where the site cannot serve. */
  check(): Promise<void>
  /** Next.js. */
  handlePage(request: IncomingMessage, response: ServerResponse): Promise<void>
}

const HEADERS_TIMEOUT_MS = 10_000
/** A form of 1 KiB on a bad network may take a while; a request that takes longer is no form. */
const REQUEST_TIMEOUT_MS = 30_000
const KEEP_ALIVE_TIMEOUT_MS = 10_000
/** Whoever neither sends nor reads for so long is gone. Waiting pages hear something every 15 seconds. */
const STANDSTILL_MS = 60_000
const MAX_HEADER_BYTES = 16 * 1024
const MAX_URL_LENGTH = 2_048
const MAX_CONNECTIONS = 10_000
const MAX_REQUESTS_PER_SOCKET = 1_000
const HEALTH_TIMEOUT_MS = 2_000

/** Pages whose form goes to the Server Action; forms elsewhere go to route handlers. */
const FORM_PAGES = /^\/(?:give\/[^/]+|pay\/[^/]+)$/
const FORM_ROUTES = /^\/(?:pay\/[^/]+\/(?:check|twice)|welcome\/replay|stop-prompts\/send|pledge\/[^/]+\/[^/]+\/act)$/

/** Whether it has been said that a proxy stands in front whose word is not taken. Once is enough. */
let hasWarned = false

/** Creates the server, not listening yet. */
export function createSiteServer(context: SiteContext): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Nothing here speaks WebSocket, and upgrades have been a way around Next.js's checks before.
      shouldUpgradeCallback: () => false,
    },
    (request, response) => {
      answer(context, request, response).catch(error => {
        // A browser that goes away in the middle is no error.
        if (response.destroyed) return
        context.log.error('a request failed', { error: toErrorText(error), method: request.method ?? '' })
        if (response.headersSent) response.destroy()
        else sendPlainPage(response, PLAIN_PAGES.broken)
      })
    },
  )
  server.timeout = STANDSTILL_MS
  server.maxConnections = MAX_CONNECTIONS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET
  return server
}

async function answer(context: SiteContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
  const url = request.url ?? ''
  // An absolute URL or a path of two slashes is read as another host further down.
  if (!url.startsWith('/') || url.startsWith('//') || url.length > MAX_URL_LENGTH) {
    return sendPlainPage(response, PLAIN_PAGES.badRequest)
  }
  const path = url.split('?')[0] ?? ''
  if (path === '/health') return sendHealth(context, response)
  if (await serveStatic(context.staticFiles, request, response)) return
  if (await serveInstallable(context.installable, request, response)) return
  const isForm = request.method === 'POST' && (FORM_PAGES.test(path) || FORM_ROUTES.test(path))
  if (!isForm && request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return sendPlainPage(response, PLAIN_PAGES.methodNotAllowed)
  }

  const sender = context.findSender(request)
  warnOfProxy(context, request, sender)
  prepareHeaders(context, request, response, sender, path)
  const wish = isForm ? null : readWish(url)
  if (wish) {
    const cookie = toVersionCookie(wish.version, request.headers['x-forwarded-proto'] === 'https')
    response.writeHead(303, { Location: wish.href, 'Set-Cookie': cookie, 'Cache-Control': 'private, no-store' }).end()
    return
  }
  const version = chooseVersion(url, request.headers)
  const scope: RequestScope = {
    ...{ path, link: readLink(url), peerAddress: sender.address },
    ...{ version, otherVersionHref: toOtherHref(url, version) },
    ...{ status: null, answer: null, mayBeKept: false },
  }
  if (isForm) return answerForm(context, request, response, scope)
  return answerPage(context, request, response, scope)
}

/**
 * Everybody would have the proxy's address, and share the ten prompts one address may ask for. Only a proxy on a network of
 * our own is a likely one: anybody else can write the header too.
 */
function warnOfProxy({ log }: SiteContext, request: IncomingMessage, sender: Sender): void {
  if (hasWarned || request.headers['x-forwarded-for'] === undefined) return
  const isOwnNetwork = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(sender.address)
  if (!isOwnNetwork) return
  hasWarned = true
  log.warn('a proxy seems to stand in front: name it in TRUSTED_PROXIES, or all givers share one address', {
    address: sender.address,
  })
}

async function answerForm(
  context: SiteContext,
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
): Promise<void> {
  const { headers } = request
  const origin = headers.origin ?? null
  const fetchSite = typeof headers['sec-fetch-site'] === 'string' ? headers['sec-fetch-site'] : null
  if (!isFromOurPages({ origin, fetchSite, host: headers.host ?? null }, context.publicOrigins)) {
    context.log.warn('a form from elsewhere was refused; is PUBLIC_URL the address people use?', {
      origin: origin ?? 'none',
      fetchSite,
    })
    await readBody(request)
    return sendPlainPage(response, PLAIN_PAGES.foreignForm)
  }
  const fields = await readForm(request)
  if (typeof fields === 'string') return sendPlainPage(response, PLAIN_PAGES[fields])

  // Judged already; Next.js compares the two again, and warns where one is missing.
  headers.origin = `http://${headers.host ?? 'localhost'}`
  const actionId = FORM_PAGES.test(scope.path) ? context.actionId : null
  return answerPage(context, await repackForm(request, fields, actionId), response, scope)
}

async function answerPage(
  context: SiteContext,
  request: IncomingMessage,
  response: ServerResponse,
  scope: RequestScope,
): Promise<void> {
  holdAnswer(request, response, {
    beforeHead() {
      response.statusCode = scope.status ?? response.statusCode
      if (isPersonal(response)) response.setHeader('Cache-Control', 'private, no-store')
      varyByVersion(response, savesData(request.headers))
    },
    beforeBody(page) {
      // A page Next.js could not render is empty without JavaScript.
      const isBroken = response.statusCode === 500 && response.getHeader('content-type')?.toString().includes('html')
      if (!isBroken)
        return lightenAnswer(page, { ...context, response, scope, isToBeKept: isToBeKept(request.url ?? '') })
      response.setHeader('Content-Security-Policy', PLAIN_POLICY)
      return Buffer.from(toPlainHtml(PLAIN_PAGES.broken))
    },
  })
  await withRequestScope(scope, () => context.handlePage(request, response))
}

/** Everything but pictures and streams, which say themselves how long they may be kept. */
function isPersonal(response: ServerResponse): boolean {
  const type = String(response.getHeader('content-type') ?? '')
  return !type.startsWith('image/') && !type.startsWith('text/event-stream')
}

/** What the page may believe of the request, and the policy it is rendered under. */
function prepareHeaders(
  context: SiteContext,
  request: IncomingMessage,
  response: ServerResponse,
  sender: Sender,
  path: string,
): void {
  const { headers } = request
  const isPublicHttps = context.publicOrigins.includes(`https://${headers.host}`)
  rebuildForwarded(headers, isPublicHttps ? { ...sender, protocol: 'https' } : sender)

  const hostname = (headers.host ?? 'localhost').replace(/:\d+$/, '')
  const isWelcome = path === '/welcome' && context.simulatorPort !== null && /^[A-Za-z0-9.[\]:-]+$/.test(hostname)
  const policy = toPolicy(createNonce(), isWelcome ? `http://${hostname}:${context.simulatorPort}` : null)
  headers['content-security-policy'] = policy
  response.setHeader('Content-Security-Policy', policy)
  if (!FRAMED_PAGE.test(path)) return
  for (const [name, value] of Object.entries(FRAMED_HEADERS)) {
    if (value === null) response.removeHeader(name)
    else response.setHeader(name, value)
  }
}

async function sendHealth(context: SiteContext, response: ServerResponse): Promise<void> {
  const isWell = await Promise.race([
    context.check().then(
      () => true,
      () => false,
    ),
    new Promise<false>(resolve => setTimeout(resolve, HEALTH_TIMEOUT_MS, false).unref()),
  ])
  const body = isWell ? { status: 'ok', part: 'site' } : { status: 'unavailable', part: 'site' }
  response.writeHead(isWell ? 200 : 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
