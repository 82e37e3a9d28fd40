// The database, brought up to date before anything opens it.

import { readFileSync } from 'node:fs'
import {
  type Configuration,
  DEMO_CHARITY,
  demoCampaign,
  type Engine,
  openEngine,
  readPicture,
  SILENT_LOG,
} from '@harambee/payments'
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
        // The campaign last: where this is interrupted, the next start does all of it.
        if ((await engine.findCharity()) === null) await engine.setCharity(DEMO_CHARITY)
        await addDemoCampaign(engine)
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

/** With its picture, a drawing: nobody is in it. */
async function addDemoCampaign(engine: Engine): Promise<void> {
  const campaign = demoCampaign(nowMs())
  const read = readPicture(readFileSync(new URL('./demo-desks.png', import.meta.url)))
  if ('problem' in read) throw new Error(`demo-desks.png: ${read.problem}`)
  const alt = {
    en: 'A drawing of two new desks in a classroom with a blackboard',
    sw: 'Mchoro wa madawati mawili mapya katika darasa lenye ubao',
  }
  await engine.addCampaign({ ...campaign, content: { ...campaign.content, picture: { ...read.facts, alt } } }, read)
}
