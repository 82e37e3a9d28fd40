// Reads a request's body, and no more than it may have.

import type { IncomingMessage } from 'node:http'

/** Daraja's and the control API's bodies are below 2 KiB. */
export const MAX_BODY_BYTES = 16 * 1024

/** The body as text; null where it is too long or the sender went away. */
export function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise(resolve => {
    let first: Buffer | null = null
    let others: Buffer[] | null = null
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > MAX_BODY_BYTES) {
        request.removeAllListeners('data')
        request.resume()
        resolve(null)
      } else if (first === null) {
        first = chunk
      } else {
        others ??= [first]
        others.push(chunk)
      }
    })
    // Nearly every body comes in one piece, which needs no copy.
    request.on('end', () => resolve((others === null ? first : Buffer.concat(others))?.toString('utf8') ?? ''))
    request.on('error', () => resolve(null))
    request.on('close', () => resolve(null))
  })
}
