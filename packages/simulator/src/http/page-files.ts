// The page with the virtual phones: files of this package, served as they are, under a policy that lets them load nothing
// from anywhere else.

import { readFileSync } from 'node:fs'

export interface PageFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const FOLDER = new URL('../page/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

const FILES: ReadonlyMap<string, string> = new Map([
  ['/', 'board.html'],
  ['/phone', 'phone.html'],
  ...[
    'api.js',
    'bars.svg',
    'board.css',
    'board.js',
    'callbacks.js',
    'caption.js',
    'cloth.svg',
    'crack.svg',
    'dialogs.css',
    'dialogs.js',
    'dom.js',
    'events.js',
    'feed.js',
    'follow.js',
    'handset.css',
    'handset.js',
    'hatch.svg',
    'menu.js',
    'owner.js',
    'panels.css',
    'phone-page.css',
    'phone-page.js',
    'tokens.css',
    'weather.js',
    'weather.svg',
  ].map((name): [string, string] => [`/page/${name}`, name]),
])

/** Pages of this machine may show a phone in a frame; nobody else may. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*',
].join('; ')

const cache = new Map<string, PageFile>()

/** The file at a path; undefined where there is none. */
export function findPageFile(path: string): PageFile | undefined {
  const name = FILES.get(path)
  if (name === undefined) return undefined
  const known = cache.get(name)
  if (known !== undefined) return known
  const file: PageFile = {
    headers: {
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    },
    body: readFileSync(new URL(name, FOLDER)),
  }
  cache.set(name, file)
  return file
}
