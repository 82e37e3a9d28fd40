// Where the light version stands between Next.js and the browser: a page that was asked for lightly leaves here light.

import type { ServerResponse } from 'node:http'
import { type Log, toErrorText } from '@harambee/payments'
import type { RequestScope } from '../request-scope.ts'
import { toLightPage } from './light-page.ts'
import type { StyleSheet } from './used-css.ts'
import { VERSION_VARY } from './version.ts'

/** Says of an answer that it is a receipt which may be kept on the phone (components/offline/keep-receipt.tsx). */
export const KEPT_HEADER = 'Kept-Receipt'

const OK = 200

/**
 * Tells caches that the same address has two versions, and has the font wait for its turn where data is to be saved. Called
 * when the headers are settled.
 */
export function varyByVersion(response: ServerResponse, savesData: boolean): void {
  if (!isPage(response)) return
  response.appendHeader('Vary', VERSION_VARY)
  // Next.js has the browser fetch the font before it has read a line of the page.
  if (savesData) response.removeHeader('Link')
}

/**
 * The page as it goes out.
 * @param isToBeKept whether it was asked for in order to be kept: it is marked as a copy, where it may be one
 */
export function lightenAnswer(
  page: Buffer,
  parts: {
    readonly response: ServerResponse
    readonly scope: RequestScope
    readonly isToBeKept: boolean
    readonly styleSheets: ReadonlyMap<string, StyleSheet>
    readonly log: Log
  },
): Buffer {
  const { response, scope, isToBeKept, styleSheets, log } = parts
  if (scope.version === 'full' || !isPage(response)) return page
  const isKept = isToBeKept && scope.mayBeKept && response.statusCode === OK
  try {
    const { html, policy } = toLightPage(page.toString('utf8'), {
      styleSheets,
      keptPath: isKept ? scope.path : null,
    })
    response.setHeader('Content-Security-Policy', policy)
    response.removeHeader('Link')
    if (isKept) response.setHeader(KEPT_HEADER, 'yes')
    return Buffer.from(html)
  } catch (error) {
    // The full page says the same, if at greater length.
    log.error('a page could not be made light', { error: toErrorText(error) })
    return page
  }
}

function isPage(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/html')
}
