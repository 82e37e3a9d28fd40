// A charity's machine and Safaricom around it: a folder, a migrated database with a campaign, and the variables by which
// the processes on it find one another. Processes come and go; this stays.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  demoCampaign,
  type Engine,
  migrate,
  openDatabase,
  openEngine,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'
import { NO_PROMPT_LIMITS } from '@harambee/payments/testing'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { runCli, withoutOurs } from '../journeys/start-harambee.ts'
import { openSafaricom, type Safaricom } from './open-safaricom.ts'
import { createPostgresDatabase } from './postgres-server.ts'
import { type EngineProcess, startEngine } from './start-engine.ts'

export type DatabaseKind = 'SQLite' | 'PostgreSQL'

export interface World {
  readonly folder: string
  readonly databaseUrl: string
  readonly environment: NodeJS.ProcessEnv
  readonly safaricom: Safaricom
  /** The security key of the callback doors. */
  readonly key: string
  readonly campaign: string
  /** Ports for two engines, so that one may follow the other before it is gone. */
  readonly ports: readonly [number, number]
  /** Starts an engine and has callbacks go to it. */
  startEngine(options?: { environment?: NodeJS.ProcessEnv; port?: number; command?: readonly string[] }): EngineProcess
  /** Has a phone asked for money, and waits for the push's answer. Whoever holds it does nothing of their own accord. */
  pay(phoneNumber: string, amountKes: number): Promise<AskedPayment>
  /** Runs `harambee … --json`. @throws where it does not end with 0 */
  cli<T>(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<T>
}

/** A payment, as the command line prints it. */
export interface AskedPayment {
  readonly id: string
  readonly status: string
  readonly amountKes: number
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
}

const KEY = 'c0ffeec0ffeec0ffeec0ffee'
const SECRET = 'h'.repeat(64)

/** Several cycles later there are thousands of rows; a world is left long before they slow anything down. */
export async function openWorld(
  context: CleanUps,
  kind: DatabaseKind,
  options: { seed: string; databaseUrl?: string; folder?: string },
): Promise<World> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'harambee-crash-'))
  if (options.folder === undefined) context.after(() => rmSync(folder, { recursive: true, force: true }))
  const databaseUrl =
    options.databaseUrl ??
    (kind === 'SQLite' ? `file:${join(folder, 'data', 'harambee.db')}` : await createPostgresDatabase(context))
  const safaricom = await openSafaricom(context, options.seed)
  const [port = 0, first = 0, second = 0] = await findFreePorts(3)
  const environment: NodeJS.ProcessEnv = {
    ...withoutOurs(process.env),
    NODE_ENV: 'production',
    ...NO_PROMPT_LIMITS,
    DATABASE_URL: databaseUrl,
    HARAMBEE_SECRET: SECRET,
    MPESA_CALLBACK_SECRET_KEY: KEY,
    SIMULATOR_PORT: String(safaricom.port),
    PORT: String(port),
    CALLBACK_PORT: String(first),
    LOG_LEVEL: 'error',
  }
  const campaign = await prepareDatabase(environment, folder)

  async function cli<T>(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<T> {
    const { exitCode, stdout, stderr, json } = await runCli([...args, '--json'], { ...environment, ...more })
    if (exitCode !== 0) throw new Error(`harambee ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
    return json<T>()
  }

  return {
    folder,
    databaseUrl,
    environment,
    safaricom,
    key: KEY,
    campaign,
    ports: [first, second],
    startEngine({ environment: more = {}, port: on = first, command = [] } = {}) {
      const engine = startEngine(context, { folder, port: on, environment: { ...environment, ...more }, command })
      safaricom.target = on
      return engine
    },
    pay: (phone, amount) => cli(['pay', '--phone', phone, '--amount', String(amount), '--campaign', campaign]),
    cli,
  }
}

/** Migrates, and adds the one campaign everybody gives to. @returns its name */
async function prepareDatabase(environment: NodeJS.ProcessEnv, folder: string): Promise<string> {
  const setTimer = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  }
  const database = openDatabase(String(environment.DATABASE_URL), folder, { setTimer })
  await migrate(database, Date.now())
  await database.close()
  const engine = await openEngineHere(environment, folder)
  const campaign = demoCampaign(Date.now())
  await engine.addCampaign(campaign)
  await engine.close()
  return campaign.slug
}

/** An engine in this process, which does nothing of its own accord. */
export async function openEngineHere(environment: NodeJS.ProcessEnv, folder: string): Promise<Engine> {
  const read = readConfiguration(environment, () => ({ harambeeSecret: SECRET, callbackSecretKey: KEY }))
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return openEngine(read.configuration, { folder, log: SILENT_LOG })
}
