// Everything a database consists of, as text to compare: its catalogue, and every row of every table.

import { type Books, readBooks } from './books.ts'

export interface Description {
  readonly schema: readonly string[]
  readonly rows: Readonly<Record<string, readonly string[]>>
}

const SQLITE_SCHEMA = `
  SELECT type, name, tbl_name, sql FROM sqlite_schema
  UNION ALL SELECT 'mode', journal_mode, '', '' FROM pragma_journal_mode
  UNION ALL SELECT 'integrity', integrity_check, '', '' FROM pragma_integrity_check
  UNION ALL SELECT 'broken reference', "table", "parent", '' FROM pragma_foreign_key_check`
const SQLITE_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"

/** In every schema but the server's own, so that nothing is left lying elsewhere. */
const POSTGRES_SCHEMA = `
  WITH ours AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence, n.nspname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  )
  SELECT nspname, relname, relkind::text AS kind, relpersistence::text AS what FROM ours
  UNION ALL SELECT nspname, relname, 'column',
      concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
    FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attnum > 0
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE relkind = 'r' AND NOT a.attisdropped
  UNION ALL SELECT nspname, relname, 'constraint', concat_ws(' ', conname, pg_get_constraintdef(k.oid))
    FROM ours JOIN pg_constraint k ON k.conrelid = ours.oid
  UNION ALL SELECT nspname, relname, 'index', concat_ws(' ', pg_get_indexdef(ours.oid), i.indisvalid)
    FROM ours JOIN pg_index i ON i.indexrelid = ours.oid
  UNION ALL SELECT nspname, relname, 'trigger', pg_get_triggerdef(t.oid)
    FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid WHERE NOT t.tgisinternal
  UNION ALL SELECT n.nspname, p.proname, 'function', pg_get_functiondef(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')`
const POSTGRES_TABLES = `
  SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`

export function describeDatabase(url: string): Promise<Description> {
  const isSqlite = url.startsWith('file:')
  return readBooks(url, async books => {
    const schema = await toLines(books, isSqlite ? SQLITE_SCHEMA : POSTGRES_SCHEMA)
    const rows: Record<string, readonly string[]> = {}
    for (const { name } of await books.select(isSqlite ? SQLITE_TABLES : POSTGRES_TABLES)) {
      rows[String(name)] = await toLines(books, `SELECT * FROM ${name}`)
    }
    return { schema, rows }
  })
}

async function toLines(books: Books, statement: string): Promise<string[]> {
  const rows = await books.select(statement)
  return rows.map(row => JSON.stringify(row, (_key, value) => toText(value))).sort()
}

/** A buffer has become an object of its own by the time it comes here; bytes of SQLite have not. */
function toText(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toJSON() : value
}
