import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { FORGOTTEN_HASH } from '../forgotten.ts'

/** Of these donations, those none of whose payments keeps a phone number: what was told with them is to be forgotten too. */
export async function listForgottenDonations(
  kysely: Kysely<Tables>,
  donationIds: readonly string[],
): Promise<string[]> {
  const keeping = await kysely
    .selectFrom('payments')
    .select('donation_id')
    .distinct()
    .where('donation_id', 'in', donationIds)
    .where('phone_hash', '<>', FORGOTTEN_HASH)
    .execute()
  const kept = new Set(keeping.map(row => row.donation_id))
  return donationIds.filter(id => !kept.has(id))
}
