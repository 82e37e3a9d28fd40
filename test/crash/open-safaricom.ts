// Safaricom, in the test's own process, which nobody kills: the simulator behind a server for Daraja's paths. Its callbacks
// go to whichever engine runs at that moment, and each that was acknowledged is noted.

import { Agent, createServer, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSimulator, type DarajaAnswer, type DarajaRequest, type Simulator } from '@harambee/simulator'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { hashBody } from '../journeys/hash-body.ts'

export interface Safaricom {
  readonly port: number
  readonly simulator: Simulator
  /** Where callbacks are posted to now; null: nobody is there. */
  target: number | null
  /** Called with each request to Daraja's API before it is looked at. */
  onRequest: (request: DarajaRequest) => void | Promise<void>
  /** Called with each answer before it is sent; what it returns is sent. */
  onAnswer: (request: DarajaRequest, answer: DarajaAnswer) => DarajaAnswer | Promise<DarajaAnswer>
  /** Posts a body to a callback path. @returns the answer's status; null: there was none */
  deliver(path: string, body: string): Promise<number | null>
  /** What was posted last: for deliveries that are repeated. */
  readonly recent: readonly { readonly path: string; readonly body: string }[]
  /** How often each body was answered with 2xx, by its SHA-256 in hex. */
  readonly acknowledged: ReadonlyMap<string, number>
  /** Deliveries that were not. */
  readonly refused: number
  /** When the last one was acknowledged, on the test's own clock. */
  readonly lastAcknowledgedAtMs: number
  /** Payments one of whose callbacks was acknowledged, by the path it came through. */
  readonly informed: ReadonlySet<string>
}

const MAX_SOCKETS = 64
const MOST_RECENT = 20
/** Safaricom gives up on a receiver after this long. */
const DELIVERY_TIMEOUT_MS = 30_000

export async function openSafaricom(context: CleanUps, seed: string): Promise<Safaricom> {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS })
  const acknowledged = new Map<string, number>()
  const informed = new Set<string>()
  const recent: { path: string; body: string }[] = []

  const simulator = createSimulator({
    seed,
    ports: {
      nowMs: () => Date.now(),
      schedule(atMs, run) {
        const timer = setTimeout(run, Math.max(0, atMs - Date.now()))
        return () => clearTimeout(timer)
      },
      async postCallback({ url, body }) {
        const path = new URL(url).pathname
        recent.push({ path, body })
        if (recent.length > MOST_RECENT) recent.shift()
        const status = await safaricom.deliver(path, body)
        return status === null ? 'failed' : { status, body: '' }
      },
    },
  })
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request: DarajaRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers as Record<string, string | undefined>,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    await safaricom.onRequest(request)
    const answer = await safaricom.onAnswer(request, await simulator.handle(request))
    if (answer === 'cut') {
      incoming.socket.destroy()
      return
    }
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    response.end(answer.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    simulator.close()
    agent.destroy()
    server.closeAllConnections()
    server.close()
  })

  let lastAcknowledgedAtMs = 0
  let refused = 0
  function note(path: string, body: string): void {
    const hash = hashBody(body)
    acknowledged.set(hash, (acknowledged.get(hash) ?? 0) + 1)
    lastAcknowledgedAtMs = performance.now()
    const paymentId = path.split('/').at(-2) ?? ''
    if (/^[0-9a-f]{32}$/.test(paymentId)) informed.add(paymentId)
  }

  const safaricom: Safaricom = {
    port: (server.address() as AddressInfo).port,
    simulator,
    target: null,
    onRequest() {},
    onAnswer: (_request, answer) => answer,
    async deliver(path, body) {
      const { target } = safaricom
      if (target === null) return null
      const status = await post(agent, target, path, body)
      if (status !== null && status >= 200 && status < 300) note(path, body)
      else refused += 1
      return status
    },
    recent,
    acknowledged,
    informed,
    get refused() {
      return refused
    },
    get lastAcknowledgedAtMs() {
      return lastAcknowledgedAtMs
    },
  }
  return safaricom
}

/** One POST; what counts is the status line, as it does for Safaricom. */
function post(agent: Agent, port: number, path: string, body: string): Promise<number | null> {
  return new Promise(resolve => {
    const request = sendRequest(
      {
        agent,
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        timeout: DELIVERY_TIMEOUT_MS,
      },
      response => {
        resolve(response.statusCode ?? null)
        response.on('error', () => {}).resume()
      },
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(null))
    request.end(body)
  })
}
