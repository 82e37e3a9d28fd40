import { type Kysely, sql } from 'kysely'
import { chainEntries } from '../audit.ts'
import type { HistoryEntry } from '../database/changes.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'

/** Appends to the history. Takes the end of the chain, which stays locked until the commit, and so comes last. */
export async function appendHistory(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  entries: readonly HistoryEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const head = await transaction
    .updateTable('history_head')
    .set({ entries: sql<number>`entries + ${entries.length}` })
    .where('id', '=', 1)
    .returning('hash')
    .executeTakeFirstOrThrow()
  const chained = chainEntries(sealer, head.hash, entries)
  await transaction.insertInto('payment_history').values(chained).execute()
  await transaction
    .updateTable('history_head')
    .set({ hash: chained.at(-1)?.chain_hash ?? head.hash })
    .where('id', '=', 1)
    .execute()
}
