// Proves that the books are whole: recomputes what can be recomputed, and checks the signature of every row. The first row
// that does not add up is named.

import { type Kysely, sql } from 'kysely'
import type { Database } from './database/database.ts'
import type { Tables } from './database/tables.ts'
import type { Sealer } from './sealing.ts'
import { checkHistory } from './verify/check-history.ts'
import { checkMessages } from './verify/check-messages.ts'
import { checkPayments } from './verify/check-payments.ts'
import { checkReceipts } from './verify/check-receipts.ts'
import { checkInbox, checkSealedRows } from './verify/check-sealed-rows.ts'
import { checkSerials } from './verify/check-serials.ts'
import { checkTasks } from './verify/check-tasks.ts'
import { checkTotals } from './verify/check-totals.ts'

/** What a check of the books found. */
export interface Verification {
  readonly ok: boolean
  /** Payments and receipts looked at. */
  readonly payments: number
  readonly receipts: number
  /** The first row that does not add up; null: all do. */
  readonly firstBadRow: BadRow | null
  /**
   * The end of the history's chain. Kept elsewhere, it shows later whether the end was cut off: see `since`.
   */
  readonly head: HistoryHead
}

/** How many entries the history has, and the hash of the last. */
export interface HistoryHead {
  readonly entries: number
  readonly hash: string
}

export interface BadRow {
  readonly table: string
  readonly id: string
  readonly problem: string
}

/**
 * Reads everything once, page by page, as it was at one moment: others may go on writing.
 * @param since an end of the chain noted earlier: it must still be part of the history
 */
export function verifyBooks(
  database: Pick<Database, 'engine' | 'snapshot'>,
  sealer: Sealer,
  since?: HistoryHead,
): Promise<Verification> {
  return database.snapshot(async snapshot => {
    try {
      const problem = database.engine === 'sqlite' ? await findDamage(snapshot) : null
      return problem === null ? await verifyRows(snapshot, sealer, since) : toDamage(problem)
    } catch (error) {
      if (isDamage(error)) return toDamage(error instanceof Error ? error.message : String(error))
      throw error
    }
  })
}

/** The same without looking at the file's own structure: for rows that are still inside a transaction. */
export async function verifyRows(kysely: Kysely<Tables>, sealer: Sealer, since?: HistoryHead): Promise<Verification> {
  const history = await checkHistory(kysely, sealer, since)
  const payments = await checkPayments(kysely, sealer)
  const receipts = await checkReceipts(kysely, sealer)
  const firstBadRow =
    history.firstBadRow ??
    payments.firstBadRow ??
    history.missingPayment ??
    receipts.firstBadRow ??
    payments.missingReceipt ??
    (await checkTotals(kysely, payments.totals)) ??
    (await checkSerials(kysely, sealer)) ??
    (await checkSealedRows(kysely, sealer)) ??
    (await checkTasks(kysely, sealer)) ??
    (await checkMessages(kysely, sealer)) ??
    payments.missingOwner ??
    (await checkInbox(kysely, sealer)) ??
    history.missingCallback
  const ok = firstBadRow === null
  return { ok, payments: payments.count, receipts: receipts.count, firstBadRow, head: history.head }
}

/** A page that was damaged on disk, or an index that does not lead to its rows: nothing read from it can be relied on. */
async function findDamage(snapshot: Kysely<Tables>): Promise<string | null> {
  const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check(1)`.execute(snapshot)
  const found = rows[0]?.integrity_check ?? 'it says nothing'
  return found === 'ok' ? null : found
}

function toDamage(problem: string): Verification {
  const firstBadRow = { table: 'the database itself', id: 'as a whole', problem }
  return { ok: false, payments: 0, receipts: 0, firstBadRow, head: { entries: 0, hash: '' } }
}

/** A statement that is right fails: tables or columns are not what they were, or pages cannot be read. */
function isDamage(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  // SQLite: logic error, corrupt, not a database.
  if (typeof errcode === 'number') return [1, 11, 26].includes(errcode & 0xff)
  // SQLSTATE classes 42 (no such table or column) and XX (data or index corrupted).
  return typeof code === 'string' && /^(?:42|XX)[0-9A-Z]{3}$/.test(code)
}
