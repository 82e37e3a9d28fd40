// What makes the site something a phone can install and read without a network: manifest, icons, service worker, and the page
// of what is kept. Without Next.js: no cookie, no visitor, the same bytes for everybody.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { chooseLanguage } from '../../words/languages.ts'
import { chooseEncoding } from '../hold-answer.ts'
import { KEPT_POLICY, toKeptPage } from './kept-page.ts'
import { ICONS, toManifest } from './manifest.ts'

interface Part {
  readonly type: string
  readonly etag: string
  readonly cacheControl: string
  readonly policy: string
  readonly bytes: Readonly<Record<'identity' | 'br' | 'gzip', Buffer>>
}

export interface Installable {
  /** By path. */
  readonly parts: ReadonlyMap<string, Part>
  /** Whose site it is; null where no campaign says so. */
  findCharity(): Promise<string | null>
}

const MANIFEST = '/manifest.webmanifest'

/** Asked about at every visit, and mostly answered "the same". */
const ASK_EACH_TIME = 'no-cache'
const A_WEEK = 'public, max-age=604800'
const NOTHING = "default-src 'none'; frame-ancestors 'none'"

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/**
 * Reads them all.
 * @param build the build's name: another one makes the service worker another, which drops what the old one kept of the site
 */
export async function readInstallable(build: string, findCharity: Installable['findCharity']): Promise<Installable> {
  const read = (name: string) => readFile(join(import.meta.dirname, name))
  const worker = (await read('service-worker.js')).toString('utf8').replaceAll('BUILD', build)
  const parts = new Map<string, Part>()
  parts.set(
    '/sw.js',
    await toPart(worker, 'text/javascript; charset=utf-8', {
      cacheControl: ASK_EACH_TIME,
      policy: "default-src 'none'; connect-src 'self'",
    }),
  )
  parts.set('/kept', await toPart(toKeptPage(), 'text/html; charset=utf-8', { policy: KEPT_POLICY }))
  for (const { src, file } of ICONS) {
    parts.set(src, await toPart(await read(file), 'image/png', { cacheControl: A_WEEK }))
  }
  return { parts, findCharity }
}

async function toPart(
  content: string | Buffer,
  type: string,
  { cacheControl = ASK_EACH_TIME, policy = NOTHING }: { cacheControl?: string; policy?: string },
): Promise<Part> {
  const identity = Buffer.from(content)
  const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`
  const [br, gz] = type === 'image/png' ? [identity, identity] : [await toBrotli(identity), await toGzip(identity)]
  return { type, etag, cacheControl, policy, bytes: { identity, br, gzip: gz } }
}

/**
 * Answers a request for one of them.
 * @returns false where it is for something else
 */
export async function serveInstallable(
  installable: Installable,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const path = (request.url ?? '').split('?')[0] ?? ''
  const part = path === MANIFEST ? await makeManifest(installable, request) : installable.parts.get(path)
  if (!part) return false
  response.setHeader('ETag', part.etag)
  response.setHeader('Cache-Control', part.cacheControl)
  response.setHeader('Content-Security-Policy', part.policy)
  response.setHeader('Vary', 'Accept-Encoding')
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(part.etag)) {
    response.writeHead(304).end()
    return true
  }
  const encoding = chooseEncoding(request.headers['accept-encoding'] ?? '') ?? 'identity'
  const body = part.bytes[encoding]
  if (body !== part.bytes.identity) response.setHeader('Content-Encoding', encoding)
  response.writeHead(200, { 'Content-Type': part.type, 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}

/** Named after the charity, in the language of whoever asks: browsers send no cookie with it. */
async function makeManifest(installable: Installable, request: IncomingMessage): Promise<Part> {
  const charity = await installable.findCharity().catch(() => null)
  const language = chooseLanguage(null, request.headers['accept-language'] ?? null)
  return toPart(toManifest(charity, language), 'application/manifest+json', {})
}
