// A test engine with its worker and a listener on a port of its own, and a sender of callbacks.

import { request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createCallbackTokens, toCallbackUrl } from '../src/callback-url.ts'
import type { Environment } from '../src/configuration/environment.ts'
import { deriveKeys } from '../src/keys.ts'
import type { Log } from '../src/log.ts'
import type { Payment } from '../src/payment.ts'
import { openTestEngine, type TestEngine } from './open-test-engine.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

export interface SendOptions {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
}

export interface TestListener extends TestEngine {
  readonly port: number
  /** Sends to a path of the listener and lets what it leads to happen. */
  send(path: string, body: string | Uint8Array, options?: SendOptions): Promise<Reply>
  /** Sends through the payment's own door. */
  callBack(payment: Payment, body: string | Uint8Array, options?: SendOptions): Promise<Reply>
  /** Sends through the weaker door. */
  callBackByKey(body: string | Uint8Array, options?: SendOptions): Promise<Reply>
  /** The path of the payment's own door. */
  pathOf(payment: Payment): string
  /** The payment as it is now. */
  find(payment: Payment): Promise<Payment>
}

export async function openListener(
  context: TestContext,
  environment: Environment = {},
  log?: Log,
  startMs?: number,
): Promise<TestListener> {
  const test = await openTestEngine(context, environment, log, startMs)
  const { engine, time, configuration } = test
  const server = engine.createListener(engine.startWorker())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })

  const tokens = createCallbackTokens(deriveKeys(configuration.secret.reveal()).callbackToken)
  const base = new URL(configuration.callbacks.base.reveal()).pathname
  const pathOf = (payment: Payment) => toCallbackUrl(base, payment.id, tokens)

  async function send(path: string, body: string | Uint8Array, options: SendOptions = {}): Promise<Reply> {
    let isAnswered = false
    const reply = exchange(port, path, body, options).finally(() => {
      isAnswered = true
    })
    // The commit waits on the virtual clock's queue, the request on the real network: both have to move.
    while (!isAnswered) await time.settle()
    await time.settle()
    return reply
  }
  return {
    ...test,
    port,
    send,
    pathOf,
    callBack: (payment, body, options) => send(pathOf(payment), body, options),
    callBackByKey: (body, options) => send(base, body, options),
    async find(payment) {
      const found = await engine.findDonation(payment.id, null)
      if (!found) throw new Error(`there is no payment ${payment.id}`)
      return found.payment
    },
  }
}

/** One request on a connection of its own. */
export function exchange(
  port: number,
  path: string,
  body: string | Uint8Array,
  { method = 'POST', headers = {} }: SendOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = sendRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}
