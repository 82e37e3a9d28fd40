// A whole engine on a real database in a folder of its own, with a virtual clock and a scripted Daraja. Closed, and its
// folder removed, when the test ends.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import { readConfiguration } from '../src/configuration/configuration.ts'
import type { Environment } from '../src/configuration/environment.ts'
import type { Configuration } from '../src/configuration/settings.ts'
import type { Database } from '../src/database/database.ts'
import { migrate } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'
import { demoCampaign } from '../src/demo-campaign.ts'
import { type Engine, openEngine } from '../src/engine.ts'
import { type Log, SILENT_LOG } from '../src/log.ts'
import type { Payment, PaymentId } from '../src/payment.ts'
import type { PaymentIntent } from '../src/payment-intent.ts'
import { NO_PROMPT_LIMITS } from '../src/testing/no-prompt-limits.ts'
import { createVirtualTime, type VirtualTime } from '../src/testing/virtual-time.ts'
import { databaseOf } from './both-databases.ts'
import { createScriptedDaraja, type ScriptedDaraja } from './scripted-daraja.ts'
import { createTestDatabase, realTimer } from './test-postgres.ts'
import { TEST_SECRET } from './test-secret.ts'

export const START = Date.parse('2026-11-24T09:00:00Z')
export const PHONE = '254700000001' as PhoneNumber
export const OTHER_PHONE = '254700000002' as PhoneNumber

export interface TestEngine {
  readonly engine: Engine
  readonly time: VirtualTime
  readonly daraja: ScriptedDaraja
  readonly configuration: Configuration
  readonly folder: string
  /** Opens another engine on the same database, as another process would. */
  openAnother(): Promise<Engine>
}

/**
 * @param environment variables besides the demo's
 * @param startMs what the virtual clock says at first
 */
export async function openTestEngine(
  context: TestContext,
  environment: Environment = {},
  log: Log = SILENT_LOG,
  startMs = START,
): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-'))
  const databases: Database[] = []
  const time = createVirtualTime(startMs, () => databases.some(({ inFlight }) => inFlight > 0))
  const daraja = createScriptedDaraja()
  const isPostgres = databaseOf(context) === 'PostgreSQL'
  const databaseUrl = isPostgres ? await createTestDatabase(context) : 'file:./test.db'
  const configuration = readTestConfiguration({ DATABASE_URL: databaseUrl, ...environment })

  // On the real clock, so that a virtual day is not full of looks for other processes' changes.
  const openOnRealClock = () => openDatabase(databaseUrl, folder, { setTimer: realTimer })
  if (!isPostgres) {
    const database = openOnRealClock()
    await migrate(database, startMs)
    await database.close()
  }
  const engines: Engine[] = []
  const open = async () => {
    const ports = { nowMs: time.nowMs, setTimer: time.setTimer, soon: time.soon, transport: daraja.transport, log }
    const database = openOnRealClock()
    databases.push(database)
    const engine = await openEngine(configuration, { folder, log, ports, database })
    engines.push(engine)
    return engine
  }
  const engine = await open()
  await engine.addCampaign(demoCampaign(startMs))
  context.after(async () => {
    const closed = Promise.all(engines.map(one => one.close()))
    await time.advance(60_000)
    await closed
    rmSync(folder, { recursive: true, force: true })
  })
  return { engine, time, daraja, configuration, folder, openAnother: open }
}

/** The demo's configuration with some variables set, and no prompt refused. @throws listing the problems */
export function readTestConfiguration(environment: Environment): Configuration {
  const read = readConfiguration({ ...NO_PROMPT_LIMITS, ...environment }, () => ({
    harambeeSecret: TEST_SECRET,
    callbackSecretKey: 'c0ffee'.repeat(8),
  }))
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.configuration
}

let made = 0

/** KSh 500 for the demo campaign, from the first phone; each intent with an id of its own. */
export function buildIntent(facts: Partial<PaymentIntent> = {}): PaymentIntent {
  made += 1
  return {
    id: made.toString(16).padStart(32, 'a') as PaymentId,
    campaign: 'madarasa',
    amountKes: 500 as Shillings,
    phoneNumber: PHONE,
    giver: 'cookie-of-a-giver',
    peerAddress: '198.51.100.7',
    ...facts,
  }
}

/** Requests a payment and waits for the push's answer. @throws where it is refused */
export async function request(engine: Engine, facts: Partial<PaymentIntent> = {}): Promise<Payment> {
  const requested = await engine.requestPayment(buildIntent(facts))
  if (requested.outcome !== 'requested') throw new Error(`it was ${requested.outcome}`)
  return requested.pushed
}
