// Writes everything the books consist of into one gzip'ed file of lines, as it was at one moment, while others go on
// writing: SQLite's own backup starts over whenever another process has written (2,900 times a minute at 50 writes a
// second, without end), and PostgreSQL's needs a program this machine may not have.

import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip, type Gzip } from 'node:zlib'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import type { HistoryHead } from '../verify-books.ts'
import { BACKED_UP_TABLES, type BackedUpTable } from './backed-up-tables.ts'
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  type BackupLine,
  FIRST_HASH,
  hashLine,
  toSecretName,
  type WrittenValue,
} from './backup-lines.ts'

/** Rows read at once. */
const PAGE = 500
/** The compressor takes a trip to another thread for every piece: one for each line would take three times as long. */
const PIECE_LENGTH = 64 * 1024
/** Most of what is written are hashes and sealed bytes, which no level makes smaller: the quickest is enough. */
const GZIP_LEVEL = 1

/**
 * Writes a file that must not exist yet, for its owner's eyes only, and brings it to disk.
 * @param path where to; what is there when this fails is no backup
 */
export async function writeBackup(
  database: Pick<Database, 'engine' | 'snapshot'>,
  sealer: Sealer,
  path: string,
  nowMs: number,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })
  const gzip = createGzip({ level: GZIP_LEVEL })
  const writer = openWriter(gzip, file, sealer)
  try {
    await database.snapshot(snapshot => writeRows(snapshot, database.engine, sealer, writer, nowMs))
    await writer.end()
  } finally {
    gzip.destroy()
    file.destroy()
  }
}

interface LineWriter {
  write(line: BackupLine): Promise<void>
  end(): Promise<void>
}

function openWriter(gzip: Gzip, file: WriteStream, sealer: Sealer): LineWriter {
  let hash = FIRST_HASH
  let waiting = ''
  gzip.pipe(file)
  // What goes wrong with the file (a full disk) does not travel back by itself: whoever waits, waits for this as well.
  const done = finished(file)
  done.catch(() => gzip.destroy())
  return {
    async write(line) {
      // Nothing is written after the file has failed.
      if (gzip.destroyed) await done
      const json = JSON.stringify(line)
      hash = hashLine(sealer, hash, json)
      waiting += `${hash} ${json}\n`
      if (waiting.length < PIECE_LENGTH) return
      const isRoomy = gzip.write(waiting)
      waiting = ''
      if (!isRoomy) await Promise.race([once(gzip, 'drain'), done])
    },
    async end() {
      gzip.end(waiting)
      await done
    },
  }
}

async function writeRows(
  snapshot: Kysely<Tables>,
  engine: Database['engine'],
  sealer: Sealer,
  writer: LineWriter,
  nowMs: number,
): Promise<void> {
  const migrations = await snapshot.selectFrom('schema_migrations').select('name').orderBy('name').execute()
  await writer.write({
    format: BACKUP_FORMAT,
    version: BACKUP_VERSION,
    madeAt: new Date(nowMs).toISOString(),
    database: engine,
    migrations: migrations.map(({ name }) => name),
    secret: toSecretName(sealer),
  })
  const rows: Record<string, number> = {}
  for (const table of BACKED_UP_TABLES) rows[table.name] = await writeTable(snapshot, writer, table)
  await writer.write({ end: { rows, head: await readHead(snapshot) } })
}

async function writeTable(snapshot: Kysely<Tables>, writer: LineWriter, table: BackedUpTable): Promise<number> {
  const key = sql.ref(table.key)
  let columns: readonly string[] | null = null
  let count = 0
  for (let after: unknown = null; ; ) {
    const where = after === null ? sql`` : sql`WHERE ${key} > ${after}`
    const page = sql<
      Record<string, unknown>
    >`SELECT * FROM ${sql.table(table.name)} ${where} ORDER BY ${key} LIMIT ${PAGE}`
    const { rows } = await page.execute(snapshot)
    for (const row of rows) {
      if (columns === null) {
        columns = Object.keys(row)
        await writer.write({ table: table.name, columns })
      }
      await writer.write(columns.map(column => toWritten(table, column, row[column])))
    }
    count += rows.length
    if (rows.length < PAGE) return count
    after = rows.at(-1)?.[table.key]
  }
}

function toWritten({ name }: BackedUpTable, column: string, value: unknown): WrittenValue {
  if (value === null) return null
  if (value instanceof Uint8Array) return { base64: toBase64(value) }
  if (typeof value === 'string' || Number.isSafeInteger(value)) return value as string | number
  throw new Error(`${name}.${column} holds a ${typeof value}, which a backup cannot`)
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

async function readHead(snapshot: Kysely<Tables>): Promise<HistoryHead> {
  return snapshot.selectFrom('history_head').select(['entries', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow()
}
