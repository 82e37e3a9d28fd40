// One real SQLite database under all processes of a world. Each process reaches it through a door of its own, which may be
// slow, refuse, or outlive its caller.

import { type Database, openDatabase } from '@harambee/payments'
import { sql } from 'kysely'

/** What a process meets at its door to the database. */
export interface DatabaseGate {
  /** Called before anything is done. May wait; throws where it is refused; never settles where the process has died. */
  before(call: DatabaseCall): Promise<void>
  /** Called when it is done. Throws where the caller is told otherwise; never settles where the process has died. */
  after(call: DatabaseCall): Promise<void>
  /** For single statements: throws where the process has died. */
  assertAlive(): void
  /** Something was written: other processes may hear of it. */
  wrote(): void
}

export type DatabaseCall = 'read' | 'transaction' | 'insertCallbacks' | 'apply' | 'drain'

export interface SharedDatabase {
  readonly database: Database
  /** The door of one process; `watch` is called for what others write. */
  open(gate: DatabaseGate): Database & { readonly hear: () => void }
  /** Grows with everything that is done through a door: as long as it stands still, nothing has changed. */
  countUses(): number
}

/** An empty one, in memory. Nothing in it waits for the disk, so nothing in it depends on the machine. */
export function openSharedDatabase(): SharedDatabase {
  const database = openDatabase('file::memory:', '/', { setTimer: () => () => {} })
  let uses = 0
  const countChanges = async () =>
    (await sql<{ changes: number }>`SELECT total_changes() AS changes`.execute(database.kysely)).rows[0]?.changes
  return {
    database,
    countUses: () => uses,
    open(gate) {
      const listeners = new Set<() => void>()
      async function through<T>(call: DatabaseCall, run: () => Promise<T>): Promise<T> {
        await gate.before(call)
        const before = await countChanges()
        const result = await run().finally(() => {
          uses += 1
        })
        if ((await countChanges()) !== before) gate.wrote()
        await gate.after(call)
        return result
      }
      return {
        engine: database.engine,
        kysely: database.kysely.withPlugin({
          transformQuery({ node }) {
            gate.assertAlive()
            return node
          },
          async transformResult({ result }) {
            uses += 1
            await gate.after('read')
            return result
          },
        }),
        transaction: (locks, work) => through('transaction', () => database.transaction(locks, work)),
        snapshot: work => database.snapshot(work),
        insertCallbacks: rows => through('insertCallbacks', () => database.insertCallbacks(rows)),
        apply: (keys, decide) => through('apply', () => database.apply(keys, decide)),
        drain: (selection, prepare, decide) => through('drain', () => database.drain(selection, prepare, decide)),
        assertServes: () => database.assertServes(),
        inFlight: 0,
        watch(onChange) {
          listeners.add(onChange)
          return () => listeners.delete(onChange)
        },
        check: () => database.check(),
        close: async () => listeners.clear(),
        hear() {
          for (const onChange of listeners) onChange()
        },
      }
    },
  }
}
