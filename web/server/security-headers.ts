// What every answer says to the browser about safety, and the content security policy of a page.

import { randomBytes } from 'node:crypto'

/**
 * For every answer. The referrer policy is `same-origin`, not `no-referrer`: neither tells another site anything (a
 * payment's id is in its URL), but under `no-referrer` browsers send `Origin: null` with a form, and the check that it
 * came from our own page would have nothing to compare.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
}

/** The one page others may show in a frame: it holds nothing personal, no form and no script, only a link. */
export const FRAMED_PAGE = /^\/give\/[a-z0-9-]{1,40}\/embed$/

/** What is different for it. */
export const FRAMED_HEADERS: Readonly<Record<string, string | null>> = {
  'X-Frame-Options': null,
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
}

/** A value no attacker can foresee, for one page. */
export function createNonce(): string {
  return randomBytes(16).toString('base64')
}

/**
 * The policy of one page. Everything comes from this site. Next.js puts small scripts of its own into the page; it finds
 * the nonce in the request's policy header and marks them with it, so that no other inline script runs. No
 * `strict-dynamic`: every script is a file of ours, and older phones ignore what they do not know. No `unsafe-inline`
 * for styles: the pages have none.
 * @param simulatorOrigin the virtual phone `/welcome` shows beside the page; null on every other page
 */
export function toPolicy(nonce: string, simulatorOrigin: string | null): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    simulatorOrigin === null ? "frame-src 'none'" : `frame-src 'self' ${simulatorOrigin}`,
  ].join('; ')
}
