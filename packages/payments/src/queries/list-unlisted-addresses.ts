import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { UnlistedAddress } from './save-front-line.ts'

/** Addresses that brought a right token and are not on the list, those heard of last first. */
export async function listUnlistedAddresses(
  kysely: Kysely<Tables>,
  { sinceMs, limit }: { readonly sinceMs: number; readonly limit: number },
): Promise<UnlistedAddress[]> {
  const rows = await kysely
    .selectFrom('unlisted_addresses')
    .selectAll()
    .where('last_at', '>=', sinceMs)
    .orderBy('last_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    peerAddress: row.peer_address,
    firstAtMs: row.first_at,
    lastAtMs: row.last_at,
    callbacks: row.callbacks,
    wasStored: row.was_stored === 1,
  }))
}
