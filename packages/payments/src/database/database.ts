// What the engine asks of a database. Two implementations: a node:sqlite file, and PostgreSQL.

import type { Kysely } from 'kysely'
import type { Changes, DrainSelection, FactKeys, Facts, NewCallback, StoredCallback } from './changes.ts'
import type { Tables } from './tables.ts'

export interface Database {
  readonly engine: 'sqlite' | 'postgres'
  /** For reads, and writes outside the hot path. */
  readonly kysely: Kysely<Tables>
  /**
   * One write transaction: all of it is durable when the promise resolves, none of it when it rejects. `work` may run more
   * than once, so it does nothing but reading and writing.
   * @param locks names of what no other transaction may decide about at the same time
   * @param options.statementMs how long one statement may take, where that is longer than usual
   */
  transaction<T>(
    locks: readonly string[],
    work: (transaction: Kysely<Tables>) => Promise<T>,
    options?: { readonly statementMs: number },
  ): Promise<T>
  /** Reads as of one moment, however long it takes. Others go on writing meanwhile. */
  snapshot<T>(work: (snapshot: Kysely<Tables>) => Promise<T>): Promise<T>
  /**
   * Stores callbacks in one durable commit. One row that the database refuses fails alone.
   * @returns per row, in order: null where it is stored, the error where not
   */
  insertCallbacks(rows: readonly NewCallback[]): Promise<(Error | null)[]>
  /** One transaction: load the facts, decide, save. `decide` is pure and may run more than once. */
  apply(keys: FactKeys, decide: (facts: Facts) => Changes): Promise<Changes>
  /**
   * The same for stored callbacks, which no other process drains at the same time.
   * @returns isLeft: some wait still, which another process had begun on; it may have died over them
   */
  drain(
    selection: DrainSelection,
    prepare: (rows: readonly StoredCallback[]) => FactKeys,
    decide: (facts: Facts) => Changes,
  ): Promise<{ drained: number; changes: Changes; isLeft?: boolean }>
  /**
   * Tells readably why the database cannot be used at all.
   * @throws {DatabaseProblem}
   */
  assertServes(): Promise<void>
  /** Statements and transactions under way. */
  readonly inFlight: number
  /**
   * Calls back soon after another process has committed something.
   * @param onChange told which payments have changed, where that is known
   */
  watch(onChange: (paymentIds?: readonly string[]) => void): () => void
  /** Throws where the database cannot serve. */
  check(): Promise<void>
  close(): Promise<void>
}

/** A database as it was opened: what replaces its content needs it alone. */
export interface OpenedDatabase extends Database {
  /**
   * Whether no other process has it open. Of a SQLite file, none can open it from then on, and it can only be closed.
   */
  takeAlone(): Promise<boolean>
}

/** Raised when a database cannot be used as it is. The message says what to do. */
export class DatabaseProblem extends Error {
  /** Nobody may have to do anything: a server that is started again, a network that comes back. */
  readonly isPassing: boolean

  constructor(message: string, options: { readonly isPassing?: boolean } = {}) {
    super(message)
    this.name = 'DatabaseProblem'
    this.isPassing = options.isPassing === true
  }
}

/** Whether a rule of the data (unique index, check, type) was broken, rather than the disk, the lock or the connection. */
export function isDataError(error: unknown): boolean {
  const SQLITE_CONSTRAINT = 19
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  const isSqlite = typeof errcode === 'number' && (errcode & 0xff) === SQLITE_CONSTRAINT
  // SQLSTATE classes 22 (data exception), 23 (integrity constraint violation) and 54 (too large, such as for an index).
  const isPostgres = typeof code === 'string' && /^(?:22|23|54)[0-9A-Z]{3}$/.test(code)
  return isSqlite || isPostgres
}
