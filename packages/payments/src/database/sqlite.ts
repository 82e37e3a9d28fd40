// The default database: one SQLite file through node:sqlite. The only file that opens one.

import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { isAtLeast, OLDEST_SQLITE } from '../oldest-versions.ts'
import type { SetTimer } from '../ports.ts'
import { DatabaseProblem, type OpenedDatabase } from './database.ts'
import { createMutex } from './mutex.ts'
import { applyInSqlite, drainInSqlite, insertCallbacksInSqlite } from './sqlite-batches.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'
import { createSqliteStatements } from './sqlite-statements.ts'
import type { Tables } from './tables.ts'

/** Waiting for another process's write lock. Transactions here take milliseconds. */
const BUSY_TIMEOUT_MS = 5_000

/** How often a file that others hold is tried. The change to WAL, which every opening asks for, does not wait by itself. */
const OPEN_TRIES = 100
const OPEN_PAUSE_MS = BUSY_TIMEOUT_MS / OPEN_TRIES

/** Who asks whether a file is used by others does not wait long for them to end. */
const ALONE_TIMEOUT_MS = 1_000
const SQLITE_BUSY = 5

/** At most so much memory for pages: in two megabytes, the default, an index of a million payments is read again and again. */
const CACHE_KIB = 64 * 1024

/** How often to look whether another process has committed. Reading data_version costs microseconds. */
const WATCH_INTERVAL_MS = 150

/**
 * Opens (and creates) the file, readable by its owner only, with every commit on disk before it is acknowledged.
 * @param path a file's path, or `:memory:`
 * @throws {DatabaseProblem} where the file cannot be used, saying what to do
 */
export function openSqlite(path: string, setTimer: SetTimer): OpenedDatabase {
  const connection = openFile(path)
  assertDurable(connection, path)

  const mutex = createMutex()
  const kysely = new Kysely<Tables>({ dialect: createSqliteDialect(connection, mutex) })
  let isClosed = false
  // Tables exist only once migrated, so statements are prepared at first use.
  let statements: ReturnType<typeof createSqliteStatements> | undefined
  const prepared = () => {
    statements ??= createSqliteStatements(connection)
    return statements
  }

  return {
    engine: 'sqlite',
    kysely,
    // A write transaction is alone in the file: there is nothing else to lock.
    transaction: (_locks, work) => kysely.transaction().execute(work),
    snapshot: work => (path === ':memory:' ? mutex.run(() => read(connection, work)) : readAside(path, work)),
    insertCallbacks: rows => mutex.run(() => insertCallbacksInSqlite(connection, prepared(), rows)),
    apply: (keys, decide) => mutex.run(() => applyInSqlite(connection, prepared(), keys, decide)),
    drain: (selection, prepare, decide) =>
      mutex.run(() => drainInSqlite(connection, prepared(), selection, prepare, decide)),

    // Opening the file has told already.
    assertServes: async () => {},
    inFlight: 0,

    watch(onChange) {
      const statement = connection.prepare('PRAGMA data_version')
      const read = () => (statement.get() as { data_version: number }).data_version
      let seen = read()
      let cancel = () => {}
      const look = () => {
        if (isClosed) return
        const version = read()
        if (version !== seen) {
          seen = version
          onChange()
        }
        cancel = setTimer(WATCH_INTERVAL_MS, look)
      }
      cancel = setTimer(WATCH_INTERVAL_MS, look)
      return () => cancel()
    },

    async check() {
      await mutex.run(() => connection.prepare('SELECT 1 FROM payments LIMIT 1').get())
    },

    takeAlone: () => mutex.run(() => takeAlone(connection)),

    async close() {
      if (isClosed) return
      await mutex.run(() => {
        isClosed = true
        connection.close()
      })
    },
  }
}

function openFile(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      // Created by us with the right mode, so that there is no moment in which others may read it.
      if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
      chmodSync(path, 0o600)
    }
    const connection = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true })
    useWriteAheadLog(connection)
    connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON`)
    connection.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
    return connection
  } catch (error) {
    if (isBusy(error)) {
      throw new DatabaseProblem(
        `The database file ${path} is in use by another process that lets nobody else have it: wait until it is done, ` +
          'or stop it.',
        { isPassing: true },
      )
    }
    const why = error instanceof Error ? error.message : String(error)
    throw new DatabaseProblem(
      `The database file ${path} cannot be opened: ${why}. ` +
        'Make its folder writable for this user, or set DATABASE_URL=file:/another/folder/harambee.db.',
    )
  }
}

/** Another process may be making the same file just now. */
function useWriteAheadLog(connection: DatabaseSync): void {
  for (let tries = 1; ; tries++) {
    try {
      connection.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || tries >= OPEN_TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OPEN_PAUSE_MS)
    }
  }
}

function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY
}

/** On a connection of its own, which the write-ahead log lets read the past while this process and others write on. */
async function readAside<T>(path: string, work: (snapshot: Kysely<Tables>) => Promise<T>): Promise<T> {
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true })
  try {
    return await read(connection, work)
  } finally {
    connection.close()
  }
}

async function read<T>(connection: DatabaseSync, work: (snapshot: Kysely<Tables>) => Promise<T>): Promise<T> {
  connection.exec('BEGIN')
  try {
    // The first statement decides as of when everything is read.
    connection.exec('SELECT 1 FROM sqlite_schema LIMIT 1')
    return await work(new Kysely<Tables>({ dialect: createSqliteDialect(connection, createMutex()) }))
  } finally {
    connection.exec('ROLLBACK')
  }
}

/** A file in WAL mode can only leave it while nobody else has it open. */
function takeAlone(connection: DatabaseSync): boolean {
  try {
    connection.exec(`PRAGMA busy_timeout = ${ALONE_TIMEOUT_MS}; PRAGMA locking_mode = EXCLUSIVE`)
    const left = connection.prepare('PRAGMA journal_mode = DELETE').get() as { journal_mode: string }
    connection.exec('BEGIN EXCLUSIVE')
    return left.journal_mode === 'delete'
  } catch (error) {
    if (!isBusy(error)) throw error
    return false
  }
}

function assertDurable(connection: DatabaseSync, path: string): void {
  const version = connection.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  if (!isAtLeast(version.version, OLDEST_SQLITE)) {
    throw new DatabaseProblem(
      `SQLite ${version.version} can lose commits: ${OLDEST_SQLITE} or newer is needed. ` +
        'Start with "npm start", which runs on the Node.js version this project pins.',
    )
  }
  const pragma = (name: string) => Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  const journalMode = path === ':memory:' ? 'memory' : 'wal'
  if (pragma('journal_mode') !== journalMode || pragma('synchronous') !== 2 || pragma('foreign_keys') !== 1) {
    throw new DatabaseProblem(
      `SQLite would not make commits durable in ${path} (journal_mode=${String(pragma('journal_mode'))}, ` +
        `synchronous=${String(pragma('synchronous'))}): is the file on a network drive? Put it on a local disk.`,
    )
  }
}
