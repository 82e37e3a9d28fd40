// The chain: every entry of the history carries a keyed hash of itself and of the one before it.

import type { Kysely } from 'kysely'
import { signEntry } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow, HistoryHead } from '../verify-books.ts'
import { readPages } from './read-pages.ts'

export interface CheckedHistory {
  readonly firstBadRow: BadRow | null
  readonly head: HistoryHead
  /** A payment, or a callback, that the history speaks of and that is not there. */
  readonly missingPayment: BadRow | null
  readonly missingCallback: BadRow | null
}

/** Walks the chain from its beginning. */
export async function checkHistory(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  since?: HistoryHead,
): Promise<CheckedHistory> {
  let firstBadRow: BadRow | null = null
  let missingPayment: BadRow | null = null
  let missingCallback: BadRow | null = null
  let entries = 0
  let hash = ''
  let isSinceMet = since === undefined || since.entries === 0
  const pages = readPages(
    0,
    (after, limit) => listEntries(kysely, after, limit),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      entries += 1
      if (row.chain_hash !== signEntry(sealer, hash, row)) {
        const problem = 'it was altered, or an entry before it was removed'
        firstBadRow ??= { table: 'payment_history', id: String(row.id), problem }
      }
      if (row.known_payment === null) {
        missingPayment ??= { table: 'payments', id: row.payment_id, problem: 'it has a history, and is not there' }
      }
      if (row.inbox_id !== null && row.known_callback === null) {
        const problem = `entry ${row.id} of the history rests on it, and it is not there`
        missingCallback ??= { table: 'inbox', id: String(row.inbox_id), problem }
      }
      hash = row.chain_hash
      if (since && entries === since.entries) isSinceMet = hash === since.hash
    }
  }
  firstBadRow ??= await compareWithHead(kysely, { entries, hash })
  if (!isSinceMet) {
    const problem = `it is not the history that had ${since?.entries} entries and ended with ${since?.hash}`
    firstBadRow ??= { table: 'history_head', id: '1', problem }
  }
  return { firstBadRow, head: { entries, hash }, missingPayment, missingCallback }
}

function listEntries(kysely: Kysely<Tables>, after: number, limit: number) {
  return kysely
    .selectFrom('payment_history')
    .leftJoin('payments', 'payments.id', 'payment_history.payment_id')
    .leftJoin('inbox', 'inbox.id', 'payment_history.inbox_id')
    .selectAll('payment_history')
    .select(['payments.id as known_payment', 'inbox.id as known_callback'])
    .where('payment_history.id', '>', after)
    .orderBy('payment_history.id')
    .limit(limit)
    .execute()
}

async function compareWithHead(kysely: Kysely<Tables>, found: HistoryHead): Promise<BadRow | null> {
  const head = await kysely
    .selectFrom('history_head')
    .select(['entries', 'hash'])
    .where('id', '=', 1)
    .executeTakeFirst()
  if (head?.entries === found.entries && head.hash === found.hash) return null
  const problem = head
    ? `it counts ${head.entries} entries, the history has ${found.entries}${head.entries > found.entries ? ': its end was removed' : ''}`
    : 'it is missing'
  return { table: 'history_head', id: '1', problem }
}
