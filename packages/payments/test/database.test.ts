// The database file: durable, private, migrated, and refused where it cannot be trusted.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { DatabaseProblem } from '../src/database/database.ts'
import { assertMigrated, listMigrations, migrate } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'
import { openEngine } from '../src/engine.ts'
import { SILENT_LOG } from '../src/log.ts'
import { openTestEngine, readTestConfiguration, request, START } from './open-test-engine.ts'

const noTimer = () => () => {}

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a new file is readable by its owner only, and every commit is on disk before it counts', async context => {
  const folder = makeFolder(context)
  const database = openDatabase('file:./data/new.db', folder, { setTimer: noTimer })
  await migrate(database, START)

  const { rows: synchronous } = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(database.kysely)
  const { rows: journal } = await sql<{ journal_mode: string }>`PRAGMA journal_mode`.execute(database.kysely)
  const { rows: keys } = await sql<{ foreign_keys: number }>`PRAGMA foreign_keys`.execute(database.kysely)

  assert.deepEqual([synchronous[0]?.synchronous, journal[0]?.journal_mode, keys[0]?.foreign_keys], [2, 'wal', 1])
  for (const file of ['new.db', 'new.db-wal', 'new.db-shm']) {
    assert.equal(statSync(join(folder, 'data', file)).mode & 0o077, 0, file)
  }
  await database.close()
})

test('migrating twice changes nothing, and the second process finds the first one’s work', async context => {
  const folder = makeFolder(context)
  const database = openDatabase('file:./twice.db', folder, { setTimer: noTimer })

  const first = await migrate(database, START)
  const second = await migrate(database, START)

  assert.deepEqual(
    first,
    listMigrations('sqlite').map(({ name }) => name),
  )
  assert.deepEqual(second, [])
  await assertMigrated(database)
  await database.close()
})

test('a database from a newer version is refused, saying what to do', async context => {
  const folder = makeFolder(context)
  const database = openDatabase('file:./newer.db', folder, { setTimer: noTimer })
  await migrate(database, START)
  await database.kysely
    .insertInto('schema_migrations')
    .values({ name: '9999-from-the-future.sql', checksum: 'x', applied_at: START })
    .execute()

  await assert.rejects(migrate(database, START), /newer version of Harambee \(it has 9999-from-the-future\.sql\)/)
  await assert.rejects(assertMigrated(database), DatabaseProblem)
  await database.close()
  await assert.rejects(
    openEngine(readTestConfiguration({ DATABASE_URL: 'file:./newer.db' }), { folder, log: SILENT_LOG }),
    /Start that version, or restore a backup/,
  )
})

test('a migration that was changed after it was applied is refused', async context => {
  const folder = makeFolder(context)
  const database = openDatabase('file:./changed.db', folder, { setTimer: noTimer })
  await migrate(database, START)
  await database.kysely.updateTable('schema_migrations').set({ checksum: 'other' }).execute()

  await assert.rejects(migrate(database, START), /differs from the one this database was made with/)
  await database.close()
})

test('a database that was never migrated is refused by what does not migrate', async context => {
  const folder = makeFolder(context)
  const configuration = readTestConfiguration({ DATABASE_URL: 'file:./empty.db' })

  await assert.rejects(openEngine(configuration, { folder, log: SILENT_LOG }), /run "npx harambee migrate"/)
})

test('a file that is no database, and a folder that cannot be made, are refused with what to do', context => {
  const folder = makeFolder(context)
  writeFileSync(join(folder, 'letter.txt'), 'Dear treasurer, '.repeat(100))

  for (const url of ['file:./letter.txt', 'file:./letter.txt/below/it.db']) {
    assert.throws(
      () => openDatabase(url, folder, { setTimer: noTimer }),
      error => error instanceof DatabaseProblem && /DATABASE_URL=file:/.test(error.message),
      url,
    )
  }
})

test('a file that another process is making just now is waited for', async context => {
  const folder = makeFolder(context)
  const path = join(folder, 'making.db')
  const maker = new Worker(
    `const { DatabaseSync } = require('node:sqlite')
     const { parentPort, workerData } = require('node:worker_threads')
     const file = new DatabaseSync(workerData)
     file.exec('BEGIN EXCLUSIVE; CREATE TABLE half_made (id)')
     parentPort.postMessage('held')
     setTimeout(() => { file.exec('ROLLBACK'); file.close() }, 100)`,
    { eval: true, workerData: path },
  )
  await once(maker, 'message')

  const database = openDatabase('file:./making.db', folder, { setTimer: noTimer })

  assert.deepEqual(
    await migrate(database, START),
    listMigrations('sqlite').map(({ name }) => name),
  )
  await database.close()
})

test('history cannot be changed or removed, not even by hand', async context => {
  const { engine, folder } = await openTestEngine(context)
  await request(engine)
  const byHand = new DatabaseSync(join(folder, 'test.db'))

  assert.throws(() => byHand.exec("UPDATE payment_history SET because = 'nothing'"), /append-only/)
  assert.throws(() => byHand.exec('DELETE FROM payment_history'), /append-only/)
  byHand.close()
})

test('a phone number stands nowhere in the file in the clear', async context => {
  const { engine, folder } = await openTestEngine(context)
  await request(engine)
  const byHand = new DatabaseSync(join(folder, 'test.db'))

  byHand.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const dump = JSON.stringify(byHand.prepare('SELECT * FROM payments').all())

  assert.doesNotMatch(dump, /254700000001|0700000001|700000001/)
  byHand.close()
})
