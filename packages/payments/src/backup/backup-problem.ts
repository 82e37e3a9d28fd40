// What can stand in the way of a backup or a restore, as one error that says what to do.

import type { BadRow } from '../verify-books.ts'

export type BackupProblemCode =
  /** The file to write is there already. */
  | 'exists'
  /** The file to read is not there, or cannot be read. */
  | 'unreadable'
  /** Some other file. */
  | 'not-a-backup'
  /** Written by a newer version of the program. */
  | 'newer'
  /** Written with another HARAMBEE_SECRET. */
  | 'other-secret'
  /** A line is not what was written, or lines are missing. */
  | 'damaged'
  /** Every line is as it was written, and the books in it do not add up. */
  | 'not-whole'
  /** Another process has the database open. */
  | 'in-use'
  /** The database holds something already. */
  | 'not-empty'
  /** The database is of another version than the backup, and only a new one will do. */
  | 'other-version'

/** Raised by backing up and restoring. Nothing has been changed. */
export class BackupProblem extends Error {
  readonly code: BackupProblemCode
  /** The first line that is wrong, counted from 1, where there is one. */
  readonly line: number | null
  readonly firstBadRow: BadRow | null

  constructor(
    code: BackupProblemCode,
    message: string,
    facts: { readonly line?: number; readonly firstBadRow?: BadRow | null } = {},
  ) {
    super(message)
    this.name = 'BackupProblem'
    this.code = code
    this.line = facts.line ?? null
    this.firstBadRow = facts.firstBadRow ?? null
  }
}
