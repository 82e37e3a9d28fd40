// Campaigns and the charity, as the engine offers them.

import type { Campaign, NewCampaign } from './campaign.ts'
import type { Charity } from './charity.ts'
import { addCampaign, type CampaignChange, type CampaignContext, editCampaign } from './edit-campaign.ts'
import type { PictureFile } from './picture.ts'
import { type CampaignEditEntry, listCampaignEdits } from './queries/campaign-edits.ts'
import { findPicture, type StoredPicture } from './queries/campaign-pictures.ts'
import { findCharity, saveCharity } from './queries/charity-row.ts'
import { findCampaign, listCampaigns } from './queries/find-campaign.ts'

export interface CampaignBooks {
  findCampaign(slug: string): Promise<Campaign | null>
  listCampaigns(limit: number): Promise<Campaign[]>
  /** @param picture the one its content names, where it is not stored yet */
  addCampaign(campaign: NewCampaign, picture?: PictureFile | null): Promise<CampaignChange>
  /** Puts another campaign in the place of one, as far as what was given under it allows, and notes what it was. */
  editCampaign(slug: string, campaign: NewCampaign, picture?: PictureFile | null): Promise<CampaignChange>
  listCampaignEdits(slug: string): Promise<CampaignEditEntry[]>
  /** @param hash its name */
  findPicture(hash: string): Promise<StoredPicture | null>
  /** Who the charity is in law; null: nobody has said yet. */
  findCharity(): Promise<Charity | null>
  setCharity(charity: Charity): Promise<void>
}

export function createCampaignBooks(context: CampaignContext): CampaignBooks {
  const { database, sealer, ports } = context
  const { kysely } = database
  return {
    findCampaign: slug => findCampaign(kysely, slug, ports.nowMs()),
    listCampaigns: limit => listCampaigns(kysely, ports.nowMs(), limit),
    addCampaign: (campaign, picture = null) => addCampaign(context, campaign, picture),
    editCampaign: (slug, campaign, picture = null) => editCampaign(context, slug, campaign, picture),
    listCampaignEdits: slug => listCampaignEdits(kysely, slug),
    findPicture: hash => findPicture(kysely, hash),
    findCharity: () => findCharity(kysely),
    setCharity: charity => saveCharity(kysely, sealer, charity, ports.nowMs()),
  }
}
