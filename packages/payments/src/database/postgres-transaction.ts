// A transaction whose outcome is always known: where the connection breaks during COMMIT, the server is asked what became
// of it. Conflicts between processes are tried again, from the start.

import type { SetTimer } from '../ports.ts'
import { ConnectionLost, type PgConnection } from './postgres-connection.ts'
import type { PgPool } from './postgres-pool.ts'

/** Raised where the connection broke during COMMIT and the server would not say what became of the transaction. */
export class OutcomeUnknown extends Error {
  constructor() {
    super('the connection to PostgreSQL broke during COMMIT, and what became of the transaction cannot be found out')
    this.name = 'OutcomeUnknown'
  }
}

/** Serialization failure, deadlock, lock not available in time. */
const CONFLICTS = new Set(['40001', '40P01', '55P03'])
const MAX_TRIES = 5
const FIRST_PAUSE_MS = 20

/** How long the server is asked for the outcome of a COMMIT, and how often. */
const RESOLVE_TRIES = 10
const RESOLVE_PAUSE_MS = 300

export interface TransactionOptions {
  /** Names locked first, in one order, until the transaction ends: two transactions that share one wait for each other. */
  readonly locks: readonly string[]
  /** SQLSTATEs worth another try besides conflicts: a unique violation may be a race that the next try sees. */
  readonly alsoRetry?: readonly string[]
}

/** @throws {Error} where it was rolled back, or {OutcomeUnknown} */
export async function runTransaction<T>(
  pool: PgPool,
  setTimer: SetTimer,
  options: TransactionOptions,
  work: (connection: PgConnection) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryTransaction(pool, setTimer, options.locks, work)
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      const isWorthAnotherTry = CONFLICTS.has(code) || options.alsoRetry?.includes(code)
      if (!isWorthAnotherTry || tries >= MAX_TRIES) throw error
      await sleep(setTimer, FIRST_PAUSE_MS * tries)
    }
  }
}

async function tryTransaction<T>(
  pool: PgPool,
  setTimer: SetTimer,
  locks: readonly string[],
  work: (connection: PgConnection) => Promise<T>,
): Promise<T> {
  const connection = await pool.acquire()
  try {
    const [, started] = await Promise.all([
      connection.run('BEGIN'),
      connection.run('SELECT pg_current_xact_id()::text AS id'),
      ...(locks.length > 0 ? [lockNames(connection, locks)] : []),
    ])
    const result = await work(connection)
    await commit(pool, setTimer, connection, String(started.rows[0]?.id))
    return result
  } catch (error) {
    if (!connection.isLost) await connection.run('ROLLBACK').catch(() => connection.destroy())
    throw error
  } finally {
    pool.release(connection)
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

async function commit(pool: PgPool, setTimer: SetTimer, connection: PgConnection, id: string): Promise<void> {
  try {
    const { command } = await connection.run('COMMIT')
    // A COMMIT after an error that nobody noticed rolls back, and says so only here.
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${command}`)
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error
    if (await hasCommitted(pool, setTimer, id)) return
    throw error
  }
}

async function hasCommitted(pool: PgPool, setTimer: SetTimer, id: string): Promise<boolean> {
  for (let tries = 0; tries < RESOLVE_TRIES; tries++) {
    await sleep(setTimer, RESOLVE_PAUSE_MS)
    try {
      const status = await readStatus(pool, id)
      if (status === 'committed') return true
      if (status === 'aborted') return false
    } catch {
      // The server may be restarting.
    }
  }
  throw new OutcomeUnknown()
}

async function readStatus(pool: PgPool, id: string): Promise<unknown> {
  const connection = await pool.acquire()
  try {
    const { rows } = await connection.run('SELECT pg_xact_status($1::xid8) AS status', [id])
    return rows[0]?.status
  } finally {
    pool.release(connection)
  }
}

function sleep(setTimer: SetTimer, delayMs: number): Promise<void> {
  return new Promise(resolve => setTimer(delayMs, resolve))
}

/** Values as the text of a PostgreSQL array; the statement says of which type. */
export function toPgArray(values: readonly (string | number | null)[]): string {
  const parts = values.map(value => {
    if (value === null) return 'NULL'
    return typeof value === 'number' ? String(value) : `"${value.replace(/[\\"]/g, '\\$&')}"`
  })
  return `{${parts.join(',')}}`
}
