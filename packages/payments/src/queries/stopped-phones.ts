// Phones whose owner wants no prompts.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** When the owner of this phone asked for no more prompts, milliseconds since 1970 UTC; null: never. */
export async function findStoppedAt(kysely: Kysely<Tables>, phoneHash: string): Promise<number | null> {
  const row = await kysely
    .selectFrom('stopped_phones')
    .select('stopped_at')
    .where('phone_hash', '=', phoneHash)
    .executeTakeFirst()
  return row?.stopped_at ?? null
}

/** How many phones were stopped from one address since then. */
export async function countStopsFrom(kysely: Kysely<Tables>, addressHash: string, sinceMs: number): Promise<number> {
  const row = await kysely
    .selectFrom('stopped_phones')
    .select(({ fn }) => fn.countAll<number | string>().as('stops'))
    .where('address_hash', '=', addressHash)
    .where('stopped_at', '>', sinceMs)
    .executeTakeFirst()
  return Number(row?.stops ?? 0)
}

/** Stopping twice is stopping once. */
export async function insertStoppedPhone(
  kysely: Kysely<Tables>,
  stopped: { phoneHash: string; stoppedAtMs: number; addressHash: string | null },
): Promise<void> {
  await kysely
    .insertInto('stopped_phones')
    .values({
      phone_hash: stopped.phoneHash,
      stopped_at: stopped.stoppedAtMs,
      address_hash: stopped.addressHash,
    })
    .onConflict(conflict => conflict.column('phone_hash').doNothing())
    .execute()
}

/** @returns whether it had been stopped */
export async function deleteStoppedPhone(kysely: Kysely<Tables>, phoneHash: string): Promise<boolean> {
  const { numDeletedRows } = await kysely
    .deleteFrom('stopped_phones')
    .where('phone_hash', '=', phoneHash)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
