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
import type { PgConnection } from './postgres-connection.ts'

/** Where statements are run: the pool, or one transaction's connection. */
export interface StatementSource {
  acquire(): Promise<PgConnection>
  release(connection: PgConnection): void
}

/** A dialect for single statements. Transactions are begun by `Database.transaction`, not by Kysely. */
export function createPostgresDialect(source: StatementSource): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(source),
    createIntrospector: kysely => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

interface Held extends DatabaseConnection {
  readonly connection: PgConnection
}

function createDriver(source: StatementSource): Driver {
  const refuse = async () => {
    throw new Error('begin a transaction with Database.transaction')
  }
  return {
    init: async () => {},
    async acquireConnection(): Promise<Held> {
      const connection = await source.acquire()
      return {
        connection,
        async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
          const { rows, changed } = await connection.run(query.sql, query.parameters)
          return { rows: rows as Row[], numAffectedRows: BigInt(changed) }
        },
        // biome-ignore lint/correctness/useYield: it only says that there is no streaming
        async *streamQuery() {
          throw new Error('streaming is not supported: page with a limit')
        },
      }
    },
    releaseConnection: async held => source.release((held as Held).connection),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  }
}
