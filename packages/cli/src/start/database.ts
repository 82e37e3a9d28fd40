// The database, brought up to date before anything opens it.

import { type Configuration, demoCampaign, openEngine, SILENT_LOG } from '@harambee/payments'
import { nowMs } from '../clock.ts'
import { migrateDatabase } from '../migrate-database.ts'
import { toDatabaseFailure } from '../with-engine.ts'

export interface PreparedDatabase {
  /** One sentence for each thing done. */
  readonly done: readonly string[]
  /** The campaign to show first; null where there is none. */
  readonly campaign: string | null
}

/**
 * Migrates, and gives the demo its campaign where it has none.
 * @throws {CommandFailure} where the database cannot be used, saying what to do
 */
export async function prepareDatabase(configuration: Configuration, root: string): Promise<PreparedDatabase> {
  const applied = await migrateDatabase(configuration.serving.databaseUrl, root)
  const done = applied.map(name => `Database: applied ${name}.`)
  try {
    const engine = await openEngine(configuration, { folder: root, log: SILENT_LOG })
    try {
      const isEmpty = (await engine.listCampaigns(1)).length === 0
      if (isEmpty && configuration.daraja.mode === 'demo') {
        await engine.addCampaign(demoCampaign(nowMs()))
        done.push('Database: added the demo campaign.')
      }
      const [first] = await engine.listCampaigns(1)
      return { done, campaign: first?.slug ?? null }
    } finally {
      await engine.close()
    }
  } catch (error) {
    throw toDatabaseFailure(error)
  }
}
