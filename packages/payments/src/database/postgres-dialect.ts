// Kysely on our own pool, or inside one of our own transactions.

import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import { ConnectionLost, type PgConnection } from './postgres-connection.ts'

/** Where statements are run: the pool, or one transaction's connection. */
export interface StatementSource {
  acquire(): Promise<PgConnection>
  release(connection: PgConnection): void
}

/** A dialect for single statements. Transactions are begun by `Database.transaction`, not by Kysely. */
export function createPostgresDialect(pool: StatementSource): Dialect {
  return createDialect(pool, true)
}

/** A dialect inside a transaction, which is lost with its connection. */
export function createTransactionDialect(connection: PgConnection): Dialect {
  return createDialect({ acquire: async () => connection, release() {} }, false)
}

function createDialect(source: StatementSource, mayTryAgain: boolean): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(source, mayTryAgain),
    createIntrospector: kysely => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

interface Held extends DatabaseConnection {
  connection: PgConnection
}

function createDriver(source: StatementSource, mayTryAgain: boolean): Driver {
  const refuse = async () => {
    throw new Error('begin a transaction with Database.transaction')
  }

  async function run(held: Held, query: CompiledQuery) {
    try {
      return await held.connection.run(query.sql, query.parameters)
    } catch (error) {
      const isLost = error instanceof ConnectionLost
      if (!isLost || !mayTryAgain || (error.mayHaveRun && query.query.kind !== 'SelectQueryNode')) throw error
    }
    // It had no effect: once more, on another connection.
    source.release(held.connection)
    held.connection = await source.acquire()
    return held.connection.run(query.sql, query.parameters)
  }

  return {
    init: async () => {},
    async acquireConnection() {
      const held: Held = {
        connection: await source.acquire(),
        async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
          const { rows, changed } = await run(held, query)
          return { rows: rows as Row[], numAffectedRows: BigInt(changed) }
        },
        // biome-ignore lint/correctness/useYield: it only says that there is no streaming
        async *streamQuery() {
          throw new Error('streaming is not supported: page with a limit')
        },
      }
      return held
    },
    releaseConnection: async held => source.release((held as Held).connection),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  }
}
