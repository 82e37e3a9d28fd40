// Takes recipients and texts out of messages about payments whose number is forgotten. That one was sent stays known.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** What has not been sent yet is not sent any more. */
export async function forgetMessages(
  transaction: Kysely<Tables>,
  paymentIds: readonly string[],
  nowMs: number,
): Promise<void> {
  await transaction
    .updateTable('messages')
    .set({ content_sealed: null })
    .where('payment_id', 'in', paymentIds)
    .where('content_sealed', 'is not', null)
    .execute()
  await transaction
    .updateTable('messages')
    .set({ state: 'dropped', because: 'the phone number was forgotten', next_at: null, settled_at: nowMs })
    .where('payment_id', 'in', paymentIds)
    .where('state', '=', 'waiting')
    .execute()
}
