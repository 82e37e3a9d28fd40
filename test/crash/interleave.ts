// Runs transactions of several engines in a given order of their steps. Each engine reaches PostgreSQL through a gate of its
// own; a step is what its transaction sends between two of these points:
//
//   1  begins, and takes the callbacks it is about   2  locks names, and looks which rows belong to it
//   3  locks those rows                              4  writes, and commits
//
// Whoever waits for a lock is passed over until the lock is free.

import type postgres from 'postgres'
import { type Schedule, STEPS } from './schedules.ts'
import type { WireGate } from './wire-gate.ts'

export interface Actor {
  readonly gate: WireGate
  /** Begins its transaction. */
  readonly run: () => Promise<unknown>
}

export interface Interleaving {
  /** How often somebody had to wait for a lock. */
  readonly waits: number
  /** How often somebody began again. */
  readonly retries: number
}

/** Long before it, whoever waits for a lock is seen to be waiting. */
const LOOK_AFTER_MS = 2

/** @param watcher a connection of its own, for looking who waits for whom */
export async function interleave(
  actors: readonly Actor[],
  schedule: Schedule,
  watcher: postgres.Sql,
): Promise<Interleaving> {
  const pids = () => actors.map(({ gate }) => gate.serverPid)
  const runs = actors.map(actor => openRun(actor, watcher, pids))
  let waits = 0
  try {
    const left = [...schedule]
    while (left.length > 0) {
      const findNext = () => left.findIndex(actor => !runs[actor]?.isBlocked)
      let next = findNext()
      if (next === -1) {
        // Some locks are held for a moment only, by whoever queues for a row or adds a page to a table.
        await settleBlocked(runs)
        next = findNext()
      }
      const run = runs[left[next] ?? -1]
      if (!run) throw new Error(`everybody waits for somebody:\n${await describeWaits(watcher, pids())}`)
      left.splice(next, 1)
      await run.step()
      if (run.isBlocked) waits += 1
      if (run.isDone) await settleBlocked(runs)
    }
    for (const run of runs) run.letGo()
    await Promise.all(runs.map(run => run.done))
  } finally {
    for (const run of runs) run.letGo()
  }
  return { waits, retries: runs.reduce((sum, run) => sum + run.retries, 0) }
}

/**
 * Locks are let go of at the end of a transaction, and not before. Whoever waited within its last step may end by this, and
 * let go of what another waits for that had been looked at before.
 */
async function settleBlocked(runs: readonly Run[]): Promise<void> {
  for (let hasEnded = true; hasEnded; ) {
    hasEnded = false
    for (const run of runs) {
      if (!run.isBlocked) continue
      await run.settle()
      hasEnded ||= run.isDone
    }
  }
}

interface Run {
  readonly isDone: boolean
  readonly isBlocked: boolean
  readonly done: Promise<unknown>
  readonly retries: number
  /** Lets one more step pass, and waits until it is through or waits for a lock. */
  step(): Promise<void>
  settle(): Promise<void>
  /** Nothing is held any more. */
  letGo(): void
}

function openRun({ gate, run }: Actor, watcher: postgres.Sql, pids: () => number[]): Run {
  let allowed = 0
  let at = 0
  let begun = 0
  let isDone = false
  let isBlocked = false
  let wake = () => {}
  gate.mayPass = statement => {
    const step = toStep(statement, at)
    if (step > allowed) return false
    if (statement === 'BEGIN') begun += 1
    at = /^(?:COMMIT|ROLLBACK)$/.test(statement) ? 0 : step
    return true
  }
  gate.onChange = () => wake()
  const done = run().finally(() => {
    isDone = true
    wake()
  })
  // Heard of when everybody is through.
  done.catch(() => {})

  // It is somewhere between two steps: its next statement waits, and none is under way.
  const isThrough = () => isDone || (gate.underWay === 0 && gate.waiting !== null)

  async function settle(): Promise<void> {
    isBlocked = false
    while (!isThrough() && !isBlocked) {
      const changed = new Promise<void>(resolve => {
        wake = resolve
      })
      if (isThrough()) return
      const cause = await Promise.race([changed, pause(LOOK_AFTER_MS)])
      if (cause === 'late' && gate.underWay > 0) isBlocked = await isWaiting(watcher, gate.serverPid, pids())
    }
  }

  return {
    get isDone() {
      return isDone
    },
    get isBlocked() {
      // Who waited may have gone on while others were looked at.
      return isBlocked && !isThrough()
    },
    done,
    get retries() {
      return Math.max(0, begun - 1)
    },
    async step() {
      allowed = Math.min(allowed + 1, STEPS)
      gate.recheck()
      await settle()
    },
    settle,
    letGo() {
      allowed = Number.POSITIVE_INFINITY
      gate.recheck()
    },
  }
}

/** @param at the step it is in; 0 outside a transaction */
function toStep(statement: string, at: number): number {
  if (statement === 'BEGIN') return 1
  if (at === 0) return 0
  // Locked or not: who reads callbacks without locking them begins no later.
  const isBeginning = /pg_current_xact_id|FROM inbox /.test(statement)
  if (at === 1 && isBeginning) return 1
  if (at <= 2 && /pg_advisory_xact_lock|^\s*SELECT id AS payment_id/.test(statement)) return 2
  if (at <= 3 && /FOR UPDATE/.test(statement)) return 3
  return at <= 4 ? 4 : at
}

/** What is granted says the table of locks at the very moment, not only when the other process has woken up. */
async function isWaiting(watcher: postgres.Sql, pid: number, pids: readonly number[]): Promise<boolean> {
  // For another of them: whoever waits for the server's own housekeeping goes on by itself.
  const [found] = await watcher`SELECT pg_blocking_pids(${pid}) && ${pids}::int[] AS waits`
  return found?.waits === true
}

/** Who waits for whom, and with which statement. */
async function describeWaits(watcher: postgres.Sql, pids: readonly number[]): Promise<string> {
  const rows = await watcher`
    SELECT pid, state, pg_blocking_pids(pid) AS blockers, wait_event, left(query, 200) AS query
    FROM pg_stat_activity WHERE pid = ANY (${pids}::int[])`
  return rows.map(row => JSON.stringify(row)).join('\n')
}

function pause(delayMs: number): Promise<'late'> {
  return new Promise(resolve => setTimeout(resolve, delayMs, 'late'))
}
