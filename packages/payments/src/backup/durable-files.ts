// Putting a finished file in its place so that a power cut leaves either what was there or what is new, never half of it.

import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { BackupProblem } from './backup-problem.ts'

/**
 * Gives a finished file its name.
 * @throws {BackupProblem} where the name is taken and may not be
 */
export function placeFile(draft: string, path: string, mayReplace: boolean): void {
  if (mayReplace) renameSync(draft, path)
  else placeNew(draft, path)
  syncFolder(dirname(path))
}

/** Another name for a file that stays under its own; where the file system knows no second names, it is moved. */
export function keepAside(path: string, aside: string): void {
  try {
    linkSync(path, aside)
  } catch (error) {
    if (!isWithoutLinks(error)) throw error
    renameSync(path, aside)
  }
  syncFolder(dirname(aside))
}

/** Brings what happened to the names in a folder to disk. */
export function syncFolder(folder: string): void {
  // Windows has no such call, and no need of it.
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A link does not replace a file that another process has written meanwhile; a rename does. */
function placeNew(draft: string, path: string): void {
  try {
    linkSync(draft, path)
    unlinkSync(draft)
  } catch (error) {
    const isTaken = (error as { code?: unknown }).code === 'EEXIST'
    if (!isTaken && !isWithoutLinks(error)) throw error
    if (isTaken || existsSync(path)) throw toTaken(path)
    renameSync(draft, path)
  }
}

export function toTaken(path: string): BackupProblem {
  return new BackupProblem('exists', `${path} is there already: choose another name, or replace it with --force.`)
}

/** Memory sticks often have none. */
function isWithoutLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(String((error as { code?: unknown }).code))
}
