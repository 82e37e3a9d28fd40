// A Node process of ours that a test kills, stops and starts: what it has printed, and how it ended.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CleanUps } from '../journeys/clean-ups.ts'

export interface RunningProcess {
  readonly child: ChildProcess
  readonly pid: number
  readonly isRunning: boolean
  /** Resolves when it is gone. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** What it has printed last. */
  output(): string
  /** Sends SIGKILL and waits. */
  kill(): Promise<void>
}

export const root = fileURLToPath(new URL('../..', import.meta.url))
const MAX_OUTPUT_CHARACTERS = 64 * 1024

/** @param command what stands in front of Node: `strace …`, `prlimit …` */
export function startProcess(
  context: CleanUps,
  script: string,
  options: {
    folder: string
    environment: NodeJS.ProcessEnv
    nodeArguments?: readonly string[]
    scriptArguments?: readonly string[]
    command?: readonly string[]
  },
): RunningProcess {
  const [command = process.execPath, ...more] = [
    ...(options.command ?? []),
    process.execPath,
    ...(options.nodeArguments ?? []),
    script,
    ...(options.scriptArguments ?? []),
  ]
  const child = spawn(command, more, {
    cwd: options.folder,
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'harambee'), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-MAX_OUTPUT_CHARACTERS)
    })
  }
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const kill = async () => {
    if (isRunning()) child.kill('SIGKILL')
    await exited
  }
  context.after(kill)
  return {
    child,
    pid: child.pid ?? 0,
    get isRunning() {
      return isRunning()
    },
    exited,
    output: () => printed,
    kill,
  }
}
