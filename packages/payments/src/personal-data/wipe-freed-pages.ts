// SQLite leaves what was overwritten or deleted in its file until the place is used again. Whoever forgets wants it gone.

import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** Writers wait for it at most this long. */
const CHECKPOINT_MS = 500
const BUSY_TIMEOUT_MS = 5_000

/** From here on this connection overwrites with zeros what it frees. PostgreSQL: its own vacuum does, in time. */
export async function startWiping({ engine, kysely }: Database): Promise<void> {
  if (engine === 'sqlite') await sql`PRAGMA secure_delete = ON`.execute(kysely)
}

/** Takes what was written over out of the write-ahead log too, where nobody reads from it just now. */
export async function finishWiping({ engine, kysely }: Database): Promise<void> {
  if (engine !== 'sqlite') return
  await sql`PRAGMA busy_timeout = ${sql.lit(CHECKPOINT_MS)}`.execute(kysely)
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(kysely)
  await sql`PRAGMA busy_timeout = ${sql.lit(BUSY_TIMEOUT_MS)}`.execute(kysely)
}
