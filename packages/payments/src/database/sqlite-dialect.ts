// Kysely on node:sqlite: the smallest driver that shares its one connection, and its queue, with our own statements.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type LimitNode,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely'
import type { Mutex } from './mutex.ts'

/** A Kysely dialect over an open connection. Transactions take the write lock at once, so none has to give up later. */
export function createSqliteDialect(connection: DatabaseSync, mutex: Mutex): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(connection, mutex),
    createIntrospector: kysely => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new LimitWritingCompiler(),
  }
}

/**
 * Writes a limit as a number. SQLite plans with the value of a `LIMIT ?`, and so prepares such a statement again each time
 * it is run, for 40 µs and more (sqlite3ExprIsInteger in its expr.c).
 */
class LimitWritingCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node
    super.visitLimit(
      ValueNode.is(limit) && Number.isSafeInteger(limit.value)
        ? { ...node, limit: ValueNode.createImmediate(limit.value) }
        : node,
    )
  }
}

/** Enough for every statement of the program; lists of changing length push the oldest out. */
const KEPT_STATEMENTS = 200

function createDriver(connection: DatabaseSync, mutex: Mutex): Driver {
  const statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  /** Preparing costs more than running most of them. */
  function prepare(text: string): { statement: StatementSync; returnsRows: boolean } {
    const known = statements.get(text)
    if (known) {
      statements.delete(text)
      statements.set(text, known)
      return known
    }
    const statement = connection.prepare(text)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    statements.set(text, prepared)
    const [oldest] = statements.keys()
    if (statements.size > KEPT_STATEMENTS && oldest !== undefined) statements.delete(oldest)
    return prepared
  }

  const shared: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { statement, returnsRows } = prepare(query.sql)
      const parameters = query.parameters as SQLInputValue[]
      if (returnsRows) return { rows: statement.all(...parameters) as Row[] }
      const { changes, lastInsertRowid } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    },
    // biome-ignore lint/correctness/useYield: it only says that there is no streaming
    async *streamQuery() {
      throw new Error('streaming is not supported: page with a limit')
    },
  }
  let release: (() => void) | undefined
  return {
    init: async () => {},
    async acquireConnection() {
      release = await mutex.acquire()
      return shared
    },
    async releaseConnection() {
      release?.()
    },
    beginTransaction: async held => void (await held.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))),
    commitTransaction: async held => void (await held.executeQuery(CompiledQuery.raw('COMMIT'))),
    async rollbackTransaction(held) {
      // A failed COMMIT (disk full) may have rolled back already.
      if (connection.isTransaction) await held.executeQuery(CompiledQuery.raw('ROLLBACK'))
    },
    destroy: async () => {},
  }
}
