// A proxy as most are configured: whatever X-Forwarded-For a client sends is handed on, with the client's address appended.

import { createServer, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CleanUps } from '../journeys/clean-ups.ts'

/** @param address the proxy's own, from which it connects to what is behind it @returns the port it listens on */
export async function startAppendingProxy(context: CleanUps, address: string, target: number): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    // Pairs, so that headers that stand twice are handed on twice.
    const headers = [...incoming.rawHeaders]
    const client = incoming.socket.remoteAddress ?? ''
    const at = headers.findLastIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-forwarded-for')
    if (at === -1) headers.push('X-Forwarded-For', client)
    else headers[at + 1] = `${headers[at + 1]}, ${client}`

    const request = sendRequest(
      {
        host: '127.0.0.1',
        port: target,
        localAddress: address,
        path: incoming.url,
        method: incoming.method,
        headers,
        agent: false,
      },
      answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    request.on('error', () => outgoing.destroy())
    incoming.pipe(request)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
