import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** How a security key is used. */
export interface KeyUse {
  readonly keyId: string
  /** Since when it stands in new URLs, or stood until the next one did; 0: since before anybody counted. */
  readonly firstUsedAtMs: number
  /** When a callback came through it; null: never. */
  readonly lastHeardAtMs: number | null
}

/** Rotations are rare; what is older is no key anybody still has. */
const MOST_KEYS = 1_000

/** Every key that has been in use, the one in new URLs first. */
export async function listKeyUses(kysely: Kysely<Tables>): Promise<KeyUse[]> {
  const rows = await kysely
    .selectFrom('security_keys')
    .selectAll()
    .orderBy('first_used_at', 'desc')
    .limit(MOST_KEYS)
    .execute()
  return rows.map(row => ({
    keyId: row.key_id,
    firstUsedAtMs: row.first_used_at,
    lastHeardAtMs: row.last_heard_at,
  }))
}
