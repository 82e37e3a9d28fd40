// The simulator's memory: tables of rows, and a journal of every change. One step of work is one journal line, written
// before its answer leaves, so a killed process comes back with what it had promised and nothing half done.

import { type Change, type Journal, readJournal, writeSnapshot } from './journal.ts'
import type { TableName, Tables } from './tables.ts'

export type TableRows = { readonly [T in TableName]: ReadonlyMap<string, Tables[T]> }

/** Tables of rows. Changes count at once in memory and reach the journal with `commit`. */
export interface Store {
  readonly rows: TableRows
  put<T extends TableName>(table: T, key: string, row: Tables[T]): void
  remove(table: TableName, key: string): void
  /** Ends a step: everything changed since the last commit becomes one journal line. */
  commit(): void
  /** Forgets everything and starts a fresh journal. */
  clear(): void
  /** Lets go of the journal. */
  close(): void
}

const TABLE_NAMES: readonly TableName[] = [
  'settings',
  'faults',
  'counters',
  'subscribers',
  'organisations',
  'tills',
  'tokens',
  'prompts',
  'receipts',
  'reversals',
  'waitingCallbacks',
  'pendingPayments',
  'c2bRegistrations',
  'pullRegistrations',
  'messages',
]

/** The journal is rewritten when it holds this many times what a fresh one would. */
const GROWTH_BEFORE_REWRITE = 4
/** … but never below this size. */
const MIN_CHARACTERS_BEFORE_REWRITE = 64 * 1024 * 1024
/** After a failed write, a whole fresh journal is tried at every so many steps. */
const STEPS_BETWEEN_RESCUES = 64

/**
 * A store, filled from the journal where there is one. The journal is rewritten without what was overwritten, at start
 * and whenever it has grown much larger than what it says.
 * @param onTrouble hears once that nothing can be written down (a full disk); memory goes on, the journal is rewritten
 *   whole as soon as that works again
 * @throws when the journal holds something else than this store's lines (a torn last line is no problem)
 */
export function createStore(journal: Journal | undefined, onTrouble: (message: string) => void = () => {}): Store {
  const maps = Object.fromEntries(TABLE_NAMES.map(name => [name, new Map()])) as Record<TableName, Map<string, unknown>>
  let changes: Change[] = []
  let freshCharacters = 0
  let grownCharacters = 0
  let stepsSinceFailure: number | null = null

  const rewrite = (to: Journal) => {
    changes = []
    freshCharacters = writeSnapshot(to, maps)
    grownCharacters = 0
    stepsSinceFailure = null
  }
  const fail = (error: unknown) => {
    if (stepsSinceFailure === null) onTrouble(error instanceof Error ? error.message : String(error))
    stepsSinceFailure = 0
    changes = []
  }

  if (journal) {
    for (const change of readJournal(journal)) {
      const map = maps[change[0]]
      if (map === undefined) continue
      if (change.length === 3) map.set(change[1], change[2])
      else map.delete(change[1])
    }
    rewrite(journal)
  }

  const append = (to: Journal) => {
    const line = JSON.stringify(changes)
    changes = []
    to.append(line)
    grownCharacters += line.length
    const limit = Math.max(MIN_CHARACTERS_BEFORE_REWRITE, GROWTH_BEFORE_REWRITE * freshCharacters)
    if (grownCharacters > limit) rewrite(to)
  }

  return {
    rows: maps as TableRows,
    put(table, key, row) {
      maps[table].set(key, row)
      if (journal) changes.push([table, key, row])
    },
    remove(table, key) {
      maps[table].delete(key)
      if (journal) changes.push([table, key])
    },
    commit() {
      if (!journal || changes.length === 0) return
      try {
        if (stepsSinceFailure === null) return append(journal)
        changes = []
        stepsSinceFailure += 1
        if (stepsSinceFailure >= STEPS_BETWEEN_RESCUES) rewrite(journal)
      } catch (error) {
        fail(error)
      }
    },
    clear() {
      changes = []
      for (const map of Object.values(maps)) map.clear()
      if (!journal) return
      try {
        rewrite(journal)
      } catch (error) {
        fail(error)
      }
    },
    close: () => journal?.close(),
  }
}
