// The chain: every entry of the history carries a keyed hash of itself and of the one before it.

import type { Kysely } from 'kysely'
import { signEntry } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow, HistoryHead } from '../verify-books.ts'

export interface CheckedHistory {
  readonly firstBadRow: BadRow | null
  readonly head: HistoryHead
  /** Payment → the hash its newest entry gives it. */
  readonly lastHashOf: ReadonlyMap<string, string>
}

const PAGE = 1_000

/** Walks the chain from its beginning. */
export async function checkHistory(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  since?: HistoryHead,
): Promise<CheckedHistory> {
  const lastHashOf = new Map<string, string>()
  let firstBadRow: BadRow | null = null
  let entries = 0
  let hash = ''
  let isSinceMet = since === undefined || since.entries === 0
  for (let after = 0; ; ) {
    const rows = await kysely
      .selectFrom('payment_history')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      entries += 1
      if (row.chain_hash !== signEntry(sealer, hash, row)) {
        const problem = 'it was altered, or an entry before it was removed'
        firstBadRow ??= { table: 'payment_history', id: String(row.id), problem }
      }
      hash = row.chain_hash
      lastHashOf.set(row.payment_id, row.payment_hash)
      if (since && entries === since.entries) isSinceMet = hash === since.hash
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last.id
  }
  firstBadRow ??= await compareWithHead(kysely, { entries, hash })
  if (!isSinceMet) {
    const problem = `it is not the history that had ${since?.entries} entries and ended with ${since?.hash}`
    firstBadRow ??= { table: 'history_head', id: '1', problem }
  }
  return { firstBadRow, head: { entries, hash }, lastHashOf }
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
