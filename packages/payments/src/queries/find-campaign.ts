import { toEastAfricaDay } from '@harambee/daraja'
import type { Kysely } from 'kysely'
import type { Campaign, CampaignContent } from '../campaign.ts'
import type { Tables } from '../database/tables.ts'

const DAY_MS = 24 * 60 * 60_000

/** One campaign with its total, or null. */
export async function findCampaign(kysely: Kysely<Tables>, slug: string, nowMs: number): Promise<Campaign | null> {
  const row = await selectCampaigns(kysely).where('campaigns.slug', '=', slug).executeTakeFirst()
  return row ? toCampaign(row, nowMs) : null
}

/** All campaigns, oldest first. */
export async function listCampaigns(kysely: Kysely<Tables>, nowMs: number, limit: number): Promise<Campaign[]> {
  const rows = await selectCampaigns(kysely)
    .orderBy('campaigns.created_at')
    .orderBy('campaigns.slug')
    .limit(limit)
    .execute()
  return rows.map(row => toCampaign(row, nowMs))
}

function selectCampaigns(kysely: Kysely<Tables>) {
  return kysely
    .selectFrom('campaigns')
    .leftJoin('campaign_totals', 'campaign_totals.campaign', 'campaigns.slug')
    .select([
      'campaigns.slug',
      'campaigns.account_reference',
      'campaigns.goal_kes',
      'campaigns.floor_kes',
      'campaigns.starts_on',
      'campaigns.ends_on',
      'campaigns.content',
      'campaign_totals.amount_kes',
      'campaign_totals.gifts',
    ])
}

type CampaignRow = Awaited<ReturnType<ReturnType<typeof selectCampaigns>['execute']>>[number]

function toCampaign(row: CampaignRow, nowMs: number): Campaign {
  const today = toEastAfricaDay(nowMs)
  const daysLeft = row.ends_on === null ? null : Math.round((Date.parse(row.ends_on) - Date.parse(today)) / DAY_MS) + 1
  return {
    slug: row.slug,
    accountReference: row.account_reference,
    goalKes: row.goal_kes,
    floorKes: row.floor_kes,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    content: toContent(row.content),
    hasBegun: row.starts_on === null || row.starts_on <= today,
    hasEnded: daysLeft !== null && daysLeft <= 0,
    daysLeft: daysLeft === null ? null : Math.max(daysLeft, 0),
    raisedKes: row.amount_kes ?? 0,
    gifts: row.gifts ?? 0,
  }
}

/** Campaigns from before there were pictures and accounts have neither. */
export function toContent(json: string): CampaignContent {
  return { picture: null, spending: [], ...(JSON.parse(json) as Omit<CampaignContent, 'picture' | 'spending'>) }
}
