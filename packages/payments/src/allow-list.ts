// Who may post callbacks: Safaricom's published addresses, judged by the true peer of the connection. Headers are
// believed only from proxies named in the configuration.

import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import proxyAddr from 'proxy-addr'
import { createBoundedMap } from './bounded-map.ts'

/** Safaricom's callback addresses as published on its developer portal (verified 2026-08-08; docs/daraja.md §7). */
export const SAFARICOM_ADDRESSES = {
  asOf: '2026-08-08',
  addresses: [
    '196.201.214.200',
    '196.201.214.206',
    '196.201.214.207',
    '196.201.214.208',
    '196.201.213.114',
    '196.201.213.44',
    '196.201.212.127',
    '196.201.212.138',
    '196.201.212.129',
    '196.201.212.136',
    '196.201.212.74',
    '196.201.212.69',
  ],
} as const

/** Addresses whose reading is kept. Whoever comes from more than these pays for it. */
const MAX_REMEMBERED = 256

/** What the allow-list does to an address that is not on it. */
export const IP_MODES = ['enforce', 'observe', 'off'] as const
export type IpMode = (typeof IP_MODES)[number]

/** Answers whether an address is on the list. IPv4 written as IPv6 (`::ffff:…`) is the same address. */
export function createAllowList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) {
    const range = parseRange(entry)
    if (range) list.addSubnet(range.address, range.prefix, range.family)
  }
  return remember(address => {
    const plain = toPlainAddress(address)
    return plain !== null && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
  })
}

/** An address or CIDR range; null where it is neither. */
export function parseRange(entry: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | null {
  const [text = '', prefixText, ...rest] = entry.trim().split('/')
  if (rest.length > 0 || isIP(text) === 0) return null
  const address = toPlainAddress(text)
  if (address === null) return null

  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const most = family === 'ipv6' ? 128 : 32
  const prefix = prefixText === undefined ? most : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1
  return prefix >= 0 && prefix <= most ? { address, prefix, family } : null
}

/**
 * Answers with the address a request truly came from: the socket's peer, or, where that is a trusted proxy, the nearest
 * address in `X-Forwarded-For` that is not one.
 * @param proxies CIDR ranges; empty: no header is ever believed
 */
export function createPeerAddress(proxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = createAllowList(proxies)
  return request => {
    const socketAddress = toPlainAddress(request.socket.remoteAddress ?? '') ?? 'unknown'
    if (proxies.length === 0 || !isTrusted(socketAddress)) return socketAddress
    // proxy-addr walks from the socket leftwards and stops at the first hop nobody vouches for.
    const hop = proxyAddr(request, address => isTrusted(address))
    return toPlainAddress(hop) ?? socketAddress
  }
}

/** The address itself, or for IPv6 its /64, whose addresses are one household's: `2001:db8:1:2::/64`. */
export function toNetwork(address: string): string {
  const plain = toPlainAddress(address)
  if (plain === null || isIP(plain) !== 6) return plain ?? address
  const { parts } = ipaddr.IPv6.parse(plain)
  return `${parts
    .slice(0, 4)
    .map(part => part.toString(16))
    .join(':')}::/64`
}

/** Long deprecated and routed nowhere; the library reads it as the IPv4 address at its end, which it is not. */
const COMPATIBLE = /^::\d{1,3}(?:\.\d{1,3}){3}$/

/** `::ffff:196.201.214.200` → `196.201.214.200`; null for what is no address (a zone, a port, a word). */
const toPlainAddress = remember((address: string): string | null => {
  if (isIP(address) === 0 || COMPATIBLE.test(address) || !ipaddr.isValid(address)) return null
  return ipaddr.process(address).toString()
})

/** Safaricom has a dozen addresses, and reading one costs as much as storing it. */
function remember<T>(find: (address: string) => T): (address: string) => T {
  return createBoundedMap(MAX_REMEMBERED, find).take
}
