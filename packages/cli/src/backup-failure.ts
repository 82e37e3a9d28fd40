// What stands in the way of a backup or a restore, as the command line tells it.

import { BackupProblem } from '@harambee/payments'
import { CommandFailure } from './failure.ts'
import { toDatabaseFailure } from './with-engine.ts'

/** A problem as a failure with its code, line and row; anything else as it is. */
export function toBackupFailure(error: unknown): unknown {
  if (!(error instanceof BackupProblem)) return toFileFailure(error) ?? toDatabaseFailure(error)
  const { code, message, line, firstBadRow } = error
  return new CommandFailure(code, message, { ...(line !== null && { line }), ...(firstBadRow && { firstBadRow }) })
}

/** What the operating system says of a file: no space, no such folder, not allowed. */
function toFileFailure(error: unknown): CommandFailure | null {
  const { code, path } = error as { code?: unknown; path?: unknown }
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return null
  const where = typeof path === 'string' ? `${path}: ` : ''
  return new CommandFailure('file', `${where}${FILE_PROBLEMS[code] ?? `it cannot be written or read (${code})`}.`)
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left; a backup is tried out in the folder TMPDIR names, which needs space for the database too',
  ENOENT: 'there is no such folder: make it first',
  EACCES: 'this user may not write or read there',
  EPERM: 'this user may not write or read there',
  EROFS: 'that file system can only be read',
  EISDIR: 'that is a folder: name a file in it',
}
