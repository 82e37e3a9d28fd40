// Who is really asking, and over what. Next.js believes any `X-Forwarded-*` a client sends (SECURITY 2.7), so all of them
// are taken out, and put back from what the socket and the proxies named in TRUSTED_PROXIES say.

import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** What the connection itself says. */
export interface Connection {
  readonly peerAddress: string | undefined
  readonly isEncrypted: boolean
}

/** Who asks, and how. */
export interface Sender {
  readonly address: string
  readonly protocol: 'http' | 'https'
}

/** Headers that claim where a request came from, or that steer Next.js from outside. */
const UNTRUSTED =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|cf-connecting-ip|true-client-ip|fastly-client-ip|x-original-.*|x-rewrite-url|x-middleware-.*|x-nextjs-.*|x-invoke-.*|x-matched-path|x-now-route-matches|x-action-.*|x-prerender-revalidate.*|next-action|next-resume|x-harambee-.*)$/

/** More hops than any honest path has. */
const MAX_HOPS = 16

/** Answers whether an address belongs to one of the ranges. */
export function createTrust(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/')
    const plain = toPlainAddress(network)
    if (plain === null) continue
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
    list.addSubnet(plain, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family)
  }
  return address => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The nearest address nobody vouches for, walking from the socket leftwards through `X-Forwarded-For`, and the protocol
 * the browser used. An entry that is no address ends the walk: whoever wrote it is not to be believed.
 */
export function findSender(
  connection: Connection,
  headers: IncomingHttpHeaders,
  isTrusted: (address: string) => boolean,
): Sender {
  let address = toPlainAddress(connection.peerAddress ?? '') ?? 'unknown'
  let protocol: Sender['protocol'] = connection.isEncrypted ? 'https' : 'http'
  if (address === 'unknown' || !isTrusted(address)) return { address, protocol }

  const claimed = toText(headers['x-forwarded-proto']).split(',').at(-1)?.trim().toLowerCase()
  if (claimed === 'https' || claimed === 'http') protocol = claimed
  const hops = toText(headers['x-forwarded-for']).split(',').slice(-MAX_HOPS)
  for (const hop of hops.reverse()) {
    const plain = toPlainAddress(hop.trim())
    if (plain === null) break
    address = plain
    if (!isTrusted(plain)) break
  }
  return { address, protocol }
}

/** Takes every untrusted header out, and puts back what is known. Changes `headers`. */
export function rebuildForwarded(headers: IncomingHttpHeaders, sender: Sender): void {
  for (const name of Object.keys(headers)) if (UNTRUSTED.test(name)) delete headers[name]
  headers['x-forwarded-for'] = sender.address
  headers['x-forwarded-proto'] = sender.protocol
  if (headers.host !== undefined) headers['x-forwarded-host'] = headers.host
}

/** `::ffff:10.0.0.1` → `10.0.0.1`; null for what is no address (a zone, a port, a word). */
function toPlainAddress(address: string): string | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  return isIP(mapped) === 0 || mapped.includes('%') ? null : mapped
}

function toText(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value ?? []).join(',')
}
