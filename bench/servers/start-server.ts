// Starts a server on the servers' core, waits until it answers, and stops it at the end.

import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve as resolvePath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePorts } from '../../test/journeys/free-ports.ts'
import type { CleanUps } from '../clean-ups.ts'
import { onCore } from '../machine.ts'

export interface RunningServer {
  readonly port: number
  readonly pid: number
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START_DEADLINE_MS = 60_000
const LOOK_EVERY_MS = 50
/** Longer than an engine takes to drain what is left. */
const STOP_MS = 10_000

/** @param options.script run by Node; gets its port as `CALLBACK_PORT`, the site as `PORT` */
export async function startServer(
  cleanUps: CleanUps,
  folder: string,
  options: {
    script: string
    args?: readonly string[]
    environment?: NodeJS.ProcessEnv
    command?: readonly string[]
    isSite?: boolean
  },
): Promise<RunningServer> {
  const [port = 0, sitePort = 0, simulatorPort = 0] = await findFreePorts(3)
  const [command = '', ...more] = [
    ...onCore('server'),
    ...(options.command ?? []),
    process.execPath,
    resolvePath(ROOT, options.script),
    ...(options.args ?? []).map(arg => arg.replace('PORT', String(port))),
  ]
  const otherPorts = { PORT: String(sitePort), SIMULATOR_PORT: String(simulatorPort), CALLBACK_PORT: String(port) }
  // What it tells goes to a file, as it would under a service manager.
  const output = openSync(join(folder, `${port}.log`), 'a')
  const child: ChildProcess = spawn(command, more, {
    cwd: folder,
    env: { NODE_ENV: 'production', PATH: process.env.PATH, ...otherPorts, ...options.environment },
    stdio: ['ignore', output, output],
  })
  cleanUps.after(() => stop(child))
  const listensOn = options.isSite ? sitePort : port
  await untilListening(child, listensOn, join(folder, `${port}.log`))
  return { port: listensOn, pid: child.pid ?? 0 }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.kill('SIGTERM')
  await gone
  clearTimeout(timer)
}

async function untilListening(child: ChildProcess, port: number, log: string): Promise<void> {
  const endMs = performance.now() + START_DEADLINE_MS
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode}:\n${readFileSync(log, 'utf8')}`)
    if (performance.now() > endMs) throw new Error(`a server does not listen: see ${log}`)
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket
      .once('connect', () => socket.destroy())
      .once('error', () => resolve(false))
      .once('close', failed => resolve(!failed))
  })
}
