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
  'loggedCallbacks',
  'pendingPayments',
  'c2bRegistrations',
  'pullRegistrations',
  'messages',
]

/**
 * A store, filled from the journal where there is one. The journal is rewritten without what was overwritten.
 * @throws when the journal holds something else than this store's lines (a torn last line is no problem)
 */
export function createStore(journal: Journal | undefined): Store {
  const maps = Object.fromEntries(TABLE_NAMES.map(name => [name, new Map()])) as Record<TableName, Map<string, unknown>>
  let changes: Change[] = []

  if (journal) {
    for (const change of readJournal(journal)) {
      const map = maps[change[0]]
      if (map === undefined) continue
      if (change.length === 3) map.set(change[1], change[2])
      else map.delete(change[1])
    }
    writeSnapshot(journal, maps)
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
      const line = JSON.stringify(changes)
      changes = []
      journal.append(line)
    },
    clear() {
      changes = []
      for (const map of Object.values(maps)) map.clear()
      if (journal) writeSnapshot(journal, maps)
    },
  }
}
