// A gift that was paid to the campaign's bare code, in the books as a gift of its own, gets the browser that gave it. No
// money moves: its giver only sees its receipt from now on.

import { signDonation } from '../audit.ts'
import type { Database } from '../database/database.ts'
import type { Sealer } from '../sealing.ts'

/** @returns false where it has a giver already */
export function adoptGift(
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  donationId: string,
  giverHash: string,
): Promise<boolean> {
  return database.transaction([`donation:${donationId}`], async transaction => {
    const query = transaction
      .selectFrom('donations')
      .selectAll()
      .where('id', '=', donationId)
      .where('giver_hash', 'is', null)
    const row = await (database.engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
    if (!row) return false
    const donation = { ...row, giver_hash: giverHash }
    await transaction
      .updateTable('donations')
      .set({ giver_hash: giverHash, seal: signDonation(sealer, donation) })
      .where('id', '=', donationId)
      .execute()
    return true
  })
}
