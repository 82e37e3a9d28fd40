// Reads a request's body up to a limit, by what it announces and by what really comes.

import type { IncomingMessage } from 'node:http'

/** A real STK callback is below 1 KiB. */
export const MAX_BODY_BYTES = 16 * 1024

/** @returns null where the body is larger than the limit; nothing more of it is read then */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const announced = request.headers['content-length']
  if (announced !== undefined && Number(announced) > MAX_BODY_BYTES) return Promise.resolve(null)

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_BODY_BYTES) {
        request.pause()
        request.removeAllListeners('data')
        resolve(null)
        return
      }
      chunks.push(chunk)
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the connection ended before the body did')))
  })
}
