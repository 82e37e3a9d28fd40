// Reads a `postgres://` URL: where the server is, who we are there, and how the connection is protected. What it names in
// problems never holds the password.

import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { userInfo } from 'node:os'
import type { ConnectionOptions } from 'node:tls'
import { DatabaseProblem } from './database.ts'

export interface PgAddress {
  /** `db.example.org:5432/harambee`, to be shown. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** A Unix socket's path, instead of host and port. */
  readonly socketPath: string | null
  readonly user: string
  readonly password: string
  readonly database: string
  /** `prefer`: where the server offers it. */
  readonly encryption: 'off' | 'prefer' | 'required'
  readonly tls: ConnectionOptions
}

const DEFAULT_PORT = 5432

/** What libpq calls them; `allow` would try without first. */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type SslMode = (typeof SSL_MODES)[number]

/** Understood, and of no consequence here: sessions that only let read are refused anyway. */
const WITHOUT_CONSEQUENCE = new Set(['application_name', 'connect_timeout', 'target_session_attrs', 'gssencmode'])
const UNDERSTOOD = new Set([
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'ssl',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
])

/** @throws {DatabaseProblem} saying what to write instead */
export function readPostgresUrl(text: string): PgAddress {
  const url = parseUrl(text)
  const { searchParams: query } = url
  for (const name of query.keys()) {
    if (name === 'channel_binding' && query.get(name) === 'require') {
      throw new DatabaseProblem(
        'DATABASE_URL: channel_binding=require is not supported, use sslmode=verify-full instead.',
      )
    }
    if (!UNDERSTOOD.has(name) && !WITHOUT_CONSEQUENCE.has(name) && name !== 'channel_binding') {
      throw new DatabaseProblem(`DATABASE_URL: "${name}" is not understood, take it out. sslmode is.`)
    }
  }
  const host = query.get('host') ?? (decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost')
  if (host.includes(',')) throw new DatabaseProblem('DATABASE_URL names several hosts: name the one that takes writes.')
  const port = Number(query.get('port') ?? (url.port || DEFAULT_PORT))
  const user = query.get('user') ?? (decode(url.username) || process.env.PGUSER || userInfo().username)
  const database = query.get('dbname') ?? (decode(url.pathname.slice(1)) || user)
  const socketPath = host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : null
  return {
    name: `${socketPath ?? `${host.includes(':') ? `[${host}]` : host}:${port}`}/${database}`,
    host,
    port,
    socketPath,
    user,
    database,
    password: query.get('password') ?? (decode(url.password) || process.env.PGPASSWORD || ''),
    ...readProtection(query, host, socketPath !== null || isThisMachine(host)),
  }
}

/** What is wrong with a URL, without reading more than it; null: nothing. */
export function findPostgresUrlProblem(text: string): string | null {
  try {
    readPostgresUrl(text)
    return null
  } catch (error) {
    if (error instanceof DatabaseProblem) return error.message
    throw error
  }
}

/** A password with these characters as they are ends up in the host, the path or the query: then nothing is shown of it. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isTorn =
    /^[^/]*\/\/[^/?#]*@[^/?#]*@/.test(text) ||
    url?.pathname.includes('@') ||
    url?.hash !== '' ||
    [...url.searchParams.keys()].some(name => !/^[a-z_]+$/.test(name))
  if (url && !isTorn) return url
  throw new DatabaseProblem(
    'DATABASE_URL is no URL such as postgres://user:password@host:5432/database: ' +
      'in user and password write @ as %40, / as %2F, : as %3A, ? as %3F and # as %23.',
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new DatabaseProblem('DATABASE_URL holds a % that begins no character: write % as %25.')
  }
}

/** Without a word about it, connections to other machines are encrypted where the server can. */
function readProtection(query: URLSearchParams, host: string, isLocal: boolean): Pick<PgAddress, 'encryption' | 'tls'> {
  const mode = readMode(query, isLocal)
  if (mode === 'disable') return { encryption: 'off', tls: {} }
  const rootFile = query.get('sslrootcert')
  // A root certificate is there to be compared with, as libpq sees it.
  const isVerified = mode === 'verify-ca' || mode === 'verify-full' || (mode === 'require' && rootFile !== null)
  return {
    encryption: mode === 'prefer' || mode === 'allow' ? 'prefer' : 'required',
    tls: {
      host,
      ...(isIP(host) === 0 && { servername: host }),
      ...(rootFile !== null && rootFile !== 'system' && { ca: readFile('sslrootcert', rootFile) }),
      ...readOwnCertificate(query),
      rejectUnauthorized: isVerified,
      ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    },
  }
}

function readMode(query: URLSearchParams, isLocal: boolean): SslMode {
  const ssl = query.get('ssl')
  const text = query.get('sslmode') ?? (ssl === 'true' ? 'require' : ssl === 'false' ? 'disable' : ssl)
  if (text === null) return isLocal ? 'disable' : 'prefer'
  const mode = SSL_MODES.find(known => known === text)
  if (mode === undefined) {
    throw new DatabaseProblem(`DATABASE_URL: sslmode=${text}: use one of ${SSL_MODES.join(', ')}.`)
  }
  return mode
}

function readOwnCertificate(query: URLSearchParams): Pick<ConnectionOptions, 'cert' | 'key'> {
  const [cert, key] = [query.get('sslcert'), query.get('sslkey')]
  if (cert === null || key === null) return {}
  return { cert: readFile('sslcert', cert), key: readFile('sslkey', key) }
}

function readFile(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const why = (error as { code?: unknown }).code ?? 'unreadable'
    throw new DatabaseProblem(
      `DATABASE_URL: ${name}=${path} cannot be read (${String(why)}): name a file this user may read.`,
    )
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
