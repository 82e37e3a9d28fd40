// The lines of a backup, version 1 (docs/backup-format.md): a keyed hash, a blank, and JSON. The hash covers the line and
// the hash before it, so that no line can be changed, added, moved or left out by whoever does not hold HARAMBEE_SECRET.

import type { Sealer } from '../sealing.ts'
import type { HistoryHead } from '../verify-books.ts'

export const BACKUP_FORMAT = 'harambee-backup'
export const BACKUP_VERSION = 1

/** The first line: what the file is. */
export interface BackupHeader {
  readonly format: typeof BACKUP_FORMAT
  readonly version: number
  /** ISO-8601 UTC. */
  readonly madeAt: string
  readonly database: 'sqlite' | 'postgres'
  /** Migrations of the database it was made from, in order. */
  readonly migrations: readonly string[]
  /** Tells with which HARAMBEE_SECRET it was written. */
  readonly secret: string
}

/** Before the rows of a table. */
export interface TableLine {
  readonly table: string
  readonly columns: readonly string[]
}

/** The last line. */
export interface EndLine {
  readonly end: {
    /** Table → how many rows of it there were. */
    readonly rows: Readonly<Record<string, number>>
    readonly head: HistoryHead
  }
}

/** A value as it stands in a row: bytes are base64. */
export type WrittenValue = string | number | null | { readonly base64: string }

export type BackupLine = BackupHeader | TableLine | EndLine | readonly WrittenValue[]

/** Sixteen bytes in hex: nobody guesses one. */
const HASH_LENGTH = 32

/** The hash "before" the first line. */
export const FIRST_HASH = `${BACKUP_FORMAT}/${BACKUP_VERSION}`

/** @param json the line without its hash @returns its hash */
export function hashLine(sealer: Sealer, previousHash: string, json: string): string {
  return sealer.sign('backup', [previousHash, json]).slice(0, HASH_LENGTH)
}

/** The two halves of a line; null where it is none. */
export function splitLine(line: string): { hash: string; json: string } | null {
  if (line.charAt(HASH_LENGTH) !== ' ' || !/^[0-9a-f]{32} /.test(line)) return null
  return { hash: line.slice(0, HASH_LENGTH), json: line.slice(HASH_LENGTH + 1) }
}

/** The same for every file written with this secret. */
export function toSecretName(sealer: Sealer): string {
  return sealer.sign('backup-secret', []).slice(0, 16)
}
