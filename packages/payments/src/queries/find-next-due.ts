import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Channel } from '../messages/message.ts'

/** When the next message or pledge is due; null: none is. @param channels at least one */
export async function findNextDueAt(
  kysely: Kysely<Tables>,
  table: 'messages' | 'pledges',
  channels: readonly Channel[],
): Promise<number | null> {
  const row = await kysely
    .selectFrom(table)
    .select('next_at')
    .where('next_at', 'is not', null)
    .where('channel', 'in', channels)
    .orderBy('next_at')
    .limit(1)
    .executeTakeFirst()
  return row?.next_at ?? null
}
