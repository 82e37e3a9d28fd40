// PostgreSQL, for charities that outgrow one machine: several sites and engines on several hosts share one database.

import { Kysely } from 'kysely'
import { type Log, SILENT_LOG } from '../log.ts'
import type { SetTimer } from '../ports.ts'
import type { Changes } from './changes.ts'
import { isDataError, type OpenedDatabase } from './database.ts'
import { readPostgresUrl } from './postgres-address.ts'
import { insertCallbacksIntoPostgres, saveChangesToPostgres } from './postgres-changes.ts'
import { openConnection, type PgConnection } from './postgres-connection.ts'
import { createPostgresDialect, createTransactionDialect } from './postgres-dialect.ts'
import { hasUndrained, loadFactsFromPostgres, lockCallbacks, NO_FACTS, toLockNames } from './postgres-facts.ts'
import { listen, notify } from './postgres-notifications.ts'
import { createPool } from './postgres-pool.ts'
import { toDatabaseProblem } from './postgres-problem.ts'
import { watchReachability } from './postgres-reachability.ts'
import { isAlone, readSnapshot } from './postgres-snapshot.ts'
import { lockNames, runTransaction } from './postgres-transaction.ts'
import type { Tables } from './tables.ts'

/** Enough for a few pages and the worker; PostgreSQL's default is 100 for all processes. */
const MAX_CONNECTIONS = 8
/** Callbacks wait for nothing but callbacks, whatever else is under way. */
const MAX_INBOX_CONNECTIONS = 2

/** Another process has just inserted what this one was about to: the next try sees it. */
const UNIQUE_VIOLATION = '23505'

/**
 * Opens pools on the database; connections are made when they are needed.
 * @param url `postgres://user:password@host:port/database`
 * @throws {DatabaseProblem} where that is no such URL
 */
export function openPostgres(url: string, setTimer: SetTimer, log: Log = SILENT_LOG): OpenedDatabase {
  const address = readPostgresUrl(url)
  const reachability = watchReachability(log)
  const onOpen = reachability.opened
  const open = () => openConnection(address, { setTimer, onOpen, onLost: reachability.lost })
  const pool = createPool(open, MAX_CONNECTIONS, setTimer)
  const inboxPool = createPool(open, MAX_INBOX_CONNECTIONS, setTimer)
  const kysely = new Kysely<Tables>({ dialect: createPostgresDialect(pool) })
  const transactions = { pool, open, setTimer }
  const listeners = new Set<(paymentIds?: readonly string[]) => void>()
  let stopListening = () => {}

  function startListening(): () => void {
    return listen({
      open: (onNotify, onLost) => openConnection(address, { setTimer, onNotify, onOpen, onLost }),
      setTimer,
      log,
      onChange(paymentIds) {
        for (const onChange of listeners) onChange(paymentIds)
      },
    })
  }

  async function save(connection: PgConnection, changes: Changes): Promise<void> {
    const paymentIds = changes.payments.map(({ id }) => id)
    await Promise.all([saveChangesToPostgres(connection, changes), notify(connection, paymentIds)])
  }

  return {
    engine: 'postgres',
    kysely,

    transaction(locks, work, options) {
      return runTransaction({ ...transactions, ...options, locks, alsoRetry: [UNIQUE_VIOLATION] }, connection =>
        work(new Kysely<Tables>({ dialect: createTransactionDialect(connection) })),
      )
    },

    snapshot: work => readSnapshot(pool, work),

    async insertCallbacks(rows) {
      const store = (some: typeof rows) => {
        const opening = (connection: PgConnection) => insertCallbacksIntoPostgres(connection, some)
        return runTransaction({ pool: inboxPool, open, setTimer, opening }, () => {})
      }
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
      const options = { ...transactions, locks: toLockNames(keys), alsoRetry: [UNIQUE_VIOLATION] }
      return runTransaction(options, async connection => {
        const changes = decide(await loadFactsFromPostgres(connection, keys))
        await save(connection, changes)
        return changes
      })
    },

    async drain(selection, prepare, decide) {
      // Whoever hears of a change looks here; there is seldom anything left.
      const isEmpty = 'limit' in selection && !(await hasUndrained(kysely))
      if (isEmpty) {
        prepare([])
        return { drained: 0, changes: decide(NO_FACTS) }
      }
      const opening = (connection: PgConnection) => lockCallbacks(connection, selection)
      const options = { ...transactions, opening, alsoRetry: [UNIQUE_VIOLATION] }
      const result = await runTransaction(options, async (connection, rows) => {
        const keys = prepare(rows)
        const locks = toLockNames(keys)
        if (locks.length > 0) await lockNames(connection, locks)
        const changes = decide(await loadFactsFromPostgres(connection, keys))
        const isDryRun = 'id' in selection && selection.isDryRun
        if (rows.length > 0 && !isDryRun) await save(connection, changes)
        return { drained: rows.length, changes }
      })
      const isShort = 'limit' in selection && result.drained < selection.limit
      // What is done is done: who cannot look now looks again.
      return { ...result, isLeft: isShort && (await hasUndrained(kysely).catch(() => true)) }
    },

    async assertServes() {
      const connection = open()
      try {
        await connection.session()
      } catch (error) {
        throw toDatabaseProblem(error, address)
      } finally {
        connection.destroy()
      }
    },

    get inFlight() {
      return pool.lent + inboxPool.lent
    },

    watch(onChange) {
      listeners.add(onChange)
      if (listeners.size === 1) stopListening = startListening()
      return () => {
        if (!listeners.delete(onChange) || listeners.size > 0) return
        stopListening()
      }
    },

    async check() {
      await kysely.selectFrom('payments').select('id').limit(1).execute()
    },

    takeAlone: () => isAlone(pool, setTimer),

    async close() {
      listeners.clear()
      stopListening()
      pool.close()
      inboxPool.close()
    },
  }
}
