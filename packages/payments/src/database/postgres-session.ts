// What every new connection is asked before it is used: whether this server can keep what we give it.

import { DatabaseProblem } from './database.ts'
import type { PgAddress } from './postgres-address.ts'

/** What is known of a connection once it is open. */
export interface PgSession {
  /** The server's process for this connection. */
  readonly pid: number
  /**
   * Another value after every restart of the server, its recovery from a crash included: a crash may give the numbers of
   * transactions it has lost to new ones.
   */
  readonly incarnation: string
}

/** `pg_xact_status` of an `xid8` came with 13. */
const OLDEST_VERSION = 13

/** The statistics are reset by a recovery that does not restart the server's first process, too. */
export const SESSION_QUESTION = `
  SELECT current_setting('server_version_num')::int / 10000 AS version,
    current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS commit,
    current_setting('transaction_read_only') AS read_only,
    current_setting('server_encoding') AS encoding,
    pg_backend_pid() AS pid,
    extract(epoch FROM pg_postmaster_start_time())::text || '/' ||
      coalesce((SELECT extract(epoch FROM stats_reset) FROM pg_stat_bgwriter), 0)::text AS incarnation`

/** @throws {DatabaseProblem} where the server would not keep what it acknowledges, or cannot take it */
export function readSession(row: Readonly<Record<string, unknown>> | undefined, { name }: PgAddress): PgSession {
  const { version, fsync, commit, read_only, encoding, pid, incarnation } = row ?? {}
  const refuse = (why: string, options?: { isPassing: boolean }) => {
    throw new DatabaseProblem(`PostgreSQL at ${name} ${why}`, options)
  }
  if (Number(version) < OLDEST_VERSION) {
    refuse(`is version ${String(version)}: version ${OLDEST_VERSION} or newer is needed.`)
  }
  if (fsync !== 'on' || commit === 'off') {
    refuse(
      `acknowledges commits that are not on disk (fsync=${String(fsync)}, synchronous_commit=${String(commit)}): ` +
        'set both to on, or a power cut loses acknowledged callbacks.',
    )
  }
  if (read_only !== 'off') {
    refuse(
      'only lets read: name the primary server in DATABASE_URL, not a standby, ' +
        'and turn default_transaction_read_only off.',
      { isPassing: true },
    )
  }
  if (encoding !== 'UTF8') {
    refuse(`keeps text as ${String(encoding)}: make the database with ENCODING 'UTF8' TEMPLATE template0.`)
  }
  return { pid: Number(pid), incarnation: String(incarnation) }
}
