// Whether a form was sent from a page of ours. Next.js compares `Origin` with a host header anybody may write, and lets
// a missing one through; a gift needs a stricter judge (SECURITY T24).

/** The headers that tell, as Node or `Headers` give them. */
export interface SenderHeaders {
  readonly origin: string | null
  readonly fetchSite: string | null
  readonly host: string | null
}

/**
 * Judges a request that changes something.
 * - `Sec-Fetch-Site` is the browser's own word and no page can write it: anything but this site is refused.
 * - `Origin` must be one of ours. Where the browser has said "same origin", its own host counts too: that is the demo
 *   behind a mapped port.
 * - Neither header: not a browser (every browser sends `Origin` with a POST), so nobody's cookie can be misused.
 */
export function isFromOurPages(headers: SenderHeaders, publicOrigins: readonly string[]): boolean {
  const { origin, fetchSite, host } = headers
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none') return false
  if (origin === null) return true
  if (publicOrigins.includes(origin)) return true
  if (fetchSite !== 'same-origin') return false
  return origin === 'null' || (URL.canParse(origin) && new URL(origin).host === host)
}
