// Requests written byte by byte, as no client library would, and what comes back until the connection ends.

import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  /** null: the connection ended without an answer. */
  readonly status: number | null
  readonly text: string
}

/** Longer than any server here keeps a connection that does nothing. */
const DEADLINE_MS = 60_000

/**
 * Sends `text` and reads until the server ends the connection.
 * @param options.localAddress where it seems to come from: 127.0.0.0/8 is all this machine, on Linux
 * @param options.after what goes on being sent, once the first bytes are away
 * @param options.patienceMs how long the server may be silent before we end it ourselves, where it need not
 */
export function sendRaw(
  port: number,
  text: string | Uint8Array,
  options: {
    readonly localAddress?: string
    readonly host?: string
    readonly after?: (socket: Socket) => void
    readonly patienceMs?: number
  } = {},
): Promise<RawAnswer> {
  const { localAddress, host = '127.0.0.1', after, patienceMs } = options
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, ...(localAddress !== undefined && { localAddress }) })
    let received = ''
    socket.setEncoding('latin1')
    socket.setTimeout(patienceMs ?? DEADLINE_MS, () =>
      socket.destroy(patienceMs === undefined ? new Error('the server did not end the connection') : undefined),
    )
    socket.on('connect', () => {
      socket.write(text)
      after?.(socket)
    })
    socket.on('data', (chunk: string) => {
      received += chunk
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that will not read on may reset the connection: what it said before counts.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]
      resolve({ status: status === undefined ? null : Number(status), text: received })
    })
  })
}

/** A POST whose connection ends after it. @param headers whole lines, as they are sent */
export function toPost(path: string, headers: readonly string[], body: string): string {
  const lines = [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers]
  return `${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
