// A real server on a free port, a real receiver of callbacks, and plain requests between them.

import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type RunningSimulator, type StartSimulatorOptions, startSimulator } from '@harambee/simulator'
import { pushBody } from './world.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly json: Record<string, unknown> & unknown[]
}

export interface Received {
  readonly path: string
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** Starts a simulator that ends with the test. */
export async function start(context: TestContext, options: StartSimulatorOptions = {}): Promise<RunningSimulator> {
  const running = await startSimulator({ port: 0, seed: 1, ...options })
  context.after(() => running.close())
  return running
}

/** One request. Rejects where the connection is cut. */
export function ask(
  url: string,
  method = 'GET',
  body?: object | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', piece => (text += piece))
      response.on('end', () => {
        const isJson = response.headers['content-type']?.includes('json')
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: isJson && text !== '' ? JSON.parse(text) : {},
        })
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(typeof body === 'object' ? JSON.stringify(body) : body)
  })
}

/** An organisation's server. `next()` waits for the next callback. */
export async function receive(
  context: TestContext,
  status = 200,
): Promise<{ url: string; received: Received[]; next: () => Promise<Received> }> {
  const received: Received[] = []
  let taken = 0
  let wake: () => void = () => {}
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', piece => (body += piece))
    request.on('end', () => {
      received.push({ path: request.url ?? '', rawHeaders: request.rawHeaders, body })
      response.writeHead(status).end('{"ResultCode":0,"ResultDesc":"Accepted"}')
      wake()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async next() {
      while (received.length <= taken) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      taken += 1
      return received[taken - 1] as Received
    },
  }
}

/** A token, as a header. */
export async function authorise(url: string): Promise<Record<string, string>> {
  const answer = await ask(`${url}/oauth/v1/generate?grant_type=client_credentials`, 'GET', undefined, {
    authorization: `Basic ${btoa('key:secret')}`,
  })
  return { authorization: `Bearer ${answer.json.access_token}` }
}

/** Sends a push and returns its answer. */
export async function push(url: string, over: Record<string, unknown> = {}): Promise<Answer> {
  return ask(`${url}/mpesa/stkpush/v1/processrequest`, 'POST', pushBody(over), await authorise(url))
}
