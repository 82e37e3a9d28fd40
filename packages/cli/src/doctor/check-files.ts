// What lies on disk: `.env`, the data folder and the files in it. They hold secrets and donors' data.

import { accessSync, constants, existsSync, readFileSync, type Stats, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { toDatabasePath } from '@harambee/payments'
import type { Serving } from '../serving.ts'
import { toDataFolder, toJournalPath } from '../start/data-folder.ts'
import { type Check, ill, well } from './check.ts'

/** Less free space than this and callbacks may soon not be stored. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024
/** Anything for the group or for others; and the right to put another file in this one's place. */
const OTHERS = 0o077
const OTHERS_WRITE = 0o022
const STICKY = 0o1000

/** What must not be read by others. */
const SECRET_VARIABLES = ['MPESA_CONSUMER_SECRET', 'MPESA_PASSKEY', 'MPESA_CALLBACK_SECRET_KEY', 'HARAMBEE_SECRET']

/** `.env` in the root: readable, and where it holds secrets for its owner alone. */
export function checkEnvironmentFile(root: string): Check {
  const path = join(root, '.env')
  const stats = statOrNull(path)
  if (!stats) return well('env-file', 'There is no .env: what is not in the environment is at its default.')
  const variables = readVariables(path)
  if (!variables) {
    return ill('env-file', `${path} cannot be read.`, `Make it a file this user may read: chmod 600 ${path}`)
  }
  const hasSecrets = SECRET_VARIABLES.some(name => variables[name])
  if (hasSecrets && isOpenToOthers(stats)) {
    return ill('env-file', `Other users of this machine can read ${path}, which holds secrets.`, `chmod 600 ${path}`)
  }
  return well('env-file', hasSecrets ? '.env is there, for its owner alone.' : '.env is there and holds no secrets.')
}

/** The folder with the database, and what is in it. */
export function checkDataFolder(serving: Serving, root: string, isDemo: boolean): Check[] {
  const { databaseUrl } = serving
  const folder = toDataFolder(databaseUrl, root, isDemo)
  if (folder === null) return [well('data-folder', 'Nothing is kept on this disk.')]
  const stats = statOrNull(folder)
  if (!stats) return [well('data-folder', `${folder} does not exist yet: "npm start" makes it.`)]
  if (!stats.isDirectory() || !isWritable(folder)) {
    const fix = 'Make it writable for this user, or set DATABASE_URL=file:/another/folder/harambee.db.'
    return [ill('data-folder', `${folder} is not writable.`, fix)]
  }
  return [checkPermissions(folder, stats, serving, root), checkSpace(folder)]
}

function checkPermissions(folder: string, stats: Stats, serving: Serving, root: string): Check {
  const isSticky = (stats.mode & STICKY) !== 0
  if (process.platform !== 'win32' && (stats.mode & OTHERS_WRITE) !== 0 && !isSticky) {
    const message = `Other users of this machine can put files of theirs in place of those in ${folder}.`
    return ill('data-folder', message, `chmod 700 ${folder}`)
  }
  const open = listOwnFiles(folder, serving, root).filter(path => {
    const found = statOrNull(path)
    return found !== null && isOpenToOthers(found)
  })
  if (open.length > 0) {
    return ill('data-folder', `Other users of this machine can read ${open.join(', ')}.`, `chmod 600 ${open.join(' ')}`)
  }
  return well('data-folder', `${folder} is writable, and what is in it is for its owner alone.`)
}

function listOwnFiles(folder: string, { databaseUrl, simulatorPort }: Serving, root: string): string[] {
  const database = databaseUrl.startsWith('file:') ? [toDatabasePath(databaseUrl, root)] : []
  const journal = toJournalPath(databaseUrl, simulatorPort, root)
  return [
    ...database.flatMap(path => [path, `${path}-wal`, `${path}-shm`]),
    join(folder, 'secrets.json'),
    ...(journal === null ? [] : [journal]),
  ]
}

function checkSpace(folder: string): Check {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${Math.floor(free / 1024 / 1024)} MB are free where the data lies.`
  if (free >= LEAST_FREE_BYTES) return well('disk-space', text)
  const fix = 'Free some space: a callback that cannot be stored is refused, and Safaricom sends it once.'
  return ill('disk-space', text, fix)
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

function readVariables(path: string): NodeJS.Dict<string> | null {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Windows has no such bits. */
function isOpenToOthers(stats: Stats): boolean {
  return process.platform !== 'win32' && (stats.mode & OTHERS) !== 0
}

/** Whether the project's database is there at all, as far as can be told without asking it. */
export function hasDatabase(databaseUrl: string, root: string): boolean {
  return !databaseUrl.startsWith('file:') || existsSync(toDatabasePath(databaseUrl, root))
}

/** Whether the demo has made its secrets. */
export function hasSecrets(databaseUrl: string, root: string): boolean {
  const folder = toDataFolder(databaseUrl, root, true)
  return folder !== null && existsSync(join(folder, 'secrets.json'))
}
