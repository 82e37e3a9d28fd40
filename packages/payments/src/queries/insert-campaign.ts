import type { Kysely } from 'kysely'
import { signCampaign } from '../audit.ts'
import type { NewCampaign } from '../campaign.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'

/**
 * Adds a campaign, unless one of that name exists.
 * @returns false where it exists already
 */
export async function insertCampaign(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  campaign: NewCampaign,
  nowMs: number,
): Promise<boolean> {
  const row = {
    slug: campaign.slug,
    account_reference: campaign.accountReference,
    goal_kes: campaign.goalKes,
    floor_kes: campaign.floorKes,
    ends_on: campaign.endsOn,
    content: JSON.stringify(campaign.content),
    created_at: nowMs,
  }
  const inserted = await kysely
    .insertInto('campaigns')
    .values({ ...row, seal: signCampaign(sealer, row) })
    .onConflict(conflict => conflict.column('slug').doNothing())
    .executeTakeFirst()
  return (inserted.numInsertedOrUpdatedRows ?? 0n) === 1n
}
