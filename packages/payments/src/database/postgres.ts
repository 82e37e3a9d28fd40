// PostgreSQL, for charities that outgrow one machine: several sites and engines on several hosts share one database.

import { Kysely } from 'kysely'
import type { SetTimer } from '../ports.ts'
import { type Database, DatabaseProblem, isDataError } from './database.ts'
import { insertCallbacksIntoPostgres, saveChangesToPostgres } from './postgres-changes.ts'
import { openConnection } from './postgres-connection.ts'
import { createPostgresDialect } from './postgres-dialect.ts'
import { loadFactsFromPostgres, lockCallbacks, toLockNames } from './postgres-facts.ts'
import { createPool } from './postgres-pool.ts'
import { lockNames, runTransaction } from './postgres-transaction.ts'
import type { Tables } from './tables.ts'

/** Notified in every transaction that changes payments or the inbox. */
const CHANNEL = 'harambee_changes'
/** Should a notification have been missed. */
const POLL_MS = 2_000

/** Another process has just inserted what this one was about to: the next try sees it. */
const UNIQUE_VIOLATION = '23505'

/**
 * Opens a pool on the database; connections are made when they are needed.
 * @param url `postgres://user:password@host:port/database`
 */
export function openPostgres(url: string, setTimer: SetTimer): Database {
  const pool = createPool(url, setTimer)
  const kysely = new Kysely<Tables>({ dialect: createPostgresDialect(pool) })
  const listeners = new Set<() => void>()
  let isClosed = false
  let stopPolling = () => {}

  function tellListeners(): void {
    for (const onChange of listeners) onChange()
  }

  /** Listens on a connection of its own, and again on another when that is lost. */
  function poll(): void {
    let listening = openConnection(url, setTimer)
    listening.listen(CHANNEL, tellListeners).catch(() => listening.destroy())
    const look = () => {
      if (isClosed) return listening.destroy()
      if (listening.isLost) {
        listening = openConnection(url, setTimer)
        listening.listen(CHANNEL, tellListeners).catch(() => listening.destroy())
      }
      tellListeners()
      cancel = setTimer(POLL_MS, look)
    }
    let cancel = setTimer(POLL_MS, look)
    stopPolling = () => {
      cancel()
      listening.destroy()
      stopPolling = () => {}
    }
  }

  return {
    engine: 'postgres',
    kysely,

    transaction(locks, work) {
      const options = { locks, alsoRetry: [UNIQUE_VIOLATION] }
      return runTransaction(pool, setTimer, options, async connection => {
        const only = { acquire: async () => connection, release() {} }
        const result = await work(new Kysely<Tables>({ dialect: createPostgresDialect(only) }))
        await connection.run(`NOTIFY ${CHANNEL}`)
        return result
      })
    },

    async insertCallbacks(rows) {
      const store = (some: typeof rows) =>
        runTransaction(pool, setTimer, { locks: [] }, connection => insertCallbacksIntoPostgres(connection, some))
      try {
        await store(rows)
        return rows.map(() => null)
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error))
        if (rows.length === 1 || !isDataError(error)) return rows.map(() => failure)
        // One bad row must not fail the others: each gets a commit of its own.
        const results: (Error | null)[] = []
        for (const row of rows) {
          results.push(
            await store([row]).then(
              () => null,
              problem => problem as Error,
            ),
          )
        }
        return results
      }
    },

    apply(keys, decide) {
      const options = { locks: toLockNames(keys), alsoRetry: [UNIQUE_VIOLATION] }
      return runTransaction(pool, setTimer, options, async connection => {
        const changes = decide(await loadFactsFromPostgres(connection, keys))
        await Promise.all([saveChangesToPostgres(connection, changes), connection.run(`NOTIFY ${CHANNEL}`)])
        return changes
      })
    },

    drain(selection, prepare, decide) {
      const options = { locks: [], alsoRetry: [UNIQUE_VIOLATION] }
      return runTransaction(pool, setTimer, options, async connection => {
        const rows = await lockCallbacks(connection, selection)
        const keys = prepare(rows)
        const locks = toLockNames(keys)
        if (locks.length > 0) await lockNames(connection, locks)
        const changes = decide(await loadFactsFromPostgres(connection, keys))
        const isDryRun = 'id' in selection && selection.isDryRun
        if (rows.length > 0 && !isDryRun) {
          await Promise.all([saveChangesToPostgres(connection, changes), connection.run(`NOTIFY ${CHANNEL}`)])
        }
        return { drained: rows.length, changes }
      })
    },

    assertServes: () => assertPostgresServes(url, setTimer),
    get inFlight() {
      return pool.lent
    },

    watch(onChange) {
      listeners.add(onChange)
      if (listeners.size === 1) poll()
      return () => {
        listeners.delete(onChange)
        if (listeners.size === 0) stopPolling()
      }
    },

    async check() {
      await kysely.selectFrom('payments').select('id').limit(1).execute()
    },

    async close() {
      isClosed = true
      stopPolling()
      pool.close()
    },
  }
}

async function assertPostgresServes(url: string, setTimer: SetTimer): Promise<void> {
  const where = url.replace(/\/\/[^@/]*@/, '//[secret]@')
  const connection = openConnection(url, setTimer)
  try {
    const { rows } = await connection.run(
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
    )
    const { fsync, commit } = rows[0] as { fsync: string; commit: string }
    if (fsync !== 'on' || commit === 'off') {
      throw new DatabaseProblem(
        `${where} acknowledges commits that are not on disk (fsync=${fsync}, synchronous_commit=${commit}): ` +
          'set both to on, or a power cut loses acknowledged callbacks.',
      )
    }
  } catch (error) {
    if (error instanceof DatabaseProblem) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new DatabaseProblem(`${where} cannot be used: ${why}. Check host, port, user and password in DATABASE_URL.`)
  } finally {
    connection.destroy()
  }
}
