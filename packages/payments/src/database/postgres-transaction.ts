// A transaction whose outcome is always known: where the connection breaks during COMMIT, the server is asked what became
// of it. What certainly had no effect (conflicts between processes, a connection lost before COMMIT) is tried again from
// the start, though not for ever.

import type { SetTimer } from '../ports.ts'
import { ConnectionLost, type PgConnection } from './postgres-connection.ts'
import { hasCommitted } from './postgres-outcome.ts'
import type { PgPool } from './postgres-pool.ts'

/** Serialization failure, deadlock, lock not available in time, no room for more locks. */
const CONFLICTS = new Set(['40001', '40P01', '55P03', '53200'])
const MAX_TRIES = 5
const FIRST_PAUSE_MS = 20
/** Tries on another connection. More would keep a caller waiting for a server that is down. */
const MAX_LOST = 2

export interface TransactionOptions<Opened> {
  readonly pool: PgPool
  /** Opens a connection beside the pool, to find out what became of a COMMIT. */
  readonly open: () => PgConnection
  readonly setTimer: SetTimer
  /** Names locked first, in one order, until the transaction ends: two transactions that share one wait for each other. */
  readonly locks?: readonly string[]
  /** SQLSTATEs worth another try besides conflicts: a unique violation may be a race that the next try sees. */
  readonly alsoRetry?: readonly string[]
  /** How long one statement, or waiting for a lock, may take, where that is longer than usual. */
  readonly statementMs?: number
  /** Statements sent together with BEGIN. They change nothing outside a transaction, in case there is none. */
  readonly opening?: (connection: PgConnection) => Promise<Opened>
}

/** @throws {Error} where it was rolled back, or {OutcomeUnknown} */
export async function runTransaction<T, Opened = undefined>(
  options: TransactionOptions<Opened>,
  work: (connection: PgConnection, opened: Opened) => Promise<T> | T,
): Promise<T> {
  for (let tries = 1, lost = 0; ; tries++) {
    try {
      return await tryTransaction(options, work)
    } catch (error) {
      if (tries >= MAX_TRIES) throw error
      if (error instanceof ConnectionLost) lost += 1
      else if (!isWorthAnotherTry(error, options.alsoRetry)) throw error
      if (lost > MAX_LOST) throw error
      await new Promise<void>(resolve => options.setTimer(FIRST_PAUSE_MS * tries, resolve))
    }
  }
}

function isWorthAnotherTry(error: unknown, alsoRetry: readonly string[] = []): boolean {
  const code = String((error as { code?: unknown }).code)
  return CONFLICTS.has(code) || alsoRetry.includes(code)
}

/** @throws {ConnectionLost} only where nothing of it is committed */
async function tryTransaction<T, Opened>(
  options: TransactionOptions<Opened>,
  work: (connection: PgConnection, opened: Opened) => Promise<T> | T,
): Promise<T> {
  const { pool, locks = [], opening, statementMs } = options
  const connection = await pool.acquire()
  try {
    const [, , started, , opened] = await Promise.all([
      connection.run('BEGIN'),
      statementMs === undefined ? null : connection.bePatient(statementMs),
      connection.run('SELECT pg_current_xact_id()::text AS id'),
      locks.length > 0 ? lockNames(connection, locks) : null,
      opening?.(connection),
    ])
    const result = await work(connection, opened as Opened)
    await commit(options, connection, String(started.rows[0]?.id))
    return result
  } catch (error) {
    if (!connection.isLost) await connection.run('ROLLBACK').catch(() => connection.destroy())
    throw error
  } finally {
    if (statementMs !== undefined) connection.destroy()
    pool.release(connection)
  }
}

async function commit<Opened>(
  { open, setTimer }: TransactionOptions<Opened>,
  connection: PgConnection,
  id: string,
): Promise<void> {
  try {
    const { command } = await connection.run('COMMIT')
    // A COMMIT after an error that nobody noticed rolls back, and says so only here.
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`)
  } catch (error) {
    const isKnown = !(error instanceof ConnectionLost) || !error.mayHaveRun
    if (isKnown || !(await hasCommitted({ open, setTimer, id, session: await connection.session() }))) throw error
  }
}

/** In ascending order of their numbers, so that no two transactions can wait for each other in a circle. */
export function lockNames(connection: PgConnection, names: readonly string[]) {
  return connection.run(
    `SELECT pg_advisory_xact_lock(number) FROM
       (SELECT DISTINCT hashtextextended(name, 0) AS number FROM unnest($1::text[]) AS name ORDER BY 1) AS numbers`,
    [toPgArray(names)],
  )
}

/** Values as the text of a PostgreSQL array; the statement says of which type. */
export function toPgArray(values: readonly (string | number | null)[]): string {
  const parts = values.map(value => {
    if (value === null) return 'NULL'
    return typeof value === 'number' ? String(value) : `"${value.replace(/[\\"]/g, '\\$&')}"`
  })
  return `{${parts.join(',')}}`
}
