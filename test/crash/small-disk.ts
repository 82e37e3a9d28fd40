// A disk that can be filled and emptied again: one of a few megabytes of its own where we may mount one, and a limit on
// the size of files, which the kernel enforces for anybody. To a program both are a write that fails.

import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CleanUps } from '../journeys/clean-ups.ts'

export interface SmallDisk {
  /** A folder on it. */
  readonly folder: string
  /** Leaves no room at all, for these processes at least. */
  fill(...pids: number[]): void
  /** Makes room again. */
  free(...pids: number[]): void
  /** What stands in front of a command that is to meet a full disk from its first write on. */
  readonly fullFromTheStart: readonly string[]
}

/** Or why there is none. */
export type FindDisk = (context: CleanUps) => SmallDisk | string

const DISK_MIB = 16
const CHUNK_BYTES = 64 * 1024

/** A file system in memory. */
export const mountDisk: FindDisk = context => {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-disk-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    return `no file system of a test's own can be mounted here (${toText(error)})`
  }
  context.after(() => execFileSync('umount', ['--lazy', folder]))
  const filler = join(folder, 'filler')
  const home = join(folder, 'home')
  mkdirSync(home)
  return {
    folder: home,
    fill: () => writeUntilFull(filler),
    free: () => rmSync(filler, { force: true }),
    fullFromTheStart: [],
  }
}

/** A limit on the size of the files a process writes (RLIMIT_FSIZE). */
export const limitFiles: FindDisk = context => {
  try {
    execFileSync('prlimit', ['--fsize', '--pid', String(process.pid)], { stdio: 'pipe' })
  } catch (error) {
    return `prlimit does not work here (${toText(error)})`
  }
  const folder = mkdtempSync(join(tmpdir(), 'harambee-disk-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const limit = (bytes: string) => (pid: number) => {
    execFileSync('prlimit', [`--fsize=${bytes}:`, '--pid', String(pid)], { stdio: 'pipe' })
  }
  return {
    folder,
    fill: (...pids) => pids.forEach(limit('0')),
    free: (...pids) => pids.forEach(limit('unlimited')),
    fullFromTheStart: ['prlimit', '--fsize=0:'],
  }
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (let bytes = CHUNK_BYTES; bytes > 0; ) {
      try {
        writeSync(file, Buffer.alloc(bytes))
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ENOSPC') throw error
        // The last page goes byte by byte.
        bytes = Math.floor(bytes / 2)
      }
    }
  } finally {
    closeSync(file)
  }
}

function toText(error: unknown): string {
  const { stderr } = error as { stderr?: Buffer }
  return stderr?.toString().trim() || (error instanceof Error ? error.message : String(error))
}
