// The cookie that makes a browser the giver of its gifts: 128 random bits, given out with the form, so that a double tap
// carries the same one. The engine keeps only a keyed hash of it.

const HTTPS_NAME = '__Host-giver'
const HTTP_NAME = 'giver'
const BYTES = 16
const DAY_SECONDS = 24 * 60 * 60

/** A receipt can be seen for this long without being kept elsewhere. */
export const GIVER_MAX_AGE_SECONDS = 180 * DAY_SECONDS

/** `__Host-` ties it to this host and to https; browsers refuse that name over http. */
export function toGiverCookieName(protocol: string | null): string {
  return protocol === 'https' ? HTTPS_NAME : HTTP_NAME
}

/** Whether a value is one we gave out. */
export function isGiver(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}

/** A new one. */
export function createGiver(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/** How it is set. */
export function toGiverCookie(protocol: string | null, giver: string) {
  return {
    name: toGiverCookieName(protocol),
    value: giver,
    httpOnly: true,
    sameSite: 'lax',
    secure: protocol === 'https',
    path: '/',
    maxAge: GIVER_MAX_AGE_SECONDS,
  } as const
}
