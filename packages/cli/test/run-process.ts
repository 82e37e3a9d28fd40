// A process beside a test, with what it has said so far. Ended when the test ends.

import { type ChildProcess, spawn } from 'node:child_process'
import type { TestContext } from 'node:test'

export interface RunningProcess {
  readonly child: ChildProcess
  /** stdout and stderr so far. */
  out(): string
  err(): string
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

export function runProcess(
  context: TestContext,
  command: string,
  words: readonly string[],
  options: { folder: string; environment?: NodeJS.ProcessEnv },
): RunningProcess {
  let out = ''
  let err = ''
  const child = spawn(command, words, {
    cwd: options.folder,
    env: options.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1))
  })
  context.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended.catch(() => {})
  })
  return { child, out: () => out, err: () => err, ended }
}
