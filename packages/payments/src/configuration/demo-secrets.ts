// Secrets the demo makes once, so that it needs no configuration: in `secrets.json` beside its database, for its owner's
// eyes only. The command line reads the same file.

import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { DemoSecrets } from './configuration.ts'

const schema = z.object({ harambeeSecret: z.string().min(32), callbackSecretKey: z.string().min(8) })

/**
 * Reads the secrets, making them at the first time.
 * @param folder what relative paths are relative to
 * @throws {Error} where the folder is not writable or the file is damaged, saying what to do
 */
export function loadDemoSecrets(databaseUrl: string, folder: string): DemoSecrets {
  const dataFolder = databaseUrl.startsWith('file:')
    ? dirname(toDatabasePath(databaseUrl, folder))
    : join(folder, 'data')
  const path = join(dataFolder, 'secrets.json')
  if (existsSync(path)) return readSecrets(path)

  const secrets: DemoSecrets = {
    harambeeSecret: randomBytes(32).toString('hex'),
    callbackSecretKey: randomBytes(24).toString('hex'),
  }
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    writeOnce(path, `${JSON.stringify(secrets, null, 2)}\n`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The data folder ${dataFolder} is not writable (${why}): make it writable for this user, ` +
        'or set DATABASE_URL=file:/another/folder/harambee.db.',
    )
  }
  return readSecrets(path)
}

/** `file:./data/harambee.db` → an absolute path. */
export function toDatabasePath(databaseUrl: string, folder: string): string {
  if (databaseUrl === 'file::memory:') return ':memory:'
  return databaseUrl.startsWith('file:///')
    ? fileURLToPath(databaseUrl)
    : resolve(folder, databaseUrl.slice('file:'.length))
}

/** Whole or not at all, and never over what another process wrote meanwhile: a link does not replace a file. */
function writeOnce(path: string, text: string): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

function readSecrets(path: string): DemoSecrets {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    throw new Error(
      `${path} cannot be read: make it readable for this user, or restore it from a backup. ` +
        'Without it the phone numbers in the demo database stay sealed; to start over, remove the whole data folder.',
    )
  }
}
