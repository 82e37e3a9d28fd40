// The simulator as a server of its own.

import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { openCore, type Simulator, type SimulatorOptions, wrapCore } from './create-simulator.ts'
import type { SimulatorEvent } from './events.ts'
import { createEventFeeds } from './http/event-stream.ts'
import { createCallbackPoster } from './http/post-callback.ts'
import { type KeyAndCertificate, makeCertificate } from './http/self-signed-certificate.ts'
import { createListener } from './http/server.ts'
import { openJournalFile } from './journal-file.ts'
import { createTimePorts, drawSeed } from './ports.ts'
import type { Seed } from './seeded-random.ts'

/** How the server is set up. */
export interface StartSimulatorOptions extends Omit<SimulatorOptions, 'ports' | 'seed' | 'journal'> {
  /** Default `127.0.0.1`. The control API and the phones answer this machine only, whatever stands here. */
  readonly host?: string
  /** Default 4010; 0 for any free one. */
  readonly port?: number
  /** Default: the journal's, or one nobody has had before. */
  readonly seed?: Seed | number | string
  /** A file that outlives the process, `kill -9` too: the ledger, open prompts, and callbacks still due. */
  readonly journalPath?: string
  /** Serve https: `true` makes a certificate for this machine's names. */
  readonly tls?: boolean | KeyAndCertificate
  /** Hears everything that happens, a plain sentence each. */
  readonly onEvent?: (event: SimulatorEvent) => void
}

/** A running server. */
export interface RunningSimulator {
  /** `http://127.0.0.1:4010` */
  readonly url: string
  readonly port: number
  /** The certificate it shows, PEM, for clients to trust; null without TLS. */
  readonly certificate: string | null
  readonly simulator: Simulator
  /** Stops at once: open connections are cut, what was due is in the journal. */
  close(): Promise<void>
}

/** A request must have arrived whole by then. */
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 10_000
/** Longer than clients keep idle connections, so that it is they who close them. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000
const MAX_CONNECTIONS = 10_000

/**
 * Starts listening.
 * @throws where the port is taken, or the options or the journal cannot be used, saying why
 */
export async function startSimulator(options: StartSimulatorOptions = {}): Promise<RunningSimulator> {
  const { host = '127.0.0.1', port = 4010, journalPath, tls, onEvent, seed = drawSeed(), ...rest } = options
  const poster = createCallbackPoster()
  const time = createTimePorts()
  const core = openCore({
    ...rest,
    seed,
    ports: { ...time, postCallback: callback => poster.post(callback) },
    ...(journalPath === undefined ? {} : { journal: openJournalFile(journalPath) }),
  })
  if (onEvent !== undefined) core.events.subscribe(onEvent)
  const feeds = createEventFeeds(core)
  const certificate = tls === true ? makeCertificate(time.nowMs()) : tls || null
  const server = openServer(certificate)
  server.on('request', createListener(core, feeds))
  const simulator = wrapCore(core)
  const close = async () => {
    feeds.close()
    simulator.close()
    poster.close()
    if (!server.listening) return
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  try {
    await listen(server, host, port)
  } catch (error) {
    await close()
    throw error
  }
  const { port: actualPort } = server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `${certificate === null ? 'http' : 'https'}://${name}:${actualPort}`,
    port: actualPort,
    certificate: certificate?.cert ?? null,
    simulator,
    close,
  }
}

function openServer(certificate: KeyAndCertificate | null): Server {
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS }
  const server = certificate === null ? createServer(limits) : createSecureServer({ ...limits, ...certificate })
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  server.maxConnections = MAX_CONNECTIONS
  return server
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
