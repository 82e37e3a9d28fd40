// Posts callbacks over kept-alive connections. Follows no redirect, reads little of the answer, and never throws.

import https from 'node:https'
import { isLoopbackName } from '../daraja/callback-address.ts'
import type { CallbackAnswer, OutgoingCallback } from '../ports.ts'
import { createConnectionPool } from './connection-pool.ts'

/** Secure connections to one receiver at once; more callbacks wait their turn. */
const MAX_SECURE_CONNECTIONS = 64
/** Of an answer; a validation's verdict is below 200 bytes. */
const MAX_ANSWER_BYTES = 16 * 1024

export interface CallbackPoster {
  post(callback: OutgoingCallback): Promise<CallbackAnswer>
  /** Cuts all connections. */
  close(): void
}

export function createCallbackPoster(): CallbackPoster {
  const pool = createConnectionPool()
  const agent = new https.Agent({ keepAlive: true, maxSockets: MAX_SECURE_CONNECTIONS, scheduling: 'lifo' })
  return {
    async post(callback) {
      const url = new URL(callback.url)
      if (url.protocol === 'https:') return postSecurely(callback, url, agent, true)
      const receiver = { host: toHost(url), port: url.port === '' ? 80 : Number(url.port) }
      return pool.send(receiver, toRequest(callback, url), callback.timeoutMs)
    },
    close() {
      pool.close()
      agent.destroy()
    },
  }
}

/** The whole request as text. Addresses come percent-encoded out of `URL`, so none of them can end a line. */
function toRequest({ headers, body }: OutgoingCallback, url: URL): string {
  let head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n`
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: keep-alive\r\n\r\n${body}`
}

/** Addresses of the sixth version stand in brackets in a URL, and nowhere else. */
function toHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

function postSecurely(
  callback: OutgoingCallback,
  url: URL,
  agent: https.Agent,
  mayTryAgain: boolean,
): Promise<CallbackAnswer> {
  return new Promise(resolve => {
    const options: https.RequestOptions = {
      method: 'POST',
      hostname: toHost(url),
      port: url.port === '' ? 443 : url.port,
      path: url.pathname + url.search,
      headers: { ...callback.headers, 'Content-Length': Buffer.byteLength(callback.body) },
      agent,
      // A receiver on this machine may have made its certificate itself.
      ...(isLoopbackName(url.hostname) && { rejectUnauthorized: false }),
    }
    const over = (answer: CallbackAnswer) => {
      clearTimeout(timer)
      resolve(answer)
    }
    const request = https.request(options, response => {
      const pieces: Buffer[] = []
      let length = 0
      const finish = () => over({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') })
      response.on('data', (piece: Buffer) => {
        length += piece.length
        if (length <= MAX_ANSWER_BYTES) pieces.push(piece)
        else response.destroy()
      })
      response.on('end', finish)
      // After `end` this changes nothing; without it, half an answer counts as one.
      response.on('close', finish)
    })
    const timer = setTimeout(() => request.destroy(new Error('timeout')), callback.timeoutMs)
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!(mayTryAgain && request.reusedSocket && error.code === 'ECONNRESET')) return over('failed')
      clearTimeout(timer)
      resolve(postSecurely(callback, url, agent, false))
    })
    request.end(callback.body)
  })
}
