// A second site with a till, with books of its own that hold nothing yet, and that a test may spoil: tables that are gone,
// rows that are not taken.

import { join } from 'node:path'
import { demoCampaign, type Engine, migrate, openDatabase } from '@harambee/payments'
import { sql } from 'kysely'
import { root, startProcess } from '../crash/child-process.ts'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { until } from '../journeys/start-harambee.ts'
import { openEngineAt } from './open-engine-at.ts'
import type { World } from './open-world.ts'

export interface PoorSite {
  readonly url: string
  readonly engine: Engine
  /** Adds its one campaign. @returns the path of its page */
  addCampaign(): Promise<string>
  /** @returns how to bring it back */
  takeAway(table: 'campaigns' | 'charity'): Promise<() => Promise<void>>
  /** No payment is written any more. @returns how to mend it */
  refusePayments(): Promise<() => Promise<void>>
}

export async function openPoorSite(cleanUps: CleanUps, world: World, folder: string): Promise<PoorSite> {
  const [port = 0] = await findFreePorts(1)
  const environment = {
    ...world.harambee.environment,
    DATABASE_URL: `file:${join(folder, 'poor.db')}`,
    PORT: String(port),
    MPESA_TILL_NUMBER: '174378',
    PROMPT_LIMIT_OVERALL: '1/1m',
  }
  await prepareDatabase(environment.DATABASE_URL)
  const engine = await openEngineAt(environment, { agoMs: 0 })
  cleanUps.after(() => engine.close())
  const site = startProcess(cleanUps, join(root, 'web/server/serve.ts'), { folder: root, environment })
  const url = `http://127.0.0.1:${port}`
  await until('the second site', async () => {
    if (!site.isRunning) throw new Error(site.output())
    return (await fetch(`${url}/health`).catch(() => null))?.ok
  })
  const { kysely } = engine.database
  return {
    url,
    engine,
    async addCampaign() {
      const demo = demoCampaign(Date.now())
      await engine.addCampaign({ ...demo, slug: 'bustani', accountReference: 'BUSTANI' })
      return '/give/bustani'
    },
    async takeAway(table) {
      await sql`ALTER TABLE ${sql.table(table)} RENAME TO ${sql.table(`${table}_away`)}`.execute(kysely)
      return async () => {
        await sql`ALTER TABLE ${sql.table(`${table}_away`)} RENAME TO ${sql.table(table)}`.execute(kysely)
      }
    },
    async refusePayments() {
      await sql`CREATE TRIGGER no_payments BEFORE INSERT ON payments BEGIN SELECT raise(ABORT, 'no'); END`.execute(
        kysely,
      )
      return async () => {
        await sql`DROP TRIGGER no_payments`.execute(kysely)
      }
    },
  }
}

async function prepareDatabase(databaseUrl: string): Promise<void> {
  const setTimer = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  }
  const database = openDatabase(databaseUrl, root, { setTimer })
  await migrate(database, Date.now())
  await database.close()
}
