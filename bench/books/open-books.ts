// A charity's books for a measurement: a migrated database with a campaign, gifts that wait for their callbacks, and the
// proof at the end that every callback that was acknowledged is in them. A benchmark that cheats fails here.

import {
  demoCampaign,
  type Engine,
  migrate,
  openDatabase,
  openEngine,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'
import type { CleanUps } from '../clean-ups.ts'
import { addGifts } from './add-gifts.ts'
import { SECRET, SECURITY_KEY } from './gift.ts'
import { openStatements, type Statements } from './open-statements.ts'

export interface Books {
  readonly url: string
  readonly statements: Statements
  /** Somebody drains what is stored. */
  readonly isDrained: boolean
  /** The variables an engine on these books is started with. */
  readonly environment: NodeJS.ProcessEnv
  /** The first gift nobody has sent a callback about. */
  readonly nextGift: number
  /** Sees to it that so many wait. Nobody else may write meanwhile. */
  prepare(count: number): Promise<void>
  /** So many have been sent, and so many of them acknowledged. */
  spend(sent: number, acknowledged: number): void
  /** Paid gifts, by the counter the engine keeps. */
  countSettled(): Promise<number>
  /** Waits until nothing is left to drain. */
  untilDrained(): Promise<void>
  /** @throws where anything that was acknowledged is not settled, or the books do not add up */
  verify(): Promise<void>
}

/** A backlog of the longest measurement is drained in less. */
const DRAIN_DEADLINE_MS = 300_000
const LOOK_EVERY_MS = 50

/**
 * @param url of a new, empty database
 * @param options.isDrained false where nobody drains: then nothing is settled
 * @param options.isSigned false where other rows are added that no engine has signed
 */
export async function openBooks(
  cleanUps: CleanUps,
  url: string,
  options: { isDrained?: boolean; isSigned?: boolean } = {},
): Promise<Books> {
  const environment: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    HARAMBEE_SECRET: SECRET,
    MPESA_CALLBACK_SECRET_KEY: SECURITY_KEY,
    LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'info',
  }
  const folder = import.meta.dirname
  const database = openDatabase(url, folder, { setTimer })
  await migrate(database, Date.now())
  await database.close()
  const campaign = demoCampaign(Date.now())
  const sealer = await withEngine(async engine => {
    await engine.addCampaign(campaign)
    return engine.sealer
  })
  const statements = openStatements(url)
  cleanUps.after(() => statements.close())

  async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    const read = readConfiguration(environment, () => ({ harambeeSecret: SECRET, callbackSecretKey: SECURITY_KEY }))
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const engine = await openEngine(read.configuration, { folder, log: SILENT_LOG })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  }

  let inBooks = 0
  let spent = 0
  let acknowledged = 0
  return {
    url,
    statements,
    isDrained: options.isDrained !== false,
    environment,
    get nextGift() {
      return spent
    },
    async prepare(count) {
      const missing = spent + count - inBooks
      if (missing <= 0) return
      await addGifts(statements, sealer, { first: inBooks, count: missing, campaign, nowMs: Date.now() })
      inBooks += missing
    },
    spend(sent, taken) {
      spent += sent
      acknowledged += taken
    },
    countSettled: () => statements.count('SELECT coalesce(sum(gifts), 0) FROM campaign_totals'),
    async untilDrained() {
      const endMs = performance.now() + DRAIN_DEADLINE_MS
      const countLeft = () => statements.count('SELECT count(*) FROM inbox WHERE verdict IS NULL')
      while ((await countLeft()) > 0) {
        if (performance.now() > endMs) throw new Error('the inbox is not drained')
        await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
      }
    },
    async verify() {
      const stored = await statements.count('SELECT count(*) FROM inbox')
      if (stored !== acknowledged) throw new Error(`${acknowledged} were acknowledged, ${stored} are stored`)
      if (options.isDrained === false) return
      const settled = await statements.count(
        "SELECT count(DISTINCT payment_id) FROM inbox WHERE verdict = 'applied' AND payment_id IN (SELECT id FROM payments WHERE status = 'succeeded')",
      )
      if (settled !== acknowledged) throw new Error(`${acknowledged} were acknowledged, ${settled} are settled`)
      if (options.isSigned === false) return
      const { ok, firstBadRow } = await withEngine(engine => engine.verifyBooks())
      if (!ok) throw new Error(`the books do not add up: ${JSON.stringify(firstBadRow)}`)
    },
  }
}

function setTimer(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
