// What the figures were taken on, and which core does what: the server has one to itself, whoever asks has another.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

export interface MachineFacts {
  readonly processor: string
  readonly cores: number
  readonly memoryGib: number
  readonly system: string
  readonly node: string
  /** Servers and load have a core each. */
  readonly isPinned: boolean
}

const SERVER_CORE = '0'
const LOAD_CORE = '1'
/** Clock ticks of /proc: 100 on every Linux there is. */
const TICK_MS = 10

const isPinned = availableParallelism() >= 2 && hasTaskset()

export function readMachine(): MachineFacts {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.versions.node,
    isPinned,
  }
}

/** What stands in front of a command so that it keeps to its core; nothing where that cannot be had. */
export function onCore(role: 'server' | 'load'): string[] {
  return isPinned ? ['taskset', '-c', role === 'server' ? SERVER_CORE : LOAD_CORE] : []
}

/** Moves a process that runs already, with its children, to the servers' core. */
export function moveToServerCore(pids: readonly number[]): void {
  if (!isPinned) return
  for (const pid of pids) execFileSync('taskset', ['-a', '-p', '-c', SERVER_CORE, String(pid)], { stdio: 'ignore' })
}

/** CPU time processes have used, in milliseconds; 0 where nobody tells. */
export function readCpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + readTicks(pid), 0) * TICK_MS
}

/** A process and all that descend from it. */
export function listFamily(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
    return [pid, ...children.flatMap(listFamily)]
  } catch {
    return [pid]
  }
}

function readTicks(pid: number): number {
  try {
    // The name stands in parentheses and may hold anything; what follows it are numbers.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
