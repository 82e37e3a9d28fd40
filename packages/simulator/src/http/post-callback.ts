// Posts callbacks over kept-alive connections. Follows no redirect, reads little of the answer, and never throws.

import http from 'node:http'
import https from 'node:https'
import { isLoopbackName } from '../daraja/callback-address.ts'
import type { CallbackAnswer, OutgoingCallback } from '../ports.ts'

/** Connections to one receiver at once; more callbacks wait their turn. */
const MAX_CONNECTIONS = 128
/** Of an answer; a validation's verdict is below 200 bytes. */
const MAX_ANSWER_BYTES = 16 * 1024

export interface CallbackPoster {
  post(callback: OutgoingCallback): Promise<CallbackAnswer>
  /** Cuts all connections. */
  close(): void
}

export function createCallbackPoster(): CallbackPoster {
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS, scheduling: 'lifo' } as const
  const agents = { plain: new http.Agent(options), secure: new https.Agent(options) }
  return {
    post: callback => send(callback, agents, true),
    close() {
      agents.plain.destroy()
      agents.secure.destroy()
    },
  }
}

type Agents = { readonly plain: http.Agent; readonly secure: https.Agent }

function send(callback: OutgoingCallback, agents: Agents, mayTryAgain: boolean): Promise<CallbackAnswer> {
  return new Promise(resolve => {
    const { protocol, hostname, port, pathname, search } = new URL(callback.url)
    const isSecure = protocol === 'https:'
    const options: https.RequestOptions = {
      method: 'POST',
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isSecure ? 443 : 80) : port,
      path: pathname + search,
      headers: { ...callback.headers, 'Content-Length': Buffer.byteLength(callback.body) },
      agent: isSecure ? agents.secure : agents.plain,
      // A receiver on this machine may have made its certificate itself.
      ...(isSecure && isLoopbackName(hostname) ? { rejectUnauthorized: false } : {}),
    }
    let timer: NodeJS.Timeout | undefined
    const over = (answer: CallbackAnswer) => {
      clearTimeout(timer)
      resolve(answer)
    }
    const request = (isSecure ? https : http).request(options, response => readAnswer(response, over))
    timer = setTimeout(() => request.destroy(new Error('timeout')), callback.timeoutMs)
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The receiver closed an idle connection just as it was used again: it has not seen this callback.
      if (mayTryAgain && request.reusedSocket && error.code === 'ECONNRESET') {
        clearTimeout(timer)
        resolve(send(callback, agents, false))
      } else {
        over('failed')
      }
    })
    // Text, not bytes: Node then sends headers and body with one write.
    request.end(callback.body)
  })
}

function readAnswer(response: http.IncomingMessage, over: (answer: CallbackAnswer) => void): void {
  const pieces: Buffer[] = []
  let length = 0
  response.on('data', (piece: Buffer) => {
    length += piece.length
    if (length <= MAX_ANSWER_BYTES) pieces.push(piece)
    else response.destroy()
  })
  const finish = () => over({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') })
  response.on('end', finish)
  // After `end` this changes nothing; without it, half an answer counts as one.
  response.on('close', finish)
}
