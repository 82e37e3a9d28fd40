// Reads a backup line by line and hands on nothing that is not what was written. The first line that is not is named.

import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import type { Sealer } from '../sealing.ts'
import { BACKED_UP_TABLES, type BackedUpTable } from './backed-up-tables.ts'
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  type BackupHeader,
  type BackupLine,
  type EndLine,
  FIRST_HASH,
  hashLine,
  splitLine,
  type TableLine,
  toSecretName,
  type WrittenValue,
} from './backup-lines.ts'
import { BackupProblem } from './backup-problem.ts'

/** A value as a database takes it. */
export type StoredValue = string | number | null | Uint8Array

export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | {
      readonly kind: 'rows'
      readonly table: BackedUpTable
      readonly columns: readonly string[]
      readonly rows: readonly (readonly StoredValue[])[]
    }
  | { readonly kind: 'end'; readonly end: EndLine['end'] }

/** Decompressed at once. */
const PIECE_BYTES = 64 * 1024
/** Rows handed on at once. */
const PAGE = 500
/** A callback's body has at most 16 KiB, a campaign's texts less than 1 MiB: a longer line is none of ours. */
const MAX_LINE_LENGTH = 4 * 1024 * 1024

/**
 * The parts of a backup: its header first, its end last.
 * @throws {BackupProblem} where the file is none, is from a newer version or another secret, or is not as it was written
 */
export async function* readBackup(path: string, sealer: Sealer): AsyncGenerator<BackupPart> {
  let number = 0
  let hash = FIRST_HASH
  let table: { of: BackedUpTable; columns: readonly string[] } | null = null
  let rows: StoredValue[][] = []
  let hasEnded = false
  const damaged = (why: string) => toDamage(path, number, why)

  for await (const line of readLines(path)) {
    number += 1
    if (hasEnded) throw damaged('it comes after the end')
    const parts = splitLine(line)
    if (number === 1) {
      yield { kind: 'header', header: readHeader(path, parts?.json ?? '', sealer) }
    }
    if (parts === null || parts.hash !== hashLine(sealer, hash, parts.json)) {
      throw damaged('it was altered, or a line before it is missing')
    }
    hash = parts.hash
    if (number === 1) continue

    const read = JSON.parse(parts.json) as BackupLine
    if (isRow(read)) {
      if (table === null) throw damaged('it belongs to no table')
      rows.push(openRow(read))
      if (rows.length < PAGE) continue
    }
    if (table !== null && rows.length > 0) {
      yield { kind: 'rows', table: table.of, columns: table.columns, rows }
      rows = []
    }
    if ('table' in read) table = { of: findTable(read, damaged), columns: read.columns }
    if ('end' in read) {
      yield { kind: 'end', end: read.end }
      hasEnded = true
    }
  }
  number += 1
  if (!hasEnded) throw damaged('it is missing: the file was cut off')
}

/** Only the first line, though without being sure that nobody has altered it. */
export async function readBackupHeader(path: string, sealer: Sealer): Promise<BackupHeader> {
  for await (const part of readBackup(path, sealer)) if (part.kind === 'header') return part.header
  throw toDamage(path, 1, 'it is missing')
}

/** Decompressed lines, without their ends. */
async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  file.on('error', error => gunzip.destroy(error))
  file.pipe(gunzip)
  let number = 1
  let rest = ''
  try {
    for await (const chunk of gunzip.setEncoding('utf8')) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE_LENGTH) throw toDamage(path, number, 'it is longer than any line can be')
      for (const line of lines) {
        yield line
        number += 1
      }
    }
    if (rest !== '') throw number === 1 ? toStranger(path) : toDamage(path, number, 'it was cut off')
  } catch (error) {
    throw explain(path, number, error)
  } finally {
    gunzip.destroy()
    file.destroy()
  }
}

function explain(path: string, number: number, error: unknown): unknown {
  const code = String((error as { code?: unknown }).code)
  const why = error instanceof Error ? error.message : String(error)
  if (code.startsWith('Z_')) {
    return number === 1 && /header/.test(why) ? toStranger(path) : toDamage(path, number, `it does not unpack (${why})`)
  }
  if (/^E[A-Z]+$/.test(code)) {
    return new BackupProblem(
      'unreadable',
      `${path} cannot be read (${code}): check its name and whether you may read it.`,
    )
  }
  return error
}

function readHeader(path: string, json: string, sealer: Sealer): BackupHeader {
  const header = parseOrNull(json) as Partial<BackupHeader> | null
  if (header?.format !== BACKUP_FORMAT || typeof header.version !== 'number') throw toStranger(path)
  if (header.version > BACKUP_VERSION) {
    throw new BackupProblem(
      'newer',
      `${path} was written by a newer version of Harambee: restore it with that version.`,
    )
  }
  if (header.secret !== toSecretName(sealer)) {
    throw new BackupProblem(
      'other-secret',
      `${path} was written with another HARAMBEE_SECRET: set the one the charity used then (in the demo it is in ` +
        'secrets.json beside the database). Without it phone numbers and callbacks stay sealed, and nobody can tell ' +
        'whether the file was altered.',
    )
  }
  return header as BackupHeader
}

function openRow(row: readonly WrittenValue[]): StoredValue[] {
  return row.map(value => {
    if (value === null || typeof value !== 'object') return value
    return Buffer.from(value.base64, 'base64')
  })
}

function findTable({ table, columns }: TableLine, damaged: (why: string) => BackupProblem): BackedUpTable {
  const found = BACKED_UP_TABLES.find(({ name }) => name === table)
  if (!found || !columns.every(column => /^[a-z_]+$/.test(column))) throw damaged(`there is no table ${table}`)
  return found
}

function isRow(line: BackupLine): line is readonly WrittenValue[] {
  return Array.isArray(line)
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function toStranger(path: string): BackupProblem {
  return new BackupProblem('not-a-backup', `${path} is no backup made by "harambee backup".`)
}

function toDamage(path: string, line: number, why: string): BackupProblem {
  const message = `${path} is damaged or was altered. The first bad line is ${line}: ${why}. Take an older backup.`
  return new BackupProblem('damaged', message, { line })
}
