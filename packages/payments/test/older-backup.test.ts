// A backup outlives the version it was made with: what an earlier one has written is restored by this one, whose tables it
// does not all have.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import { backUp } from '../src/backup/back-up.ts'
import {
  type BackupHeader,
  type EndLine,
  FIRST_HASH,
  hashLine,
  splitLine,
  type TableLine,
} from '../src/backup/backup-lines.ts'
import { restoreBackup } from '../src/backup/restore.ts'
import { listMigrations } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'
import type { Sealer } from '../src/sealing.ts'
import { verifyRows } from '../src/verify-books.ts'
import { databaseOf, test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { readTestConfiguration, request, START } from './open-test-engine.ts'
import { createTestDatabase, realTimer } from './test-postgres.ts'

const FIRST_VERSION = ['0001-payments.sql']

type TableColumns = ReadonlyMap<string, ReadonlySet<string>>

/** @returns the columns of each of its tables */
function listColumnsOfFirstVersion(): TableColumns {
  const database = new DatabaseSync(':memory:')
  for (const { name, sql } of listMigrations('sqlite')) if (FIRST_VERSION.includes(name)) database.exec(sql)
  const rows = database
    .prepare('SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c')
    .all() as { table: string; column: string }[]
  database.close()
  const columns = Map.groupBy(rows, ({ table }) => table)
  return new Map([...columns].map(([table, its]) => [table, new Set(its.map(({ column }) => column))]))
}

/** The same file as the first version would have written it: without tables and columns it did not know. */
function asFirstVersion(file: string, sealer: Sealer): Buffer {
  const known = listColumnsOfFirstVersion()
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const values = lines.map(line => JSON.parse(splitLine(line)?.json ?? 'null') as unknown)
  const header = { ...(values[0] as BackupHeader), migrations: FIRST_VERSION }
  const { end } = values.at(-1) as EndLine
  const rows = Object.fromEntries(Object.entries(end.rows).filter(([table]) => known.has(table)))

  const written: unknown[] = [header]
  let kept: readonly number[] | null = null
  for (const value of values.slice(1, -1) as (TableLine | unknown[])[]) {
    if (Array.isArray(value)) {
      if (kept) written.push(kept.map(index => value[index]))
      continue
    }
    const its = known.get(value.table)
    kept = its ? value.columns.flatMap((column, index) => (its.has(column) ? [index] : [])) : null
    if (kept) written.push({ ...value, columns: kept.map(index => value.columns[index]) })
  }

  let hash = FIRST_HASH
  const hashed = [...written, { end: { ...end, rows } }].map(value => {
    const json = JSON.stringify(value)
    hash = hashLine(sealer, hash, json)
    return `${hash} ${json}`
  })
  return gzipSync(`${hashed.join('\n')}\n`)
}

test('a backup of the first version is restored into a database nobody has used, and is of this version then', async context => {
  const { engine, callBack } = await openListener(context)
  const payment = await request(engine)
  await callBack(payment, successBody(payment))
  const folder = mkdtempSync(join(tmpdir(), 'harambee-older-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'older.backup')
  await backUp(engine, file, { mayReplace: false })
  writeFileSync(file, asFirstVersion(file, engine.sealer))
  const isPostgres = databaseOf(context) === 'PostgreSQL'
  const databaseUrl = isPostgres ? await createTestDatabase(context, { isBare: true }) : 'file:./restored.db'

  const ports = { nowMs: () => START, setTimer: realTimer, random: engine.ports.random }
  const configuration = readTestConfiguration({ DATABASE_URL: databaseUrl })
  await restoreBackup(file, { configuration, folder, mayMoveAside: false, isRunning: async () => false, ports })

  const database = openDatabase(databaseUrl, folder, { setTimer: realTimer })
  const names = await database.kysely.selectFrom('schema_migrations').select('name').orderBy('name').execute()
  const payments = await database.kysely.selectFrom('payments').select(['id', 'status']).execute()
  const { firstBadRow } = await verifyRows(database.kysely, engine.sealer)
  await database.close()
  assert.equal(firstBadRow, null)
  assert.deepEqual(
    names.map(({ name }) => name),
    listMigrations(database.engine).map(({ name }) => name),
  )
  assert.deepEqual(
    payments.map(({ id, status }) => [id, status]),
    [[payment.id, 'succeeded']],
  )
})
