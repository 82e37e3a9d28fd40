// One engine as a process: it has a clock of its own, can be slow, stopped, killed and started again, and what it had begun
// when it was killed is never heard of again.

import {
  type Configuration,
  type CrashPoint,
  type Engine,
  openEngine,
  type Ports,
  SILENT_LOG,
} from '@harambee/payments'
import type { Dice } from './dice.ts'
import type { Scheduler } from './scheduler.ts'
import type { DatabaseCall, SharedDatabase } from './shared-database.ts'

/** Thrown into a process that has just died; nobody is left to hear it. */
export class Crashed extends Error {
  constructor(where: string) {
    super(`crashed at ${where}`)
    this.name = 'Crashed'
  }
}

/** Where a process may die: the engine's own points, and on both sides of each call to the outside. */
export type CrashSite = CrashPoint | `${DatabaseCall | 'network'}:${'before' | 'after'}`

/** What goes wrong inside a process; the world decides. */
export interface ProcessFaults {
  /** Asked at every site; true: the process dies there. */
  diesAt(site: CrashSite): boolean
  /** An error instead of a call, or null. */
  refuses(call: DatabaseCall): Error | null
  /** The call was done, and its caller is told that it failed. */
  liesAfter(call: DatabaseCall): Error | null
}

export interface SimulatedProcess {
  readonly name: string
  readonly isAlive: boolean
  /** null while it is dead, or not up yet. */
  readonly engine: Engine | null
  /** Its own clock, ahead or behind. */
  clockOffsetMs: number
  start(): void
  kill(): void
  /** Stops it (SIGSTOP) until that moment. */
  pauseUntil(atMs: number): void
  /** Lets it go on now (SIGCONT), and starts it where it is dead. */
  goOn(): void
  /** Has something happen in it: later where it is stopped, never where it dies before. */
  run(delayMs: number, what: string, work: () => void): void
  /** Hears that another process has written something. */
  hear(): void
}

const NEVER = new Promise<never>(() => {})
/** Opening a database and reading the configuration. */
const START_MS = 300

export interface ProcessContext {
  readonly scheduler: Scheduler
  readonly dice: Dice
  readonly shared: SharedDatabase
  readonly configuration: Configuration
  readonly faults: ProcessFaults
  readonly transport: (process: SimulatedProcess) => Ports['transport']
  /** A process has written something. */
  wrote(by: SimulatedProcess): void
  /** A process has died, by itself. */
  died(process: SimulatedProcess, site: CrashSite): void
}

export function createProcess(name: string, context: ProcessContext): SimulatedProcess {
  const { scheduler, dice, faults } = context
  let generation = 0
  let isAlive = false
  let engine: Engine | null = null
  let pausedUntilMs = 0
  let hear = () => {}

  const process: SimulatedProcess = {
    name,
    get isAlive() {
      return isAlive
    },
    get engine() {
      return isAlive ? engine : null
    },
    clockOffsetMs: 0,
    start,
    kill() {
      isAlive = false
      engine = null
      generation += 1
      pausedUntilMs = 0
    },
    pauseUntil(atMs) {
      pausedUntilMs = atMs
    },
    goOn() {
      pausedUntilMs = 0
      if (!isAlive) start()
    },
    run: (delayMs, what, work) => void schedule(generation, delayMs, what, work),
    hear: () => hear(),
  }
  return process

  function schedule(born: number, delayMs: number, what: string, work: () => void): () => void {
    let cancel = () => {}
    const attempt = () => {
      if (born !== generation || !isAlive) return
      // Stopped: whatever was due happens when it goes on, in the order it was due.
      if (scheduler.nowMs() < pausedUntilMs) cancel = scheduler.at(pausedUntilMs, `${name} ${what}`, attempt)
      else work()
    }
    cancel = scheduler.at(scheduler.nowMs() + delayMs, `${name} ${what}`, attempt)
    return () => cancel()
  }

  function start(): void {
    isAlive = true
    generation += 1
    const born = generation
    schedule(born, START_MS, 'start', () => {
      open(born).catch(error => {
        if (!(error instanceof Crashed)) throw error
      })
    })
  }

  async function open(born: number): Promise<void> {
    const database = context.shared.open(createGate(born))
    hear = () => void schedule(born, dice.whole(0, 50), 'hear', database.hear)
    const opened = await openEngine(context.configuration, {
      folder: '/',
      log: SILENT_LOG,
      database,
      ports: createPorts(born),
    })
    if (born !== generation) return
    engine = opened
    opened.startWorker()
  }

  function isGone(born: number): boolean {
    return born !== generation || !isAlive
  }

  function die(site: CrashSite): never {
    process.kill()
    context.died(process, site)
    throw new Crashed(site)
  }

  function createPorts(born: number): Partial<Ports> {
    const transport = context.transport(process)
    return {
      nowMs: () => scheduler.nowMs() + process.clockOffsetMs,
      random: bytes => dice.bytes(bytes),
      setTimer: (delayMs, run) => schedule(born, delayMs, 'timer', run),
      soon: run => void schedule(born, 0, 'soon', run),
      log: SILENT_LOG,
      reach(point) {
        if (isGone(born)) throw new Crashed(point)
        if (faults.diesAt(point)) die(point)
      },
      async transport(request) {
        if (isGone(born)) return NEVER
        if (faults.diesAt('network:before')) die('network:before')
        try {
          const answer = await transport(request)
          if (isGone(born)) return NEVER
          if (faults.diesAt('network:after')) die('network:after')
          return answer
        } catch (error) {
          if (isGone(born)) return NEVER
          throw error
        }
      },
    }
  }

  function createGate(born: number) {
    /** Other processes get their turn between two statements of this one. */
    const letOthersRun = () => {
      if (!dice.happens(0.3)) return Promise.resolve()
      return new Promise<void>(resolve => schedule(born, dice.whole(0, 20), 'database', resolve))
    }
    return {
      async before(call: DatabaseCall) {
        await letOthersRun()
        if (isGone(born)) return NEVER
        if (faults.diesAt(`${call}:before`)) die(`${call}:before`)
        const refusal = faults.refuses(call)
        if (refusal) throw refusal
      },
      async after(call: DatabaseCall) {
        if (isGone(born)) return NEVER
        if (call !== 'read') {
          if (faults.diesAt(`${call}:after`)) die(`${call}:after`)
          const lie = faults.liesAfter(call)
          if (lie) throw lie
        }
        await letOthersRun()
        if (isGone(born)) return NEVER
      },
      assertAlive() {
        if (isGone(born)) throw new Crashed('read')
      },
      wrote: () => context.wrote(process),
    }
  }
}
