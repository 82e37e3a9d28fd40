// Where the project lies: the folder that holds `.env`, the data and the site.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folders looked at on the way up; nobody nests deeper. */
const MAX_DEPTH = 64

/**
 * The root of the workspace around `workingFolder`, or else around this program, or else `workingFolder` itself (the
 * program installed on its own).
 */
export function findProjectRoot(workingFolder: string): string {
  return findUpwards(workingFolder) ?? findUpwards(dirname(fileURLToPath(import.meta.url))) ?? workingFolder
}

function findUpwards(start: string): string | null {
  let folder = start
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (isProjectRoot(folder)) return folder
    const parent = dirname(folder)
    if (parent === folder) return null
    folder = parent
  }
  return null
}

/** A workspace that has this program in it; somebody else's workspace around ours does not count. */
function isProjectRoot(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const isWorkspace = typeof manifest === 'object' && manifest !== null && 'workspaces' in manifest
    return isWorkspace && existsSync(join(folder, 'packages', 'cli', 'package.json'))
  } catch {
    return false
  }
}
