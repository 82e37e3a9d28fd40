// The cheapest look at the books: whether the history ends where its head says. `verifyBooks` reads everything instead.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { BadRow } from '../verify-books.ts'

/** Two rows are read, of however many. @returns what is wrong; null: nothing */
export async function checkHistoryEnd(kysely: Kysely<Tables>): Promise<BadRow | null> {
  const end = await kysely
    .selectFrom('history_head')
    .leftJoin(
      latest => latest.selectFrom('payment_history').select('chain_hash').orderBy('id', 'desc').limit(1).as('latest'),
      join => join.onTrue(),
    )
    .select(['history_head.entries', 'history_head.hash', 'latest.chain_hash'])
    .where('history_head.id', '=', 1)
    .executeTakeFirst()
  const isWhole = end !== undefined && end.hash === (end.chain_hash ?? '') && (end.entries === 0) === (end.hash === '')
  return isWhole ? null : { table: 'history_head', id: '1', problem: 'it is not the end of the history' }
}
