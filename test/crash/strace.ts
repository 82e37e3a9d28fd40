// What processes ask of the kernel, in the order in which they ask, as strace tells it.

import { execFileSync, spawn } from 'node:child_process'
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { poll } from '../journeys/poll.ts'

/** One call. `began` and `ended` are places in the order of everything that happened. */
export interface KernelCall {
  readonly name: string
  /** What the file descriptor stands for: a path, or both ends of a connection. */
  readonly target: string
  /** What was written, in hex. */
  readonly hex: string
  began: number
  ended: number
}

/** Writing and syncing; a call that is cut off in the trace would prove nothing. */
const CALLS = 'trace=write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync,sync_file_range'
const MOST_BYTES = 512 * 1024

const OPTIONS = ['-f', '-yy', '-xx', '-s', String(MOST_BYTES), '-e', CALLS, '-e', 'signal=none', '-q']

/** Why nothing can be traced here; null: it can. */
export function findObstacle(): string | null {
  try {
    execFileSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'pipe' })
    return null
  } catch (error) {
    return `strace cannot be used here: ${error instanceof Error ? error.message.trim() : String(error)}`
  }
}

/** In front of a command: traces it from its first moment. The command keeps its own process. */
export function tracing(output: string): string[] {
  return ['strace', '-D', '-o', output, ...OPTIONS]
}

/** Traces processes that are running, and what they start. @returns how to end that */
export async function trace(context: CleanUps, output: string, pids: readonly number[]): Promise<() => Promise<void>> {
  const child = spawn('strace', ['-o', output, ...OPTIONS, ...pids.flatMap(pid => ['-p', String(pid)])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    said += text
  })
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async () => {
    // Lets go of all of them, and they go on.
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
    await gone
  }
  context.after(stop)
  await poll('strace to hold the processes', () => {
    if (child.exitCode !== null) throw new Error(`strace ended: ${said}`)
    return pids.every(isTraced)
  })
  return stop
}

/** All threads of it. One that has ended has nothing left to be seen. */
export function isTraced(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/task`)) return true
  return readdirSync(`/proc/${pid}/task`).every(thread => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
    return !/^TracerPid:\s+0$/m.test(status)
  })
}

/** Reads a trace. */
export async function readTrace(path: string): Promise<KernelCall[]> {
  const calls: KernelCall[] = []
  const unfinished = new Map<string, KernelCall>()
  let place = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    place += 1
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>/.exec(line)
    if (resumed?.[1]) {
      const call = unfinished.get(resumed[1])
      if (call) call.ended = place
      unfinished.delete(resumed[1])
      continue
    }
    const begun = /^(\d+) +(\w+)\(\d+<((?:->|[^>])*)>(.*)$/.exec(line)
    if (!begun) continue
    const [, pid = '', name = '', target = '', rest = ''] = begun
    const call = { name, target: fromHex(target), hex: toBytes(rest), began: place, ended: place }
    calls.push(call)
    if (rest.endsWith('<unfinished ...>')) {
      call.ended = Number.POSITIVE_INFINITY
      unfinished.set(pid, call)
    }
  }
  return calls
}

/** `"\x41\x42"` → `4142`. */
function toBytes(text: string): string {
  return [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, bytes = '']) => bytes.replaceAll('\\x', '')).join('')
}

/** Paths are written like everything else. */
function fromHex(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
}
