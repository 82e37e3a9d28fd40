// Restoring a backup: everything of it or nothing, and never over anything that could still be needed.

import type { Configuration } from '../configuration/settings.ts'
import { deriveKeys } from '../keys.ts'
import { createSealer } from '../sealing.ts'
import { tryBackup } from './back-up.ts'
import { restoreIntoPostgres } from './restore-postgres.ts'
import { restoreIntoSqlite } from './restore-sqlite.ts'
import { type RestoreContext, type Restored, toRestored } from './restored.ts'

export interface RestoreOptions extends Omit<RestoreContext, 'databaseUrl' | 'sealer'> {
  readonly configuration: Configuration
}

/**
 * Restores into a database that does not exist or holds nothing.
 * @throws {BackupProblem} where that is not so, or the backup is not as it was written: then nothing is changed
 */
export async function restoreBackup(file: string, options: RestoreOptions): Promise<Restored> {
  const { databaseUrl } = options.configuration.serving
  const restore = databaseUrl.startsWith('file:') ? restoreIntoSqlite : restoreIntoPostgres
  return restore(file, { ...options, databaseUrl, sealer: openSealer(options) })
}

/**
 * Everything a restore would do, but for the restoring: in a scratch file that is thrown away.
 * @throws {BackupProblem} where the backup could not be restored
 */
export async function checkBackup(
  file: string,
  options: Pick<RestoreOptions, 'configuration' | 'ports'>,
): Promise<Restored> {
  return toRestored(await tryBackup(file, openSealer(options), options.ports), null)
}

function openSealer({ configuration, ports }: Pick<RestoreOptions, 'configuration' | 'ports'>) {
  return createSealer(deriveKeys(configuration.secret.reveal()), ports.random)
}
