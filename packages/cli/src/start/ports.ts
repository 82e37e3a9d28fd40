// Whether the ports are free, before anything is started on them.

import { createServer } from 'node:net'
import { pause } from '../clock.ts'
import type { Serving } from '../serving.ts'
import { findPortHolder } from './port-holder.ts'

/** A port with the variable that sets it. */
export interface NeededPort {
  readonly variable: 'PORT' | 'CALLBACK_PORT' | 'SIMULATOR_PORT'
  readonly port: number
  readonly host: string
}

/** Above it, ten more would be no port. */
const MOST_SUGGESTED = 65_000

/** Stopping takes them up to five seconds. */
const EARLIER_START_WAIT_MS = 6_000
const EARLIER_START_INTERVAL_MS = 200

/** The ports a start needs. */
export function listPorts(serving: Serving, hasSimulator: boolean): NeededPort[] {
  const { host, port, callbackPort, simulatorPort } = serving
  return [
    { variable: 'PORT', port, host },
    { variable: 'CALLBACK_PORT', port: callbackPort, host },
    ...(hasSimulator
      ? [{ variable: 'SIMULATOR_PORT', port: simulatorPort, host: toSimulatorHost(host) } as const]
      : []),
  ]
}

/** The engine reaches the simulator on this machine, so it listens on loopback whatever else it listens on. */
export function toSimulatorHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? host : '127.0.0.1'
}

/** @returns a problem per port that cannot be used, each saying what to change */
export async function findPortProblems(ports: readonly NeededPort[]): Promise<string[]> {
  const problems = await Promise.all(ports.map(findPortProblem))
  const found = problems.filter(problem => problem !== null)
  // A wrong host is one problem, not three.
  return [...new Set(found)]
}

async function findPortProblem({ variable, port, host }: NeededPort): Promise<string | null> {
  const code = await tryToListen(port, host)
  if (code === null) return null
  if (code === 'EADDRINUSE') {
    const holder = await findPortHolder(port)
    const name = holder?.isOurs ? 'an earlier start of Harambee' : holder?.command
    const by = holder ? ` by ${name} (process ${holder.pid})` : ''
    return `Port ${port} is taken${by}: stop that, or set ${variable}=${port < MOST_SUGGESTED ? port + 10 : port - 10} in .env.`
  }
  if (code === 'EACCES') return `Port ${port} is reserved for the system: set ${variable} to a number above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HOST=${host} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all of them.`
  }
  return `Port ${port} cannot be listened on (${code}): set ${variable} to another.`
}

/**
 * Waits for processes of an earlier start that are stopping, because their supervisor was killed a moment ago.
 * @param onWait called once, where there is something to wait for
 */
export async function waitForEarlierStart(ports: readonly NeededPort[], onWait: () => void): Promise<void> {
  for (let waitedMs = 0; waitedMs < EARLIER_START_WAIT_MS; waitedMs += EARLIER_START_INTERVAL_MS) {
    const held = await Promise.all(ports.map(isHeldByEarlierStart))
    if (!held.includes(true)) return
    if (waitedMs === 0) onWait()
    await pause(EARLIER_START_INTERVAL_MS)
  }
}

async function isHeldByEarlierStart({ port, host }: NeededPort): Promise<boolean> {
  if ((await tryToListen(port, host)) !== 'EADDRINUSE') return false
  return (await findPortHolder(port))?.isOurs === true
}

/** @returns null where it worked, else the error's code */
function tryToListen(port: number, host: string): Promise<string | null> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve(String((error as { code?: unknown }).code ?? error.message)))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}
