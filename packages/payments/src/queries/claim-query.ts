import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/**
 * Takes the turn to ask about a due payment: moves its next question on, so that no other process asks it too.
 * @returns the number of the turn, to go with the answer; null where another was first
 */
export async function claimQuery(kysely: Kysely<Tables>, payment: Payment, untilMs: number): Promise<number | null> {
  const claimed = await kysely
    .updateTable('payments')
    .set({ next_query_at: untilMs, query_turn: sql<number>`query_turn + 1` })
    .where('id', '=', payment.id)
    .where('next_query_at', '=', payment.nextQueryAtMs)
    .returning('query_turn')
    .executeTakeFirst()
  return claimed?.query_turn ?? null
}
