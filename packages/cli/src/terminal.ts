// Where a command reads from and prints to. Passed in, so that tests run commands without a process of their own.

import type { Environment } from '@harambee/payments'
import pc from 'picocolors'
import { pause } from './clock.ts'

export interface Terminal {
  /** The process's own variables, before `.env`. */
  readonly environment: Environment
  readonly workingFolder: string
  /** stdout is a person's terminal, neither a pipe nor a file. */
  readonly isInteractive: boolean
  readonly paint: ReturnType<typeof pc.createColors>
  /** The answer. */
  out(line: string): void
  /** Everything else: what is going on, what went wrong. */
  err(line: string): void
  openStdin(): AsyncIterable<Uint8Array>
}

/** The terminal of this process. A reader that goes away (`| head`) ends the printing, not the command. */
export function createTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process
  const isInteractive = stdout.isTTY === true
  return {
    environment: env,
    workingFolder: process.cwd(),
    isInteractive,
    paint: pc.createColors(isInteractive && !env.NO_COLOR && env.TERM !== 'dumb'),
    out: createPrinter(stdout),
    err: createPrinter(stderr),
    openStdin: () => stdin,
  }
}

/** What nobody reads is kept up to here and left out beyond: it must neither fill the memory nor hold anything up. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024

function createPrinter(stream: NodeJS.WriteStream): (line: string) => void {
  let isOpen = true
  stream.on('error', () => {
    isOpen = false
  })
  return line => {
    if (isOpen && stream.writableLength < MAX_UNREAD_BYTES) stream.write(`${line}\n`)
  }
}

/**
 * Resolves when everything printed has left the process.
 * @param patienceMs how long a reader that does not read is waited for; left out: as long as it takes, as for `| less`
 */
export async function flushTerminal(patienceMs?: number): Promise<void> {
  const flushed = Promise.all([process.stdout, process.stderr].map(flush))
  await (patienceMs === undefined ? flushed : Promise.race([flushed, pause(patienceMs)]))
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writable || stream.destroyed) return Promise.resolve()
  return new Promise(resolve => {
    stream.once('error', () => resolve())
    stream.write('', () => resolve())
  })
}
