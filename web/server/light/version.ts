// Which of the two versions of a page a browser gets: the full one, or the light one without scripts, fonts and pictures.
// Whoever has chosen keeps what they chose; else a browser that asks for less data (`Save-Data: on`) gets less.

import type { IncomingHttpHeaders } from 'node:http'

export type Version = 'light' | 'full'

/** A choice, kept for a year by the browser that made it. */
const COOKIE = 'version'
const CHOSEN = /(?:^|;\s*)version=(light|full)(?:;|$)/
const YEAR_SECONDS = 365 * 24 * 60 * 60

/** The parameter a link changes the version with. */
const PARAMETER = 'version'
/** The parameter a receipt is asked for with, to be kept on the phone: light, and to be read without a network. */
const KEPT_PARAMETER = 'kept'

/** Pages that are what they are: the newcomers' page lives from its scripts, the poster from its picture of a code. */
const FULL_ONLY = /^\/(?:welcome|give\/[^/]+\/(?:poster|embed))$/

/** What a page depends on, for caches between us and the browser. */
export const VERSION_VARY = 'Save-Data, Cookie'

/** The version a request is answered with. */
export function chooseVersion(url: string, headers: IncomingHttpHeaders): Version {
  const { pathname, searchParams } = readUrl(url)
  if (FULL_ONLY.test(pathname)) return 'full'
  if (searchParams.has(KEPT_PARAMETER)) return 'light'
  const chosen = CHOSEN.exec(headers.cookie ?? '')?.[1]
  if (chosen !== undefined) return chosen === 'light' ? 'light' : 'full'
  return savesData(headers) ? 'light' : 'full'
}

/** Whether the browser asks for less data. */
export function savesData(headers: IncomingHttpHeaders): boolean {
  return headers['save-data']?.toString().trim().toLowerCase() === 'on'
}

/** Whether a receipt is asked for to be kept. */
export function isToBeKept(url: string): boolean {
  return readUrl(url).searchParams.has(KEPT_PARAMETER)
}

/** Where the same page is seen in the other version: this address, with the wish added. */
export function toOtherHref(url: string, version: Version): string {
  const { pathname, searchParams } = readUrl(url)
  searchParams.delete(KEPT_PARAMETER)
  searchParams.set(PARAMETER, version === 'light' ? 'full' : 'light')
  return `${pathname}?${searchParams}`
}

/** What a path may be made of to be sent back as a place to go to: nothing that some browser reads as another host. */
const PLAIN_PATH = /^\/(?!\/)[\w.~%/-]*$/

/** A wish in an address: which version, and the address without it. null where there is none. */
export function readWish(url: string): { readonly version: Version; readonly href: string } | null {
  const { pathname, searchParams } = readUrl(url)
  const wished = searchParams.get(PARAMETER)
  if ((wished !== 'light' && wished !== 'full') || !PLAIN_PATH.test(pathname)) return null
  searchParams.delete(PARAMETER)
  return { version: wished, href: searchParams.size === 0 ? pathname : `${pathname}?${searchParams}` }
}

/** How a choice is set. */
export function toVersionCookie(version: Version, isHttps: boolean): string {
  const rules = ['Path=/', `Max-Age=${YEAR_SECONDS}`, 'HttpOnly', 'SameSite=Lax', ...(isHttps ? ['Secure'] : [])]
  return [`${COOKIE}=${version}`, ...rules].join('; ')
}

function readUrl(url: string): { pathname: string; searchParams: URLSearchParams } {
  const [pathname = '/', ...query] = url.split('?')
  return { pathname, searchParams: new URLSearchParams(query.join('?')) }
}
