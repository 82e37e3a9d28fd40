// A backup outlives the version it was made with: what an earlier one has written is restored by this one, whose tables it
// does not all have.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { backUp } from '../src/backup/back-up.ts'
import { type BackupHeader, type EndLine, FIRST_HASH, hashLine, splitLine } from '../src/backup/backup-lines.ts'
import { restoreBackup } from '../src/backup/restore.ts'
import { listMigrations } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'
import type { Sealer } from '../src/sealing.ts'
import { databaseOf, test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { readTestConfiguration, request, START } from './open-test-engine.ts'
import { createTestDatabase, realTimer } from './test-postgres.ts'

const FIRST_VERSION = ['0001-payments.sql']

/** The same file as the first version would have written it. */
function asFirstVersion(file: string, sealer: Sealer): Buffer {
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const values = lines.map(line => JSON.parse(splitLine(line)?.json ?? 'null') as unknown)
  const header = { ...(values[0] as BackupHeader), migrations: FIRST_VERSION }
  const { end } = values.at(-1) as EndLine
  const { stopped_phones: _, ...rows } = end.rows
  let hash = FIRST_HASH
  const written = [header, ...values.slice(1, -1), { end: { ...end, rows } }].map(value => {
    const json = JSON.stringify(value)
    hash = hashLine(sealer, hash, json)
    return `${hash} ${json}`
  })
  return gzipSync(`${written.join('\n')}\n`)
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
  await database.close()
  assert.deepEqual(
    names.map(({ name }) => name),
    listMigrations(database.engine).map(({ name }) => name),
  )
  assert.deepEqual(
    payments.map(({ id, status }) => [id, status]),
    [[payment.id, 'succeeded']],
  )
})
