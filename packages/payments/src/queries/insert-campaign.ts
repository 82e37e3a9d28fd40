import type { Kysely } from 'kysely'
import { signCampaign } from '../audit.ts'
import type { NewCampaign } from '../campaign.ts'
import type { CampaignTable, Tables } from '../database/tables.ts'
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
  const row = toCampaignRow(campaign, nowMs)
  const inserted = await kysely
    .insertInto('campaigns')
    .values({ ...row, seal: signCampaign(sealer, row) })
    .onConflict(conflict => conflict.column('slug').doNothing())
    .executeTakeFirst()
  return (inserted.numInsertedOrUpdatedRows ?? 0n) === 1n
}

/** A campaign as its row, without the seal. */
export function toCampaignRow(campaign: NewCampaign, createdAtMs: number): Omit<CampaignTable, 'seal'> {
  return {
    slug: campaign.slug,
    account_reference: campaign.accountReference,
    goal_kes: campaign.goalKes,
    floor_kes: campaign.floorKes,
    starts_on: campaign.startsOn,
    ends_on: campaign.endsOn,
    content: JSON.stringify(campaign.content),
    created_at: createdAtMs,
  }
}
