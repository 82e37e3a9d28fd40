// Fills a database that holds nothing with what a backup holds.

import { CompiledQuery, type Kysely, sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import { BACKED_UP_TABLES, type BackedUpTable } from './backed-up-tables.ts'
import type { EndLine } from './backup-lines.ts'
import { BackupProblem } from './backup-problem.ts'
import { type BackupPart, readBackup } from './read-backup.ts'

/**
 * Inserts every row. Runs inside one transaction, on tables of the version the backup was made from.
 * @returns what the backup's last line says
 * @throws {BackupProblem} where the file is not as it was written
 */
export async function fillDatabase(
  transaction: Kysely<Tables>,
  engine: Database['engine'],
  sealer: Sealer,
  path: string,
): Promise<EndLine['end']> {
  // The only row an empty database has; the backup brings its own.
  await transaction.deleteFrom('history_head').execute()
  const rows: Record<string, number> = {}
  let end: EndLine['end'] | null = null
  for await (const part of readBackup(path, sealer)) {
    if (part.kind === 'rows') {
      await insertRows(transaction, engine, part)
      rows[part.table.name] = (rows[part.table.name] ?? 0) + part.rows.length
    }
    if (part.kind === 'end') end = part.end
  }
  if (end === null || BACKED_UP_TABLES.some(({ name }) => (rows[name] ?? 0) !== (end.rows[name] ?? 0))) {
    throw new BackupProblem(
      'damaged',
      `${path} does not hold as many rows as its last line says. Take an older backup.`,
    )
  }
  for (const table of BACKED_UP_TABLES) {
    if (table.isNumbered && engine === 'postgres') await continueNumbering(transaction, table)
  }
  return end
}

/** Numbers given by the database are kept; SQLite goes on after the highest by itself. */
async function insertRows(
  transaction: Kysely<Tables>,
  engine: Database['engine'],
  { table, columns, rows }: Extract<BackupPart, { kind: 'rows' }>,
): Promise<void> {
  const isSqlite = engine === 'sqlite'
  const overriding = table.isNumbered && !isSqlite ? 'OVERRIDING SYSTEM VALUE' : ''
  let number = 0
  const toPlaceholders = () => `(${columns.map(() => (isSqlite ? '?' : `$${++number}`)).join(', ')})`
  const text =
    `INSERT INTO ${table.name} (${columns.join(', ')}) ${overriding} ` + `VALUES ${rows.map(toPlaceholders).join(', ')}`
  await transaction.executeQuery(CompiledQuery.raw(text, rows.flat()))
}

async function continueNumbering(transaction: Kysely<Tables>, table: BackedUpTable): Promise<void> {
  const [name, key] = [sql.table(table.name), sql.ref(table.key)]
  await sql`SELECT setval(pg_get_serial_sequence(${table.name}, ${table.key}), highest)
    FROM (SELECT max(${key}) AS highest FROM ${name}) AS numbers WHERE highest IS NOT NULL`.execute(transaction)
}
