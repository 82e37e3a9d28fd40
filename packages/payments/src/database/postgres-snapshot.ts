// Reading PostgreSQL as of one moment, and finding out who else is connected.

import { Kysely } from 'kysely'
import type { SetTimer } from '../ports.ts'
import { createTransactionDialect } from './postgres-dialect.ts'
import type { PgPool } from './postgres-pool.ts'
import type { Tables } from './tables.ts'

/** Between two pages a backup may wait for a slow disk. */
const IDLE_TIMEOUT_MS = 600_000

/** A connection this process has just ended may be listed for a moment. */
const ALONE_TRIES = 10
const ALONE_PAUSE_MS = 200

/** @see Database.snapshot */
export async function readSnapshot<T>(pool: PgPool, work: (snapshot: Kysely<Tables>) => Promise<T>): Promise<T> {
  const connection = await pool.acquire()
  try {
    await connection.run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await connection.run(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`)
    const result = await work(new Kysely<Tables>({ dialect: createTransactionDialect(connection) }))
    await connection.run('COMMIT')
    return result
  } catch (error) {
    if (!connection.isLost) await connection.run('ROLLBACK').catch(() => connection.destroy())
    throw error
  } finally {
    pool.release(connection)
  }
}

/** @see OpenedDatabase.takeAlone */
export async function isAlone(pool: PgPool, setTimer: SetTimer): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    if ((await countOthers(pool)) === 0) return true
    if (tries >= ALONE_TRIES) return false
    await new Promise<void>(resolve => setTimer(ALONE_PAUSE_MS, resolve))
  }
}

async function countOthers(pool: PgPool): Promise<number> {
  const connection = await pool.acquire()
  try {
    const { rows } = await connection.run(
      `SELECT count(*) AS others FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'harambee' AND pid <> pg_backend_pid()`,
    )
    return Number(rows[0]?.others)
  } finally {
    pool.release(connection)
  }
}
