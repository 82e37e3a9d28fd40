// A new SQLite file from a backup, checked: what a restore puts in place, and how a backup is tried out.

import { rmSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { listMigrations, type Migration, migrate } from '../database/migrate.ts'
import { openSqlite } from '../database/sqlite.ts'
import type { Tables } from '../database/tables.ts'
import { numberEarlierPayments, SERIALS_MIGRATION } from '../number-earlier-payments.ts'
import type { Ports } from '../ports.ts'
import type { Sealer } from '../sealing.ts'
import { type Verification, verifyBooks } from '../verify-books.ts'
import type { BackupHeader } from './backup-lines.ts'
import { BackupProblem } from './backup-problem.ts'
import { fillDatabase } from './fill-database.ts'
import { countOpen, makeDue } from './make-due.ts'
import { readBackupHeader } from './read-backup.ts'

export interface FilledFile {
  readonly header: BackupHeader
  /** Its `firstBadRow` is null. */
  readonly verification: Verification
  /** Payments about which Daraja has to be asked. */
  readonly open: number
}

/** What filling needs of the world. */
export type FillPorts = Pick<Ports, 'nowMs' | 'setTimer'>

/**
 * Makes the file, fills it, brings it up to this version and verifies the books in it. Where anything is wrong there is no
 * file afterwards.
 * @param migrations instead of this version's own (tests)
 * @throws {BackupProblem} where the backup is not as it was written, or the books in it do not add up
 */
export async function fillFile(
  source: string,
  path: string,
  sealer: Sealer,
  ports: FillPorts,
  migrations?: readonly Migration[],
): Promise<FilledFile> {
  const database = openSqlite(path, ports.setTimer)
  try {
    const header = await readBackupHeader(source, sealer)
    await migrateTo(database, header, source, ports.nowMs(), migrations)
    const end = await database.transaction([], async transaction => {
      const indexes = await dropIndexes(transaction)
      const end = await fillDatabase(transaction, 'sqlite', sealer, source)
      for (const index of indexes) await sql.raw(index).execute(transaction)
      return end
    })
    await migrate(database, ports.nowMs(), { ...(migrations && { migrations }) })
    if (!header.migrations.includes(SERIALS_MIGRATION)) await numberEarlierPayments(database, sealer)
    const verification = await verifyBooks(database, sealer, end.head)
    assertWhole(source, verification)
    await makeDue(database.kysely, ports.nowMs(), header.migrations)
    const open = await countOpen(database.kysely)
    await database.close()
    return { header, verification, open }
  } catch (error) {
    await database.close()
    removeDatabase(path)
    throw error
  }
}

/**
 * Brings an empty database to the version a backup was made from.
 * @throws {BackupProblem} where this program does not know that version
 */
export async function migrateTo(
  database: Parameters<typeof migrate>[0],
  header: BackupHeader,
  source: string,
  nowMs: number,
  migrations?: readonly Migration[],
): Promise<void> {
  const known = migrations ?? listMigrations(database.engine)
  const unknown = header.migrations.filter(name => known.every(migration => migration.name !== name))
  if (unknown.length > 0) {
    throw new BackupProblem(
      'newer',
      `${source} was made from a database with ${unknown.join(', ')}, which this version of Harambee does not know: ` +
        'restore it with the version that wrote it.',
    )
  }
  await migrate(database, nowMs, { only: header.migrations, migrations: known })
}

/** Made at the end, an index costs a fifth of what it costs row by row. @returns how to make them again */
async function dropIndexes(transaction: Kysely<Tables>): Promise<string[]> {
  const found = await sql<{ name: string; sql: string }>`
    SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`.execute(transaction)
  for (const { name } of found.rows) await sql`DROP INDEX ${sql.ref(name)}`.execute(transaction)
  return found.rows.map(index => index.sql)
}

/** @throws {BackupProblem} */
export function assertWhole(source: string, { firstBadRow }: Verification): void {
  if (!firstBadRow) return
  const { table, id, problem } = firstBadRow
  const message = `The books in ${source} are not whole: ${table} ${id}: ${problem}.`
  throw new BackupProblem('not-whole', message, { firstBadRow })
}

/** With what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(path + ending, { force: true })
}
