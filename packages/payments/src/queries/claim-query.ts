import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/**
 * Moves a due payment's next question on, so that no other process asks it too.
 * @returns false where another was first
 */
export async function claimQuery(kysely: Kysely<Tables>, payment: Payment, untilMs: number): Promise<boolean> {
  const claimed = await kysely
    .updateTable('payments')
    .set({ next_query_at: untilMs })
    .where('id', '=', payment.id)
    .where('next_query_at', '=', payment.nextQueryAtMs)
    .executeTakeFirst()
  return claimed.numUpdatedRows === 1n
}
