// A process that dies while it brings a database up to date: the next start gives what an uninterrupted one would have
// given, to the row, whatever the statement.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import {
  DEMO_CHARITY,
  demoCampaign,
  listMigrations,
  type Migration,
  migrate,
  openDatabase,
  openEngine,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'
import postgres from 'postgres'
import { type CleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'
import { withoutOurs } from '../journeys/start-harambee.ts'
import { root, startProcess } from './child-process.ts'
import { type Act, crashEverywhere } from './crash-everywhere.ts'
import { describeDatabase } from './describe-database.ts'
import { atEachStatement } from './each-statement.ts'
import { MIGRATED_AT_MS, type MigratorNews } from './migrator.ts'
import { listWithNext, ROWS_OF_VERSION } from './next-migration.ts'
import type { DatabaseKind } from './open-world.ts'
import { createPostgresDatabase } from './postgres-server.ts'
import { IS_SOAK } from './soak.ts'

const KINDS = ['SQLite', 'PostgreSQL'] as const
/** In the long form each statement is a crash on PostgreSQL too, with a database of its own. */
const CHAIN = { isChain: !IS_SOAK, step: IS_SOAK ? 1 : 4 }
/** How many of the moments a real process is killed at: in the long form all. */
const KILLS = IS_SOAK ? Number.POSITIVE_INFINITY : 2
/** How often two migrate at once. */
const RACES = IS_SOAK ? 50 : 1

for (const kind of KINDS) {
  test(`a crash at any statement of any migration leaves an empty database to the next start [${kind}]`, async test => {
    const context = lastFirst(test)
    const start = await createDatabase(context, kind)

    const act: Act = database => migrate(database, MIGRATED_AT_MS, { migrations: listWithNext(database.engine) })
    const crashes = await crashEverywhere(context, start, act, CHAIN)

    test.diagnostic(`${kind}: ${crashes} crashes`)
    assert.ok(crashes > 40)
  })

  test(`a crash at any statement leaves every row of an earlier version to the next start [${kind}]`, async test => {
    const context = lastFirst(test)
    const versions = listWithNext(toEngine(kind)).length

    // Databases are made slowly on PostgreSQL: in the short form those of the first version and of the last two.
    const isTried = (version: number) => IS_SOAK || kind === 'SQLite' || version === 1 || version >= versions - 2

    let crashes = 0
    for (let version = 1; version < versions; version++) {
      if (!isTried(version)) continue
      const start = await createDatabase(context, kind)
      await fillVersion(start, version)
      const migrations = listWithNext(toEngine(kind)).slice(0, version + 1)
      const act: Act = database => migrate(database, MIGRATED_AT_MS, { migrations })
      crashes += await crashEverywhere(context, start, act, CHAIN)
    }

    test.diagnostic(`${kind}: ${crashes} crashes`)
    assert.ok(crashes > 10)
  })

  const skip = kind === 'PostgreSQL' && !IS_SOAK ? 'half a minute of new databases: in npm run soak -- crash' : false
  test(`a crash at any statement of a demo's first start leaves the next one everything [${kind}]`, {
    skip,
  }, async test => {
    const context = lastFirst(test)
    const start = await createDatabase(context, kind)
    await migrateTo(start, listMigrations(toEngine(kind)))

    const crashes = await crashEverywhere(context, start, startDemo)

    test.diagnostic(`${kind}: ${crashes} crashes`)
    assert.ok(crashes > 3)
  })

  test(`processes killed while they migrate leave the next one everything [${kind}]`, async test => {
    const context = lastFirst(test)
    const { expected, moments } = await migrateUndisturbed(context, kind)

    const wanted = Math.min(KILLS, moments)
    for (let kill = 1; kill <= wanted; kill++) {
      const moment = Math.ceil((kill * moments) / wanted)
      const url = await createDatabase(context, kind)
      await fillVersion(url, 1)
      const dying = await startMigrator(context, url, ['--die-at', String(moment)])
      dying.begin()
      assert.equal((await dying.exited).signal, 'SIGKILL', dying.output())

      await migrateTo(url, listWithNext(toEngine(kind)))
      assert.deepEqual(await describeDatabase(url), expected, `moment ${moment}`)
    }
  })

  test(`of two processes that migrate at once, one does it and both end well [${kind}]`, async test => {
    for (let race = 0; race < RACES; race++) {
      const context = lastFirst(test)
      const url = await createDatabase(context, kind, { isThere: kind === 'PostgreSQL' })
      const both = [await startMigrator(context, url), await startMigrator(context, url)]

      for (const one of both) one.begin()
      for (const one of both) assert.equal((await one.exited).code, 0, one.output())

      const names = listWithNext(toEngine(kind)).map(({ name }) => name)
      assert.deepEqual(both.flatMap(one => one.applied()).sort(), names)
    }
  })

  test(`where the process that migrates dies, another that waits for it takes over [${kind}]`, async test => {
    const context = lastFirst(test)
    const { expected, moments } = await migrateUndisturbed(context, kind)
    const url = await createDatabase(context, kind)
    await fillVersion(url, 1)
    const standing = await startMigrator(context, url, ['--stand-at', String(moments - 2)])
    const waiting = await startMigrator(context, url)

    standing.begin()
    await poll('it to stand in the middle of a migration', () => existsSync(join(standing.folder, 'standing')))
    waiting.begin()
    await poll('the other to begin', () => waiting.hasBegun())
    await pass(200)
    assert.ok(waiting.isRunning, waiting.output())
    await standing.kill()

    assert.equal((await waiting.exited).code, 0, waiting.output())
    assert.deepEqual(waiting.applied(), ['9999-next.sql'])
    assert.deepEqual(await describeDatabase(url), expected)
  })
}

function toEngine(kind: DatabaseKind): 'sqlite' | 'postgres' {
  return kind === 'SQLite' ? 'sqlite' : 'postgres'
}

/** An empty database. @returns its URL */
async function createDatabase(context: CleanUps, kind: DatabaseKind, { isThere = true } = {}): Promise<string> {
  if (kind === 'PostgreSQL') return createPostgresDatabase(context)
  const path = join(makeFolder(context), 'harambee.db')
  if (isThere) new DatabaseSync(path).close()
  return `file:${path}`
}

function makeFolder(context: CleanUps): string {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-crash-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Migrates up to a version, filling it on the way. @param version how many migrations */
async function fillVersion(url: string, version: number): Promise<void> {
  const engine = url.startsWith('file:') ? 'sqlite' : 'postgres'
  const migrations = listWithNext(engine).slice(0, version)
  for (const [index, { name }] of migrations.entries()) {
    await migrateTo(url, migrations.slice(0, index + 1))
    await runStatements(url, ROWS_OF_VERSION[name]?.(engine) ?? '')
  }
}

async function migrateTo(
  url: string,
  migrations: readonly Migration[],
  reach: (moment: number) => void = () => {},
): Promise<void> {
  const database = openDatabase(url, '/', { setTimer: () => () => {} })
  await migrate(atEachStatement(database, reach), MIGRATED_AT_MS, { migrations })
  await database.close()
}

async function runStatements(url: string, statements: string): Promise<void> {
  if (url.startsWith('file:')) {
    const connection = new DatabaseSync(url.slice('file:'.length), { timeout: 5_000 })
    connection.exec(statements)
    connection.close()
    return
  }
  const client = postgres(url, { max: 1, onnotice() {} })
  await client.unsafe(statements)
  await client.end()
}

/** As `harambee start` prepares the database of a demo. */
const startDemo: Act = async database => {
  await migrate(database, MIGRATED_AT_MS)
  const made = { harambeeSecret: 'h'.repeat(64), callbackSecretKey: 'c0ffee'.repeat(8) }
  const read = readConfiguration({}, () => made)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const ports = { nowMs: () => MIGRATED_AT_MS }
  const engine = await openEngine(read.configuration, { folder: '/', log: SILENT_LOG, ports, database })
  if ((await engine.listCampaigns(1)).length === 0) {
    if ((await engine.findCharity()) === null) await engine.setCharity(DEMO_CHARITY)
    await engine.addCampaign(demoCampaign(MIGRATED_AT_MS))
  }
  await engine.close()
}

/** What becomes of the first version with rows where nobody dies, and how many moments to die at there are. */
async function migrateUndisturbed(context: CleanUps, kind: DatabaseKind) {
  const url = await createDatabase(context, kind)
  await fillVersion(url, 1)
  let moments = 0
  await migrateTo(url, listWithNext(toEngine(kind)), moment => {
    moments = moment
  })
  return { expected: await describeDatabase(url), moments }
}

/** A process that waits to be told to migrate. */
async function startMigrator(context: CleanUps, url: string, scriptArguments: readonly string[] = []) {
  const folder = makeFolder(context)
  const environment = { ...withoutOurs(process.env), DATABASE_URL: url }
  const running = startProcess(context, join(root, 'test/crash/migrator.ts'), { folder, environment, scriptArguments })
  const news: MigratorNews[] = []
  running.child.on('message', one => news.push(one as MigratorNews))
  const find = <K extends MigratorNews['kind']>(kind: K) =>
    news.find((one): one is Extract<MigratorNews, { kind: K }> => one.kind === kind)
  await poll('a process to be ready', () => find('ready'))
  return Object.assign(running, {
    folder,
    begin: () => running.child.send('begin'),
    hasBegun: () => find('begun') !== undefined,
    applied: () => find('applied')?.names ?? [],
  })
}
