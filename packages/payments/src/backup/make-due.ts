// After a restore nobody knows what has become of what was open: Daraja is to be asked at once, and what was to be sent may
// have been sent.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** The migration that brought the messages: books from before it have none. */
const MESSAGES_MIGRATION = '0007-messages.sql'

/**
 * Makes every question that would be asked some time due now, and sends no message twice.
 * @param migrations those the backup was made with, whose tables there are
 */
export async function makeDue(kysely: Kysely<Tables>, nowMs: number, migrations: readonly string[]): Promise<void> {
  await kysely
    .updateTable('payments')
    .set({ next_query_at: nowMs })
    .where('next_query_at', 'is not', null)
    .where('next_query_at', '>', nowMs)
    .execute()
  if (!migrations.includes(MESSAGES_MIGRATION)) return
  await kysely
    .updateTable('messages')
    .set({
      state: 'unknown',
      next_at: null,
      settled_at: nowMs,
      because: 'it stood in a backup, and may have been sent',
    })
    .where('next_at', 'is not', null)
    .execute()
}

/** Payments about which a question is due some time. */
export async function countOpen(kysely: Kysely<Tables>): Promise<number> {
  const { open } = await kysely
    .selectFrom('payments')
    .select(({ fn }) => fn.countAll().as('open'))
    .where('next_query_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(open)
}
