// Who is really asking, and over what. Next.js believes any `X-Forwarded-*` a client sends (SECURITY 2.7), so all of them
// are taken out, and put back from what the socket and the proxies named in TRUSTED_PROXIES say.

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createAllowList, createPeerAddress } from '@harambee/payments'

/** Who asks, and how. */
export interface Sender {
  readonly address: string
  readonly protocol: 'http' | 'https'
}

/** Headers that claim where a request came from, or that steer Next.js from outside. */
const UNTRUSTED =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|cf-connecting-ip|true-client-ip|fastly-client-ip|x-original-.*|x-rewrite-url|x-middleware-.*|x-nextjs-.*|x-invoke-.*|x-matched-path|x-now-route-matches|x-action-.*|x-prerender-revalidate.*|next-action|next-resume|x-harambee-.*)$/

/** Answers who sent a request. */
export type FindSender = (request: IncomingMessage) => Sender

/**
 * The address is the nearest one nobody vouches for; the protocol is the browser's, as the proxy nearest to us saw it.
 * @param proxies CIDR ranges; empty: only the socket counts
 */
export function createFindSender(proxies: readonly string[]): FindSender {
  const findAddress = createPeerAddress(proxies)
  const isTrusted = createAllowList(proxies)
  return request => {
    const address = findAddress(request)
    const protocol = 'encrypted' in request.socket ? 'https' : 'http'
    if (!isTrusted(request.socket.remoteAddress ?? '')) return { address, protocol }
    const claimed = String(request.headers['x-forwarded-proto'] ?? '')
      .split(',')
      .at(-1)
      ?.trim()
      .toLowerCase()
    return { address, protocol: claimed === 'https' || claimed === 'http' ? claimed : protocol }
  }
}

/** Takes every untrusted header out, and puts back what is known. Changes `headers`. */
export function rebuildForwarded(headers: IncomingHttpHeaders, sender: Sender): void {
  for (const name of Object.keys(headers)) if (UNTRUSTED.test(name)) delete headers[name]
  headers['x-forwarded-for'] = sender.address
  headers['x-forwarded-proto'] = sender.protocol
  if (headers.host !== undefined) headers['x-forwarded-host'] = headers.host
}
