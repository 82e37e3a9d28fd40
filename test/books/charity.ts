// A charity and a Safaricom under one clock that stands still until it is moved: the shipped engine on a real database, the
// simulator in process, and nothing between them but their own requests.

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import {
  type Configuration,
  demoCampaign,
  type Engine,
  migrate,
  openDatabase,
  openEngine,
  type Payment,
  type PaymentId,
  type Restored,
  readConfiguration,
  restoreBackup,
  SILENT_LOG,
} from '@harambee/payments'
import { createVirtualTime, NO_PROMPT_LIMITS, type VirtualTime } from '@harambee/payments/testing'
import { createSimulator, type Simulator } from '@harambee/simulator'
import type { CleanUps } from '../journeys/clean-ups.ts'

export interface Charity {
  readonly time: VirtualTime
  readonly safaricom: Simulator
  readonly folder: string
  /** @throws while it is stopped */
  readonly engine: Engine
  readonly isRunning: boolean
  /** Asks a phone, and waits until the push is answered or `hold` says that it is not yet. */
  give(gift: { phoneNumber: string; amountKes: number; campaign?: string }): Promise<Payment>
  /** Answers to pushes are held back from now on; the answer lets them go. */
  holdPushes(): () => void
  /** Lets something that waits for the clock happen. */
  during<T>(work: Promise<T>): Promise<T>
  /** Has Safaricom post confirmations of everything that comes in. */
  registerConfirmations(): Promise<void>
  stop(): Promise<void>
  /** Opens the database at an address, migrating it, and starts worker and listener. */
  start(databaseUrl?: string): Promise<void>
  restore(file: string, databaseUrl: string): Promise<Restored>
  /** What M-PESA knows was paid for one of the campaigns: amount, receipt, and the day in Nairobi. */
  truth(): { amountKes: number; receiptNumber: string; day: string }[]
  /** The same of the books. */
  books(): Promise<{ amountKes: number; receiptNumber: string | null }[]>
}

export const START_MS = Date.parse('2026-11-23T06:00:00Z')
export const CAMPAIGNS = { madarasa: 'MADARASA', kisima: 'KISIMA' } as const
const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60_000
/** A step of the clock while something waits for it. */
const STEP_MS = 1_000
const MOST_STEPS = 100_000

/**
 * @param options.databaseUrl of an empty database; left out: a SQLite file in the charity's folder
 * @param options.environment variables besides the demo's
 */
export async function openCharity(
  context: CleanUps,
  options: { seed: number; databaseUrl?: string; environment?: NodeJS.ProcessEnv },
): Promise<Charity> {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-charity-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  let databaseUrl = options.databaseUrl ?? 'file:./harambee.db'
  let engine: Engine | null = null
  let inFlight = () => 0
  let pushGate: Promise<void> | null = null
  let made = 0
  let drawn = 0
  const time = createVirtualTime(START_MS, () => inFlight() > 0)

  const safaricom = createSimulator({
    seed: options.seed,
    ports: {
      nowMs: time.nowMs,
      schedule: (atMs, run) => time.setTimer(atMs - time.nowMs(), run),
      async postCallback({ url, body }) {
        const { pathname } = new URL(url)
        const answer = await engine?.takeCallback({ path: pathname, peerAddress: '127.0.0.1', body: Buffer.from(body) })
        return answer ? { status: answer.status, body: answer.body } : 'failed'
      },
    },
  })
  const configure = (url: string): Configuration => {
    const read = readConfiguration({ ...NO_PROMPT_LIMITS, ...options.environment, DATABASE_URL: url }, () => ({
      harambeeSecret: 'h'.repeat(64),
      callbackSecretKey: 'c0ffee'.repeat(8),
    }))
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    return read.configuration
  }
  /** The same chance each time, so that the same day leaves the same bytes. */
  const random = (bytes: number) => {
    drawn += 1
    return createHash('shake256', { outputLength: bytes }).update(`${options.seed}/${drawn}`).digest()
  }
  const transport: Engine['ports']['transport'] = async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url)
    const answer = await safaricom.handle({ method, path: pathname + search, headers, body: body ?? '' })
    if (pathname.includes('/stkpush/')) await pushGate
    if (answer === 'cut') throw new Error('ECONNRESET')
    return { status: answer.status, text: answer.body }
  }

  const charity: Charity = {
    time,
    safaricom,
    folder,
    get engine() {
      if (!engine) throw new Error('the charity’s server does not run')
      return engine
    },
    get isRunning() {
      return engine !== null
    },
    async give({ phoneNumber, amountKes, campaign = 'madarasa' }) {
      made += 1
      const asked = await charity.engine.requestPayment({
        id: made.toString(16).padStart(32, '0') as PaymentId,
        campaign,
        amountKes: amountKes as Shillings,
        phoneNumber: phoneNumber as PhoneNumber,
        giver: null,
        peerAddress: null,
      })
      if (asked.outcome === 'refused') throw new Error(`refused: ${asked.reason}`)
      if (asked.outcome === 'known' || pushGate) return asked.payment
      return charity.during(asked.pushed)
    },
    holdPushes() {
      const { promise, resolve } = Promise.withResolvers<void>()
      pushGate = promise
      return () => {
        pushGate = null
        resolve()
      }
    },
    async during(work) {
      let isDone = false
      const done = work.finally(() => {
        isDone = true
      })
      done.catch(() => {})
      await time.settle()
      for (let step = 0; !isDone && step < MOST_STEPS; step++) await time.advance(STEP_MS)
      return done
    },
    async registerConfirmations() {
      const base = configure(databaseUrl).callbacks.base.reveal()
      const token = await safaricom.handle({
        method: 'GET',
        path: '/oauth/v1/generate?grant_type=client_credentials',
        headers: { authorization: `Basic ${btoa('demo:demo')}` },
        body: '',
      })
      const { access_token } = JSON.parse(token === 'cut' ? '{}' : token.body) as { access_token: string }
      await safaricom.handle({
        method: 'POST',
        path: '/mpesa/c2b/v2/registerurl',
        headers: { authorization: `Bearer ${access_token}` },
        body: JSON.stringify({
          ShortCode: '174379',
          ResponseType: 'Completed',
          ConfirmationURL: `${base.replace('/api/mpesa/', '/cb/')}/c2b/confirmation`,
          ValidationURL: `${base.replace('/api/mpesa/', '/cb/')}/c2b/validation`,
        }),
      })
    },
    async stop() {
      const stopped = engine
      engine = null
      if (stopped) await charity.during(stopped.close())
      inFlight = () => 0
    },
    async start(url = databaseUrl) {
      databaseUrl = url
      const database = openDatabase(url, folder, { setTimer: realTimer })
      inFlight = () => database.inFlight
      await migrate(database, time.nowMs())
      const ports = { nowMs: time.nowMs, setTimer: time.setTimer, soon: time.soon, transport, random }
      engine = await openEngine(configure(url), { folder, log: SILENT_LOG, ports, database })
      for (const [slug, accountReference] of Object.entries(CAMPAIGNS)) {
        await engine.addCampaign({ ...demoCampaign(START_MS), slug, accountReference })
      }
      engine.startWorker()
    },
    restore: (file, url) =>
      restoreBackup(file, {
        configuration: configure(url),
        folder,
        mayMoveAside: false,
        isRunning: async () => engine !== null,
        ports: { nowMs: time.nowMs, setTimer: realTimer, random },
      }),
    truth: () =>
      safaricom
        .ledger()
        .receipts.filter(({ accountReference }) => isOurs(accountReference))
        .map(({ amountKes, receiptNumber, completedAt }) => ({ amountKes, receiptNumber, day: toDay(completedAt) })),
    async books() {
      const payments = (await charity.engine.listPayments({ status: 'succeeded', limit: 10_000 })) ?? []
      return payments.map(({ amountKes, receiptNumber }) => ({ amountKes, receiptNumber }))
    },
  }
  await charity.start()
  context.after(() => charity.stop())
  return charity
}

/** A campaign's code, or the reference of one of its donations. */
function isOurs(accountReference: string): boolean {
  return Object.values<string>(CAMPAIGNS).some(
    code => accountReference === code || accountReference.startsWith(`${code.slice(0, 3)}-`),
  )
}

/** Of a database's own waiting: real, because a server is. */
function realTimer(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

function toDay(iso: string): string {
  return new Date(Date.parse(iso) + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 10)
}
