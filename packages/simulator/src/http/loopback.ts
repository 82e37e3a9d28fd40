// Who may steer the simulator: programs and pages of this machine. Everything else gets Daraja's own paths only.

import type { IncomingMessage } from 'node:http'

/** Whether a peer address is this machine: `127.…`, `::1`, or the former written as IPv6. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}

/**
 * Whether a request comes from this machine and, where a browser sends it, from a page of this machine. A web page
 * elsewhere can make a browser here send requests; names, not addresses, tell them apart.
 */
export function isFromThisMachine(request: IncomingMessage): boolean {
  if (!isLoopbackAddress(request.socket.remoteAddress)) return false
  const { host, origin } = request.headers
  if (host !== undefined && !isLoopbackHost(host)) return false
  return origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).host))
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)
}
