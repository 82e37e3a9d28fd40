// The scripts, styles and fonts of the builds, straight from disk and compressed beforehand. Those of earlier builds are
// served too: a page left open over a redeploy still finds what it was built with.

import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { chooseEncoding } from './hold-answer.ts'

const PREFIX = '/_next/static/'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Names hold a hash of their content, so they never change. */
const FOREVER = 'public, max-age=31536000, immutable'

/** More files than any of our builds has. */
const MAX_FILES = 5_000

/** What is said for pages only: a script or a font has no use for it, and every one of them would carry it. */
const FOR_PAGES = ['Permissions-Policy', 'Cross-Origin-Opener-Policy', 'X-Frame-Options', 'Referrer-Policy']

interface StaticFile {
  readonly path: string
  readonly type: string
  /** Sizes by coding; `identity` is the file itself. */
  readonly sizes: Readonly<Record<'identity' | 'br' | 'gzip', number | null>>
}

const SUFFIXES = { identity: '', br: '.br', gzip: '.gz' } as const

export type StaticFiles = ReadonlyMap<string, StaticFile>

/** Lists what the builds hold, by URL path. The first build wins. */
export async function listStaticFiles(buildFolders: readonly string[]): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  for (const build of buildFolders) {
    const folder = join(build, 'static')
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
    for (const path of paths.slice(0, MAX_FILES)) {
      const type = TYPES[extname(path)]
      const url = PREFIX + relative(folder, path).split(sep).join('/')
      if (type === undefined || files.has(url)) continue
      files.set(url, { path, type, sizes: await readSizes(path) })
    }
  }
  return files
}

/**
 * Answers a request for one of them.
 * @returns false where it is for something else
 */
export async function serveStatic(
  files: StaticFiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = (request.url ?? '').split('?')[0] ?? ''
  if (!url.startsWith(PREFIX)) return false
  const file = files.get(url)
  if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(404, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end('Not found')
    return true
  }
  const wanted = chooseEncoding(request.headers['accept-encoding'] ?? '') ?? 'identity'
  const encoding = file.sizes[wanted] === null ? 'identity' : wanted
  for (const name of FOR_PAGES) response.removeHeader(name)
  const size = file.sizes[encoding]
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding)
  if (file.sizes.br !== null) response.setHeader('Vary', 'Accept-Encoding')
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': size ?? 0, 'Cache-Control': FOREVER })
  if (request.method === 'HEAD') {
    response.end()
    return true
  }
  // A browser that goes away in the middle is no error.
  await pipeline(createReadStream(file.path + SUFFIXES[encoding]), response).catch(() => response.destroy())
  return true
}

async function readSizes(path: string): Promise<StaticFile['sizes']> {
  const sizeOf = async (suffix: string) => (await stat(path + suffix).catch(() => null))?.size ?? null
  const [identity, br, gzip] = await Promise.all([
    sizeOf(SUFFIXES.identity),
    sizeOf(SUFFIXES.br),
    sizeOf(SUFFIXES.gzip),
  ])
  return { identity, br, gzip }
}
