// A folder for databases and logs, deleted at the end.

import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CleanUps } from './clean-ups.ts'

const TMPFS = 0x01021994

/** @throws where it would lie in memory: an fsync costs nothing there */
export function makeWorkFolder(cleanUps: CleanUps): string {
  const place = process.env.BENCH_FOLDER ?? tmpdir()
  if (statfsSync(place).type === TMPFS) throw new Error(`${place} is memory: set BENCH_FOLDER to a folder on a disk`)
  const folder = mkdtempSync(join(place, 'harambee-bench-'))
  cleanUps.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
