// Statements of the benchmark's own on either database: nothing of the engine takes part in filling or counting.

import { DatabaseSync } from 'node:sqlite'
import postgres from 'postgres'

export type Row = Readonly<Record<string, string | number | null>>

export interface Statements {
  /** One number. */
  count(statement: string): Promise<number>
  /** One text. */
  text(statement: string): Promise<string>
  /** Rows of one shape, in order. */
  insert(table: string, rows: readonly Row[]): Promise<void>
  run(statement: string): Promise<void>
  /**
   * How long a prepared statement takes with one parameter after another, on average, in microseconds.
   * @throws where one of them finds nothing
   */
  timeUs(statement: string, parameters: readonly string[]): Promise<number>
  /** Everything inside is kept, or nothing. */
  transaction(work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export const CACHE = 'PRAGMA cache_size = -65536'

/** Rows in one statement to PostgreSQL. */
const MAX_ROWS = 5_000

export function openStatements(url: string): Statements {
  return url.startsWith('file:') ? openFile(url.slice('file:'.length)) : openServer(url)
}

async function inTransaction(run: (statement: string) => Promise<void>, work: () => Promise<void>): Promise<void> {
  await run('BEGIN')
  try {
    await work()
    await run('COMMIT')
  } catch (error) {
    await run('ROLLBACK')
    throw error
  }
}

function openFile(path: string): Statements {
  const connection = new DatabaseSync(path, { timeout: 30_000 })
  // As the engine has it.
  connection.exec(CACHE)
  const run = async (statement: string) => connection.exec(statement)
  return {
    count: async statement => Number(toValue(connection.prepare(statement).get())),
    text: async statement => String(toValue(connection.prepare(statement).get())),
    async insert(table, rows) {
      const columns = Object.keys(rows[0] ?? {})
      const places = columns.map(() => '?').join(', ')
      const statement = connection.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`)
      for (const row of rows) statement.run(...Object.values(row))
    },
    run,
    async timeUs(statement, parameters) {
      const prepared = connection.prepare(statement)
      const beganMs = performance.now()
      for (const parameter of parameters) if (!prepared.get(parameter)) throw new Error(`${parameter} is not found`)
      return ((performance.now() - beganMs) * 1000) / parameters.length
    },
    transaction: work => inTransaction(run, work),
    close: async () => connection.close(),
  }
}

function openServer(url: string): Statements {
  const client = postgres(url, { max: 1, onnotice() {} })
  const run = async (statement: string) => void (await client.unsafe(statement))
  return {
    count: async statement => Number(toValue((await client.unsafe(statement))[0])),
    text: async statement => String(toValue((await client.unsafe(statement))[0])),
    async insert(table, rows) {
      const columns = Object.keys(rows[0] ?? {}).join(', ')
      for (let start = 0; start < rows.length; start += MAX_ROWS) {
        const some = JSON.stringify(rows.slice(start, start + MAX_ROWS))
        await client.unsafe(
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::text::json)`,
          [some],
        )
      }
    },
    run,
    async timeUs(statement, parameters) {
      const beganMs = performance.now()
      for (const parameter of parameters) {
        const rows = await client.unsafe(statement, [parameter], { prepare: true })
        if (rows.length !== 1) throw new Error(`${parameter} is not found`)
      }
      return ((performance.now() - beganMs) * 1000) / parameters.length
    },
    transaction: work => inTransaction(run, work),
    close: () => client.end(),
  }
}

function toValue(row: unknown): unknown {
  return Object.values(row ?? {})[0] ?? 0
}
