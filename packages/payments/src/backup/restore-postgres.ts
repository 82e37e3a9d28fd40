// Restoring into PostgreSQL: into an empty database only, in one transaction, after the backup was tried out.

import { type Kysely, sql } from 'kysely'
import type { OpenedDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { openPostgres } from '../database/postgres.ts'
import type { Tables } from '../database/tables.ts'
import { numberEarlierPayments, SERIALS_MIGRATION } from '../number-earlier-payments.ts'
import { verifyBooks } from '../verify-books.ts'
import { tryBackup } from './back-up.ts'
import type { BackupHeader } from './backup-lines.ts'
import { BackupProblem } from './backup-problem.ts'
import { fillDatabase } from './fill-database.ts'
import { assertWhole, migrateTo } from './fill-file.ts'
import { findFilledTable, listPresentTables } from './holds-something.ts'
import { countOpen, makeDue } from './make-due.ts'
import { type RestoreContext, type Restored, toRestored } from './restored.ts'

/** @see restoreBackup */
export async function restoreIntoPostgres(file: string, context: RestoreContext): Promise<Restored> {
  const { sealer, ports } = context
  const database = openPostgres(context.databaseUrl, ports.setTimer)
  try {
    await database.assertServes()
    if (!(await database.takeAlone())) {
      throw new BackupProblem(
        'in-use',
        'The database is in use: stop Harambee and every command that works with it, on every host, then restore.',
      )
    }
    await assertEmpty(database.kysely)
    const { header, verification } = await tryBackup(file, sealer, ports)
    await prepareTables(database, header, file, ports.nowMs())
    await database.transaction(['migrate'], async transaction => {
      // From here on nobody else comes in, and nobody has since.
      // One made by an earlier version lacks some until it is migrated.
      const tables = sql.join((await listPresentTables(transaction)).map(name => sql.table(name)))
      await sql`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`.execute(transaction)
      await assertEmpty(transaction)
      await fillDatabase(transaction, 'postgres', sealer, file)
      await makeDue(transaction, ports.nowMs(), header.migrations)
    })
    await migrate(database, ports.nowMs())
    if (!header.migrations.includes(SERIALS_MIGRATION)) await numberEarlierPayments(database, sealer)
    const restored = await verifyBooks(database, sealer, verification.head)
    assertWhole('the restored database', restored)
    return toRestored({ header, verification: restored, open: await countOpen(database.kysely) }, null)
  } finally {
    await database.close()
  }
}

/** @throws {BackupProblem} */
async function assertEmpty(kysely: Kysely<Tables>): Promise<void> {
  const filled = await findFilledTable(kysely)
  if (filled === null) return
  throw new BackupProblem(
    'not-empty',
    `The database is not empty: there are ${filled} in it. Make a new one (createdb harambee_restored), set DATABASE_URL ` +
      'to it, and restore into that; this one stays as it is.',
  )
}

/** Tables of the version the backup was made from. @throws {BackupProblem} where they are of another already */
async function prepareTables(
  database: OpenedDatabase,
  header: BackupHeader,
  file: string,
  nowMs: number,
): Promise<void> {
  await migrateTo(database, header, file, nowMs)
  const applied = await database.kysely.selectFrom('schema_migrations').select('name').execute()
  if (applied.every(({ name }) => header.migrations.includes(name))) return
  throw new BackupProblem(
    'other-version',
    'The database is empty, but of a newer version than the backup. Make a new one (createdb harambee_restored), set ' +
      'DATABASE_URL to it, and restore into that without migrating it first: restoring does that.',
  )
}
