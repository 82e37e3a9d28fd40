// Restoring into a SQLite file: a new one is made and checked beside it, and then takes its name in one step.

import { closeSync, existsSync, openSync, readdirSync, readSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { toDatabasePath } from '../configuration/demo-secrets.ts'
import { DatabaseProblem, type OpenedDatabase } from '../database/database.ts'
import { openSqlite } from '../database/sqlite.ts'
import { BackupProblem } from './backup-problem.ts'
import { keepAside, syncFolder } from './durable-files.ts'
import { fillFile, removeDatabase } from './fill-file.ts'
import { findFilledTable } from './holds-something.ts'
import { type RestoreContext, type Restored, toRestored } from './restored.ts'

const DRAFT = '.restoring-'
/** @see https://www.sqlite.org/fileformat.html#the_database_header */
const MAGIC = Buffer.from('SQLite format 3\0')

/** The database that is there already. */
type Present =
  | { readonly kind: 'none' | 'damaged' }
  | { readonly kind: 'empty' | 'filled'; readonly database: OpenedDatabase }

/** @see restoreBackup */
export async function restoreIntoSqlite(file: string, context: RestoreContext): Promise<Restored> {
  const path = toDatabasePath(context.databaseUrl, context.folder)
  const present = await lookAt(path, context)
  try {
    await assertFree(path, present, context)
    removeLeftovers(path)
    const draft = `${path}${DRAFT}${context.ports.random(4).toString('hex')}`
    const filled = await fillFile(file, draft, context.sealer, context.ports)
    try {
      return toRestored(filled, putInPlace(draft, path, present, context.ports.nowMs()))
    } finally {
      removeDatabase(draft)
    }
  } finally {
    if ('database' in present) await present.database.close()
  }
}

async function lookAt(path: string, { ports }: RestoreContext): Promise<Present> {
  if (!existsSync(path)) return { kind: 'none' }
  // Opening what is none would remove its log, which may be all that is left of the books.
  if (!isSqlite(path)) return { kind: 'damaged' }
  let database: OpenedDatabase
  try {
    database = openSqlite(path, ports.setTimer)
  } catch (error) {
    if (error instanceof DatabaseProblem && !error.isPassing) return { kind: 'damaged' }
    throw error
  }
  try {
    return { kind: (await findFilledTable(database.kysely)) === null ? 'empty' : 'filled', database }
  } catch {
    await database.close()
    return { kind: 'damaged' }
  }
}

/** As its first bytes say; an empty file is one that nothing has been written to. */
function isSqlite(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(MAGIC.length)
    const length = readSync(file, start, 0, start.length, 0)
    return length === 0 || start.equals(MAGIC)
  } finally {
    closeSync(file)
  }
}

/** @throws {BackupProblem} where it is used, or holds something that may not be moved aside */
async function assertFree(path: string, present: Present, context: RestoreContext): Promise<void> {
  // A file that is gone may still be open in a process that was not stopped; one that cannot be read tells nothing.
  const isUsed = 'database' in present ? !(await present.database.takeAlone()) : await context.isRunning()
  if (isUsed) {
    throw new BackupProblem(
      'in-use',
      `${path} is in use: stop Harambee and every command that works with it, then restore.`,
    )
  }
  if (context.mayMoveAside || present.kind === 'none' || present.kind === 'empty') return
  const what = present.kind === 'filled' ? 'holds payments or campaigns' : 'cannot be read as a database'
  throw new BackupProblem(
    'not-empty',
    `${path} is there and ${what}: move it away, or restore with --force, which keeps it beside the restored one.`,
  )
}

/** @returns where the one that was there is kept; null where there is nothing to keep */
function putInPlace(draft: string, path: string, present: Present, nowMs: number): string | null {
  const keptAs = present.kind === 'filled' || present.kind === 'damaged' ? toKeptPath(path, nowMs) : null
  if (keptAs !== null) {
    keepAside(path, keptAs)
    // Nobody could open it, so what SQLite keeps beside it may be left: it must not be taken for the new one's.
    for (const ending of ['-wal', '-shm', '-journal']) {
      if (existsSync(path + ending)) renameSync(path + ending, keptAs + ending)
    }
  }
  renameSync(draft, path)
  syncFolder(dirname(path))
  return keptAs
}

/** Of a restore that was killed: as large as a database, and of no use. */
function removeLeftovers(path: string): void {
  const folder = dirname(path)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(path)}${DRAFT}`)) rmSync(join(folder, name))
  }
}

/** `….before-restore-20261124T090000Z`, and not the name of another. */
function toKeptPath(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '')
  const first = `${path}.before-restore-${time}`
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? first : `${first}-${number}`
    if (!existsSync(candidate)) return candidate
  }
}
