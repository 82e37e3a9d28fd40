// Plain SQL files, applied in order, each in a transaction of its own and remembered with a checksum.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { type Database, DatabaseProblem } from './database.ts'
import type { Tables } from './tables.ts'

export interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Held by whoever migrates; the others wait for it. */
const LOCKS = ['migrate'] as const
/** An index on millions of rows takes a while. */
const LONGEST_STATEMENT_MS = 10 * 60_000

const MAY_NOT_MIGRATE =
  'The user in DATABASE_URL may not make tables in this database: let the database belong to it ' +
  '(ALTER DATABASE … OWNER TO …), or have "npx harambee migrate" run by a user who may.'

/** What this version of the program brings, in order. */
export function listMigrations(engine: Database['engine']): Migration[] {
  const folder = new URL(`../migrations/${engine}/`, import.meta.url)
  return readdirSync(folder)
    .filter(name => name.endsWith('.sql'))
    .sort()
    .map(name => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      return { name, sql: text, checksum: createHash('sha256').update(text).digest('hex') }
    })
}

/**
 * Brings the database up to date. Safe to run again, and from several processes: each migration is checked again inside
 * its transaction.
 * @param options.only those of these names: up to an earlier version, where a backup of that version is restored
 * @param options.migrations instead of this version's own (tests)
 * @returns the names of those applied now
 * @throws {DatabaseProblem} where the database is from a newer version or was changed by hand
 */
export async function migrate(
  database: Database,
  nowMs: number,
  options: { readonly only?: readonly string[]; readonly migrations?: readonly Migration[] } = {},
): Promise<string[]> {
  await database.assertServes()
  const migrations = options.migrations ?? listMigrations(database.engine)
  try {
    await createMigrationTable(database)
    assertNotNewer(await listApplied(database.kysely), migrations)
    const applied: string[] = []
    for (const migration of migrations.filter(({ name }) => options.only?.includes(name) ?? true)) {
      if (await applyOnce(database, migration, nowMs)) applied.push(migration.name)
    }
    return applied
  } catch (error) {
    throw isForbidden(error) ? new DatabaseProblem(MAY_NOT_MIGRATE) : error
  }
}

/** Under the lock: where two make it at once, PostgreSQL fails the second, whatever IF NOT EXISTS says. */
async function createMigrationTable(database: Database): Promise<void> {
  await database.transaction(LOCKS, async transaction => {
    await transaction.schema
      .createTable('schema_migrations')
      .ifNotExists()
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('checksum', 'text', column => column.notNull())
      .addColumn('applied_at', 'bigint', column => column.notNull())
      .execute()
  })
}

/** @returns false where it was applied already */
function applyOnce(database: Database, migration: Migration, nowMs: number): Promise<boolean> {
  const { name, checksum } = migration
  const work = async (transaction: Kysely<Tables>) => {
    const known = await listApplied(transaction)
    if (known.has(name)) return false
    for (const statement of splitStatements(migration.sql)) await sql.raw(statement).execute(transaction)
    await transaction.insertInto('schema_migrations').values({ name, checksum, applied_at: nowMs }).execute()
    return true
  }
  return database.transaction(LOCKS, work, { statementMs: LONGEST_STATEMENT_MS })
}

/**
 * For processes that do not migrate themselves.
 * @throws {DatabaseProblem} where the database is older or newer than this program
 */
export async function assertMigrated(database: Database): Promise<void> {
  await database.assertServes()
  const migrations = listMigrations(database.engine)
  const applied = await listApplied(database.kysely).catch(error => {
    if (isTableMissing(error)) return new Map<string, string>()
    throw error
  })
  assertNotNewer(applied, migrations)
  const missing = migrations.filter(migration => !applied.has(migration.name))
  if (missing.length > 0) {
    throw new DatabaseProblem(
      `The database lacks ${missing.map(migration => migration.name).join(', ')}: run "npx harambee migrate" (npm start does it too).`,
    )
  }
}

async function listApplied(kysely: Kysely<Tables>): Promise<Map<string, string>> {
  const rows = await kysely.selectFrom('schema_migrations').select(['name', 'checksum']).execute()
  return new Map(rows.map(row => [row.name, row.checksum]))
}

function isTableMissing(error: unknown): boolean {
  const UNDEFINED_TABLE = '42P01'
  const { code, message } = error as { code?: unknown; message?: unknown }
  return code === UNDEFINED_TABLE || /^no such table/.test(String(message))
}

function isForbidden(error: unknown): boolean {
  const INSUFFICIENT_PRIVILEGE = '42501'
  return (error as { code?: unknown }).code === INSUFFICIENT_PRIVILEGE
}

function assertNotNewer(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const byName = new Map(migrations.map(migration => [migration.name, migration]))
  for (const [name, checksum] of applied) {
    const migration = byName.get(name)
    if (!migration) {
      throw new DatabaseProblem(
        `The database was written by a newer version of Harambee (it has ${name}). ` +
          'Start that version, or restore a backup from before the upgrade.',
      )
    }
    if (migration.checksum !== checksum) {
      throw new DatabaseProblem(
        `The migration ${name} differs from the one this database was made with. Use the released files unchanged.`,
      )
    }
  }
}

/** One statement per piece. Semicolons inside a trigger's BEGIN … END or a function's `$$ … $$` do not end it. */
function splitStatements(text: string): string[] {
  const withoutComments = text.replace(/--[^\n]*/g, '')
  const statements: string[] = []
  let current = ''
  for (const piece of withoutComments.split(';')) {
    current += current === '' ? piece : `;${piece}`
    const isOpenTrigger = /\bCREATE\s+TRIGGER\b[\s\S]*\bBEGIN\b/i.test(current) && !/\bEND\s*$/i.test(current)
    const isOpenFunction = (current.match(/\$\$/g) ?? []).length % 2 === 1
    if (isOpenTrigger || isOpenFunction) continue
    if (current.trim() !== '') statements.push(current.trim())
    current = ''
  }
  return statements
}
