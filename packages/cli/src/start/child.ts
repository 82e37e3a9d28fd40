// One process under supervision: started, started again when it dies, stopped when it has to.
//
//   starting ──answers──► well ──dies──► waiting ──► starting
//      └──dies──► waiting ──► starting        (five times in a row by itself: given up)

import { type ChildProcess, spawn } from 'node:child_process'
import { pause } from '../clock.ts'
import { waitUntilHealthy } from './health.ts'
import { readLines } from './lines.ts'
import { signalGroup } from './process-group.ts'

export interface ChildPlan {
  /** As the reader of the terminal knows it: engine, site, simulator. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  /** Answers 200 when the process can serve. */
  readonly healthUrl: string
}

export interface ChildListener {
  /** One line of output. */
  onLine(name: string, line: string, stream: 'stdout' | 'stderr'): void
  /** The process died and will be started again. */
  onDied(name: string, how: string): void
  /** It answers, for the first time or again. */
  onWell(name: string, isFirst: boolean): void
  /** It keeps dying before it has ever answered. */
  onGivenUp(name: string, lastWords: readonly string[]): void
}

export interface Child {
  /** Asks it to stop, and ends it where it does not within `graceMs`. */
  stop(graceMs: number): Promise<void>
  /** Ends it at once. */
  kill(): void
}

/** Waits before the first, second, … start after a death without an answer; always within the two seconds promised. */
const PAUSES_MS = [100, 400, 800, 1_500]
/** Deaths in a row, before it has ever answered, after which starting it again helps nobody. */
const MOST_QUICK_DEATHS = 5
/** Lines kept for the case that they are the last. */
const LAST_WORDS = 20
/** After the death, what is still in the pipes is waited for. */
const LAST_WORDS_WAIT_MS = 300

/** Starts it. */
export function startChild(plan: ChildPlan, listener: ChildListener): Child {
  const lastWords: string[] = []
  let running: ChildProcess | null = null
  let gone: Promise<void> = Promise.resolve()
  /** Starts since it has last answered, and how many of them ended by its own doing. */
  let starts = 0
  let quickDeaths = 0
  let hasBeenWell = false
  const stopping = new AbortController()

  function start(): void {
    const child = spawn(plan.command, plan.args, {
      cwd: plan.folder,
      env: plan.environment,
      // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops them in order. The
      // channel tells the child when the supervisor is gone.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    running = child
    const died = new AbortController()
    readLines(child.stdout, line => hear(line, 'stdout'))
    readLines(child.stderr, line => hear(line, 'stderr'))
    const closed = new Promise<void>(resolve => child.on('close', () => resolve()))
    gone = new Promise(resolve => {
      const end = (how: string, isOwnDoing: boolean) => {
        if (died.signal.aborted) return
        died.abort()
        running = null
        resolve()
        if (!stopping.signal.aborted) void startAgain(how, isOwnDoing, closed)
      }
      child.on('error', error => {
        hear(error.message, 'stderr')
        end(`could not be started: ${error.message}`, true)
      })
      child.on('exit', (code, signal) =>
        end(signal ? `was ended by ${signal}` : `stopped with code ${code}`, !signal || isCrash(signal)),
      )
    })
    void watchHealth(died.signal)
  }

  async function watchHealth(died: AbortSignal): Promise<void> {
    const isWell = await waitUntilHealthy(plan.healthUrl, AbortSignal.any([died, stopping.signal]))
    if (!isWell) return
    starts = 0
    quickDeaths = 0
    listener.onWell(plan.name, !hasBeenWell)
    hasBeenWell = true
  }

  /** @param isOwnDoing it ended by itself; what somebody else kills is started again for as long as they like */
  async function startAgain(how: string, isOwnDoing: boolean, closed: Promise<void>): Promise<void> {
    const pauseMs = PAUSES_MS[Math.min(starts, PAUSES_MS.length - 1)] ?? 0
    starts += 1
    if (isOwnDoing) quickDeaths += 1
    if (quickDeaths >= MOST_QUICK_DEATHS) {
      await Promise.race([closed, pause(LAST_WORDS_WAIT_MS)])
      if (!stopping.signal.aborted) listener.onGivenUp(plan.name, lastWords)
      return
    }
    listener.onDied(plan.name, how)
    await pause(pauseMs, stopping.signal)
    if (!stopping.signal.aborted) start()
  }

  function hear(line: string, stream: 'stdout' | 'stderr'): void {
    lastWords.push(line)
    if (lastWords.length > LAST_WORDS) lastWords.shift()
    listener.onLine(plan.name, line, stream)
  }

  start()
  return {
    async stop(graceMs) {
      stopping.abort()
      running?.kill('SIGTERM')
      const grace = new AbortController()
      await Promise.race([gone, pause(graceMs, grace.signal)])
      grace.abort()
      signalGroup(running?.pid, 'SIGKILL')
      await gone
    },
    kill() {
      stopping.abort()
      signalGroup(running?.pid, 'SIGKILL')
    },
  }
}

/** The signals a process ends itself with. */
function isCrash(signal: NodeJS.Signals): boolean {
  return ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTRAP'].includes(signal)
}
