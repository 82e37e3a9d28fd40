// A backup from beginning to end: written beside its place, tried out, and only then given its name. What cannot be
// restored is no backup, so every one is restored once, into a scratch file, and the books in it are verified.

import { existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Database } from '../database/database.ts'
import type { Ports } from '../ports.ts'
import { insertBackup } from '../queries/insert-backup.ts'
import type { Sealer } from '../sealing.ts'
import type { HistoryHead } from '../verify-books.ts'
import { BackupProblem } from './backup-problem.ts'
import { placeFile, toTaken } from './durable-files.ts'
import { type FilledFile, type FillPorts, fillFile } from './fill-file.ts'
import { writeBackup } from './write-backup.ts'

/** What a backup holds. */
export interface Backup {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly payments: number
  readonly receipts: number
  /** The end of the history in it: noted elsewhere, it shows later that nothing was cut off. */
  readonly head: HistoryHead
  readonly madeAtMs: number
}

export interface BackUpContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'setTimer' | 'random'>
}

/**
 * Backs up while everything runs.
 * @param options.mayReplace whether a file of that name may be replaced
 * @throws {BackupProblem} where the name is taken, or the books are not whole: then what was read is kept as `….not-whole`
 */
export async function backUp(
  context: BackUpContext,
  file: string,
  options: { readonly mayReplace: boolean },
): Promise<Backup> {
  const { database, sealer, ports } = context
  const path = resolve(file)
  if (existsSync(path) && !options.mayReplace) throw toTaken(path)

  const draft = `${path}.partial-${ports.random(4).toString('hex')}`
  const madeAtMs = ports.nowMs()
  try {
    await writeBackup(database, sealer, draft, madeAtMs)
    const { verification } = await tryBackup(draft, sealer, ports)
    placeFile(draft, path, options.mayReplace)
    const { payments, receipts, head } = verification
    const backup = { path, bytes: statSync(path).size, payments, receipts, head, madeAtMs }
    await insertBackup(database.kysely, backup)
    return backup
  } catch (error) {
    throw error instanceof BackupProblem && error.code === 'not-whole' ? keepEvidence(draft, path, error) : error
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Restores a backup into a scratch file that is thrown away, and verifies the books in it.
 * @throws {BackupProblem} where it cannot be restored, or the books in it do not add up
 */
export async function tryBackup(path: string, sealer: Sealer, ports: FillPorts): Promise<FilledFile> {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-scratch-'))
  try {
    return await fillFile(path, join(folder, 'scratch.db'), sealer, ports)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A good backup must not be replaced by one of books that do not add up; whoever looks into it needs to see it. */
function keepEvidence(draft: string, path: string, { firstBadRow }: BackupProblem): BackupProblem {
  const evidence = `${path}.not-whole`
  renameSync(draft, evidence)
  const what = firstBadRow ? ` (${firstBadRow.table} ${firstBadRow.id}: ${firstBadRow.problem})` : ''
  const message =
    `The books are not whole${what}, so no backup was made; what was read is kept as ${evidence}. ` +
    'Run "harambee verify", and restore the newest backup from before.'
  return new BackupProblem('not-whole', message, { firstBadRow })
}
