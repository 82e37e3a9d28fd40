// A migrated database with one campaign, reached directly and through a proxy, and what tests write into it.

import { randomBytes } from 'node:crypto'
import { type Database, migrate, openDatabase } from '@harambee/payments'
import postgres from 'postgres'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { type PostgresProxy, startProxy } from './proxy.ts'

export type Changes = ReturnType<Parameters<Database['apply']>[1]>
export type NewCallback = Parameters<Database['insertCallbacks']>[0][number]

export const CAMPAIGN = 'madarasa'
export const NOW = Date.parse('2026-11-24T09:00:00Z')

export interface Books {
  /** Straight to the server. */
  readonly sql: postgres.Sql
  readonly proxy: PostgresProxy
  /** Through the proxy. */
  readonly database: Database
  /** Opens another pool, as another process would. @param url default: through the proxy */
  open(url?: string): Database
}

/** Ten times as fast, so that a test of a five second limit takes half a second. */
export const FAST = 10

/** @param databaseUrl of an empty database */
export async function openBooks(context: CleanUps, databaseUrl: string, speed = FAST): Promise<Books> {
  const open = (url: string) => {
    const database = openDatabase(url, '/', { setTimer: (delayMs, run) => setTimer(delayMs / speed, run) })
    context.after(() => database.close())
    return database
  }
  const direct = open(databaseUrl)
  await migrate(direct, NOW)
  await direct.close()
  const sql = postgres(databaseUrl, { max: 4, onnotice() {} })
  context.after(() => sql.end({ timeout: 0 }))
  await sql`INSERT INTO campaigns VALUES (${CAMPAIGN}, 'MADARASA', 300000, 10, NULL, '{}', ${NOW}, '')`
  const proxy = await startProxy(context, databaseUrl)
  return { sql, proxy, database: open(proxy.url), open: (url = proxy.url) => open(url) }
}

function setTimer(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

/** One gift more, which counts itself: done twice, the campaign's counter says so. */
export function oneGift(about: Partial<Changes> = {}): Changes {
  return {
    atMs: NOW,
    created: [],
    payments: [],
    receipts: [],
    removedReceipts: [],
    reopened: [],
    history: [],
    chainHistory: () => [],
    settled: { paymentIds: [], year: 2026, toSerials: () => [] },
    totals: new Map([[CAMPAIGN, { amountKes: 500, gifts: 1 }]]),
    inbox: [],
    boundCheckouts: [],
    ...about,
  }
}

export function newCallback(): NewCallback {
  return {
    receivedAtMs: NOW,
    peerAddress: '127.0.0.1',
    isAllowed: true,
    door: 'payment',
    channel: 'stk',
    namedId: null,
    bodySealed: randomBytes(100),
    bodyHash: randomBytes(32),
  }
}
