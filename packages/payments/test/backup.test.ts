// A backup is one file that can be restored into either database, or refused by name of its first bad line.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test as testOnSqlite } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { PhoneNumber } from '@harambee/daraja'
import { type Kysely, sql } from 'kysely'
import { backUp } from '../src/backup/back-up.ts'
import { BACKED_UP_TABLES, LEFT_OUT_TABLES } from '../src/backup/backed-up-tables.ts'
import { FIRST_HASH, hashLine } from '../src/backup/backup-lines.ts'
import { BackupProblem } from '../src/backup/backup-problem.ts'
import { fillFile } from '../src/backup/fill-file.ts'
import { type BackupPart, readBackup } from '../src/backup/read-backup.ts'
import { restoreBackup } from '../src/backup/restore.ts'
import { writeBackup } from '../src/backup/write-backup.ts'
import { listMigrations } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'
import type { Tables } from '../src/database/tables.ts'
import { deriveKeys } from '../src/keys.ts'
import { createSealer } from '../src/sealing.ts'
import { type DatabaseKind, databaseOf, test } from './both-databases.ts'
import { failureBody, successBody } from './callback-bodies.ts'
import { openListener, type TestListener } from './open-listener.ts'
import { OTHER_PHONE, PHONE, readTestConfiguration, request, START } from './open-test-engine.ts'
import { accepted } from './scripted-daraja.ts'
import { createTestDatabase, realTimer } from './test-postgres.ts'

const THIRD_PHONE = '254700000003' as PhoneNumber
const random = (bytes: number) => Buffer.alloc(bytes, 7)
let names = 0
const ports = {
  nowMs: () => START,
  setTimer: realTimer,
  random: (bytes: number) => Buffer.from((++names).toString(16).padStart(bytes * 2, '0'), 'hex'),
}

/** A gift, a failure, one pending, and a callback about nobody. Checkout requests end with the phone's digits, as real ones do. */
async function giveSome({ engine, daraja, callBack, callBackByKey }: TestListener) {
  daraja.push = body => accepted(`ws_CO_24112026120000${body.PhoneNumber?.slice(3)}`, `merchant-${++names}`)
  const paid = await request(engine)
  const failed = await request(engine, { phoneNumber: OTHER_PHONE })
  const pending = await request(engine, { phoneNumber: THIRD_PHONE })
  await callBack(paid, successBody(paid))
  await callBack(failed, failureBody(failed, 1032))
  await callBackByKey(successBody(paid, { checkoutRequestId: 'ws_CO_24112026120000700000009' }))
  return { paid, failed, pending }
}

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-backup-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Books with something in them, and their backup. */
async function backUpSome(context: TestContext) {
  const listener = await openListener(context)
  await giveSome(listener)
  const folder = makeFolder(context)
  const file = join(folder, 'books.backup')
  await backUp(listener.engine, file, { mayReplace: false })
  return { listener, folder, file }
}

/** A database nobody has used: a file that does not exist, or an empty one of the server. */
async function newTarget(context: TestContext, kind: DatabaseKind, folder: string) {
  const databaseUrl = kind === 'SQLite' ? `file:./restored-${++names}.db` : await createTestDatabase(context)
  return { folder, configuration: readTestConfiguration({ DATABASE_URL: databaseUrl }), databaseUrl }
}

const restoreInto = (target: Awaited<ReturnType<typeof newTarget>>, file: string, mayMoveAside = false) =>
  restoreBackup(file, { ...target, mayMoveAside, isRunning: async () => false, ports })

const FATE_OF_MESSAGES = new Set(['state', 'because', 'next_at', 'settled_at'])

/** Everything a backup holds. */
async function dump(kysely: Kysely<Tables>): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {}
  for (const { name, key } of BACKED_UP_TABLES) {
    const { rows } = await sql<
      Record<string, unknown>
    >`SELECT * FROM ${sql.table(name)} ORDER BY ${sql.ref(key)}`.execute(kysely)
    tables[name] = rows.map(row => {
      const plain = Object.entries(row).map(([column, value]) => {
        // After a restore everything open is due at once.
        if (column === 'next_query_at') return [column, value === null ? null : 'due']
        // And nobody knows whether what was to be sent has been sent.
        if (name === 'messages' && FATE_OF_MESSAGES.has(column)) return [column, 'unknown']
        return [column, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]
      })
      return Object.fromEntries(plain)
    })
  }
  return tables
}

async function dumpOf({ databaseUrl, folder }: { databaseUrl: string; folder: string }) {
  const database = openDatabase(databaseUrl, folder, { setTimer: realTimer })
  try {
    return await dump(database.kysely)
  } finally {
    await database.close()
  }
}

async function collect(parts: AsyncGenerator<BackupPart>): Promise<BackupPart[]> {
  const all: BackupPart[] = []
  for await (const part of parts) all.push(part)
  return all
}

const isProblem = (code: string, line?: number) => (error: unknown) => {
  assert.ok(error instanceof BackupProblem, String(error))
  assert.equal(error.code, code, error.message)
  if (line !== undefined) assert.equal(error.line, line, error.message)
  return true
}

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  test(`what is backed up is restored into ${kind}, to the last byte`, async context => {
    const listener = await openListener(context)
    await giveSome(listener)
    const folder = makeFolder(context)
    const file = join(folder, 'books.backup')
    const before = await dump(listener.engine.database.kysely)
    const backup = await backUp(listener.engine, file, { mayReplace: false })
    const target = await newTarget(context, kind, folder)

    const restored = await restoreInto(target, file)

    assert.deepEqual(await dumpOf(target), before)
    const { payments, receipts, head } = backup
    assert.deepEqual([payments, receipts, head.entries], [3, 1, 8])
    assert.deepEqual(restored, {
      payments,
      receipts,
      head,
      madeAt: new Date(START).toISOString(),
      open: 1,
      keptAs: null,
    })
  })
}

test('numbering goes on after the highest number of the backup', async context => {
  const { folder, file } = await backUpSome(context)
  const target = await newTarget(context, databaseOf(context), folder)
  await restoreInto(target, file)
  const database = openDatabase(target.databaseUrl, folder, { setTimer: realTimer })
  context.after(() => database.close())

  const [problem] = await database.insertCallbacks([
    {
      receivedAtMs: START,
      peerAddress: '127.0.0.1',
      isAllowed: true,
      door: 'key',
      channel: 'stk',
      namedId: null,
      bodySealed: random(40),
      bodyHash: random(32),
    },
  ])

  assert.equal(problem, null)
  const { rows } = await sql<{ id: number }>`SELECT id FROM inbox ORDER BY id`.execute(database.kysely)
  assert.deepEqual(
    rows.map(({ id }) => id),
    [1, 2, 3, 4],
  )
})

test('a backup made while others write is of one moment, and whole', async context => {
  const listener = await openListener(context)
  const { engine } = listener
  await giveSome(listener)
  const file = join(makeFolder(context), 'books.backup')
  let isDone = false
  let written = 0

  const writing = (async () => {
    for (; !isDone || written < 20; written++) {
      await new Promise(resolve => setImmediate(resolve))
      await request(engine, { phoneNumber: `2547001${String(written).padStart(5, '0')}` as PhoneNumber })
    }
  })()
  const backups = []
  for (let number = 0; number < 3; number++)
    backups.push(await backUp(engine, `${file}-${number}`, { mayReplace: false }))
  isDone = true
  await writing

  // `backUp` verifies what it wrote; here it only has to have succeeded, each time a little later.
  const entries = backups.map(({ head }) => head.entries)
  assert.deepEqual(
    entries,
    entries.toSorted((left, right) => left - right),
  )
  assert.ok(backups.every(({ payments }) => payments >= 3 && payments <= 3 + written))
})

test('a file that is there is not replaced unless that is asked for, and nothing half done is left beside it', async context => {
  const listener = await openListener(context)
  await giveSome(listener)
  const folder = makeFolder(context)
  const file = join(folder, 'books.backup')
  writeFileSync(file, 'holiday pictures')

  await assert.rejects(backUp(listener.engine, file, { mayReplace: false }), isProblem('exists'))
  assert.equal(readFileSync(file, 'utf8'), 'holiday pictures')

  await backUp(listener.engine, file, { mayReplace: true })
  assert.deepEqual(readdirSync(folder), ['books.backup'])
  assert.equal((await collect(readBackup(file, listener.engine.sealer))).at(-1)?.kind, 'end')
})

test('the file holds no phone number and no callback that can be read', async context => {
  const listener = await openListener(context)
  await giveSome(listener)
  const file = join(makeFolder(context), 'books.backup')

  await backUp(listener.engine, file, { mayReplace: false })

  const text = gunzipSync(readFileSync(file)).toString()
  for (const phone of [PHONE, OTHER_PHONE, THIRD_PHONE, '254700000009']) {
    assert.ok(!text.includes(phone.slice(3)), phone)
  }
  assert.ok(!text.includes('CallbackMetadata'))
  assert.match(text, /UKO1AB2C3D/)
})

test('books that do not add up are kept as evidence and never take the place of a good backup', async context => {
  const { listener, folder, file } = await backUpSome(context)
  const good = readFileSync(file)
  await sql`UPDATE payments SET amount_kes = 5000 WHERE status = 'succeeded'`.execute(listener.engine.database.kysely)

  await assert.rejects(backUp(listener.engine, file, { mayReplace: true }), isProblem('not-whole'))

  assert.deepEqual(readFileSync(file), good)
  assert.deepEqual(readdirSync(folder), ['books.backup', 'books.backup.not-whole'])
  const target = await newTarget(context, 'SQLite', folder)
  await assert.rejects(restoreInto(target, `${file}.not-whole`), isProblem('not-whole'))
  assert.deepEqual(readdirSync(folder), ['books.backup', 'books.backup.not-whole'])
})

test('a database that holds something is not restored over', async context => {
  const { folder, file } = await backUpSome(context)
  const target = await newTarget(context, databaseOf(context), folder)
  await restoreInto(target, file)
  const before = await dumpOf(target)

  await assert.rejects(restoreInto(target, file), isProblem('not-empty'))
  if (target.databaseUrl.startsWith('postgres'))
    await assert.rejects(restoreInto(target, file, true), isProblem('not-empty'))

  assert.deepEqual(await dumpOf(target), before)
})

test('a database another process has open is not restored into', async context => {
  const { listener, file } = await backUpSome(context)
  const { configuration, folder: projectFolder } = listener
  await listener.openAnother()

  const restoring = restoreBackup(file, {
    configuration,
    folder: projectFolder,
    mayMoveAside: true,
    isRunning: async () => false,
    ports,
  })

  await assert.rejects(restoring, isProblem('in-use'))
  assert.equal((await listener.engine.verifyBooks()).ok, true)
})

testOnSqlite('a database that was there is kept beside the restored one, as it was', async context => {
  const { folder, file } = await backUpSome(context)
  const target = await newTarget(context, 'SQLite', folder)
  await restoreInto(target, file)
  const before = await dumpOf(target)

  const first = await restoreInto(target, file, true)
  const second = await restoreInto(target, file, true)

  assert.match(first.keptAs ?? '', /\.db\.before-restore-20261124T090000Z$/)
  assert.match(second.keptAs ?? '', /Z-2$/)
  for (const keptAs of [first.keptAs, second.keptAs]) {
    assert.deepEqual(await dumpOf({ databaseUrl: `file:${keptAs}`, folder }), before)
  }
  assert.deepEqual(await dumpOf(target), before)
})

testOnSqlite('a database that cannot be read is moved aside when that is asked for, with its log', async context => {
  const { folder, file } = await backUpSome(context)
  const target = await newTarget(context, 'SQLite', folder)
  const path = join(folder, target.databaseUrl.slice('file:./'.length))
  writeFileSync(path, 'this was a database once. '.repeat(100))
  writeFileSync(`${path}-wal`, 'so was this')

  await assert.rejects(restoreInto(target, file), isProblem('not-empty'))
  const running = restoreBackup(file, { ...target, mayMoveAside: true, isRunning: async () => true, ports })
  await assert.rejects(running, isProblem('in-use'))
  const { keptAs } = await restoreInto(target, file, true)

  assert.match(readFileSync(keptAs ?? '', 'utf8'), /^this was a database/)
  assert.equal(readFileSync(`${keptAs}-wal`, 'utf8'), 'so was this')
  assert.equal((await dumpOf(target)).payments?.length, 3)
})

testOnSqlite('a backup of an older version is restored and brought up to this one', async context => {
  const { listener, folder, file } = await backUpSome(context)
  const later = { name: '9999-notes.sql', sql: 'ALTER TABLE donations ADD COLUMN note TEXT', checksum: 'x' }
  const path = join(folder, 'newer.db')

  await fillFile(file, path, listener.engine.sealer, ports, [...listMigrations('sqlite'), later])

  const database = openDatabase(`file:${path}`, folder, { setTimer: realTimer })
  context.after(() => database.close())
  const { rows } = await sql`SELECT id, note FROM donations`.execute(database.kysely)
  assert.equal(rows.length, 3)
})

testOnSqlite(
  'a backup of a newer version, of another secret, or of something else is refused by name',
  async context => {
    const listener = await openListener(context)
    const { sealer } = listener.engine
    await giveSome(listener)
    const folder = makeFolder(context)
    const file = join(folder, 'books.backup')
    await backUp(listener.engine, file, { mayReplace: false })
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
    const withHeader = (change: object) => {
      const json = JSON.stringify({ ...JSON.parse((lines[0] ?? '').slice(33)), ...change })
      return [`${hashLine(sealer, FIRST_HASH, json)} ${json}`, ...lines.slice(1)]
    }
    const other = createSealer(deriveKeys('x'.repeat(64)), random)
    const cases: [code: string, content: Uint8Array | null, sealer?: typeof other][] = [
      ['newer', pack(withHeader({ version: 2 }))],
      ['newer', pack(withHeader({ migrations: ['0001-payments.sql', '9999-tomorrow.sql'] }))],
      ['other-secret', pack(lines), other],
      ['not-a-backup', Buffer.from('a picture')],
      ['not-a-backup', gzipSync('a picture')],
      ['damaged', Buffer.alloc(0)],
      ['unreadable', null],
    ]
    for (const [code, content, key] of cases) {
      const path = join(folder, `case-${code}`)
      if (content) writeFileSync(path, content)

      const filling = fillFile(path, join(folder, 'filled.db'), key ?? sealer, ports)

      await assert.rejects(filling, isProblem(code))
      assert.ok(!existsSync(join(folder, 'filled.db')), code)
    }
  },
)

function pack(lines: readonly string[]): Buffer {
  return gzipSync(`${lines.join('\n')}\n`)
}

testOnSqlite('whatever is changed in a backup is found, at its line', async context => {
  const listener = await openListener(context)
  const { sealer } = listener.engine
  await giveSome(listener)
  const folder = makeFolder(context)
  const file = join(folder, 'books.backup')
  await backUp(listener.engine, file, { mayReplace: false })
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const last = lines.length
  const other = createSealer(deriveKeys('x'.repeat(64)), random)
  /** Hashes of everything from a line on, made with another secret. */
  const rehash = (from: number) => {
    let hash = (lines[from - 2] ?? '').slice(0, 32) || FIRST_HASH
    return lines.map((line, index) => {
      if (index < from - 1) return line
      hash = hashLine(other, hash, line.slice(33))
      return `${hash} ${line.slice(33)}`
    })
  }
  const changes: [what: string, changed: string[], line: number][] = []
  for (let number = 2; number <= last; number++) {
    const line = lines[number - 1] ?? ''
    const edited = (text: string) => lines.with(number - 1, text)
    changes.push(['a character', edited(line.slice(0, 40) + (line[40] === 'x' ? 'y' : 'x') + line.slice(41)), number])
    changes.push(['its hash', edited(`${line[0] === '0' ? '1' : '0'}${line.slice(1)}`), number])
    changes.push(['taken away', lines.toSpliced(number - 1, 1), number])
    changes.push(['there twice', lines.toSpliced(number, 0, line), number + 1])
    changes.push(['hashed anew', rehash(number), number])
    changes.push(['cut off from there on', lines.slice(0, number - 1), number])
    if (number < last) {
      changes.push(['in the next one’s place', edited(lines[number] ?? '').with(number, line), number])
    }
  }
  assert.ok(changes.length > 200, String(changes.length))

  const path = join(folder, 'changed.backup')
  for (const [what, changed, line] of changes) {
    writeFileSync(path, pack(changed))

    await assert.rejects(collect(readBackup(path, sealer)), isProblem('damaged', line), `line ${line} ${what}`)
  }
})

testOnSqlite('a file with any byte changed is refused, or says the same', async context => {
  const listener = await openListener(context)
  const { sealer } = listener.engine
  await giveSome(listener)
  const folder = makeFolder(context)
  const file = join(folder, 'books.backup')
  await writeBackup(listener.engine.database, sealer, file, START)
  const good = readFileSync(file)
  const said = JSON.stringify(await collect(readBackup(file, sealer)))
  const path = join(folder, 'changed.backup')
  let refused = 0
  // Every byte of the beginning and the end, and some of what lies between.
  for (let place = 0; place < good.length; place += place < 20 || place > good.length - 20 ? 1 : 41) {
    const changed = Buffer.from(good)
    changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8))
    writeFileSync(path, changed)
    try {
      assert.equal(JSON.stringify(await collect(readBackup(path, sealer))), said, `byte ${place}`)
    } catch (error) {
      if (!(error instanceof BackupProblem)) throw error
      refused += 1
    }
  }
  assert.ok(refused > 30, String(refused))
  for (const length of [0, 1, 10, 100, good.length - 9, good.length - 1]) {
    writeFileSync(path, good.subarray(0, length))
    await assert.rejects(collect(readBackup(path, sealer)), BackupProblem, `${length} bytes`)
  }
})

test('every table is in a backup, or left out by name', async context => {
  const { engine } = await openListener(context)

  const tables = await engine.database.kysely.introspection.getTables()

  const known = [...BACKED_UP_TABLES.map(({ name }) => name), ...LEFT_OUT_TABLES]
  assert.deepEqual(tables.map(({ name }) => name).sort(), known.sort())
})
