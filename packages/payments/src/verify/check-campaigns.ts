// Campaigns with their pictures and edits, the charity, and what givers told: rows that carry a keyed hash of themselves.
// Each edit says which seal the campaign had after it, so that none can be left out and the row cannot go back.

import type { Kysely } from 'kysely'
import { signCampaign, signCampaignEdit, signCharity, signDetails } from '../audit.ts'
import type { CampaignContent } from '../campaign.ts'
import type { CampaignTable, Tables } from '../database/tables.ts'
import { hashPicture } from '../picture.ts'
import { toEditId } from '../queries/campaign-edits.ts'
import { openDetails } from '../queries/donation-details.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { checkEachRow } from './check-each-row.ts'
import { doesOpen } from './does-open.ts'

const ALTERED = 'it was altered'

export async function checkCampaigns(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  for (const row of await kysely.selectFrom('campaigns').selectAll().orderBy('slug').execute()) {
    if (row.seal !== signCampaign(sealer, row)) return { table: 'campaigns', id: row.slug, problem: ALTERED }
    const bad = (await checkEdits(kysely, sealer, row)) ?? (await checkPicture(kysely, row))
    if (bad) return bad
  }
  for (const row of await kysely.selectFrom('charity').selectAll().execute()) {
    if (row.seal !== signCharity(sealer, row)) return { table: 'charity', id: String(row.id), problem: ALTERED }
  }
  return checkDetails(kysely, sealer)
}

async function checkEdits(kysely: Kysely<Tables>, sealer: Sealer, campaign: CampaignTable): Promise<BadRow | null> {
  const { slug, seal } = campaign
  const edits = await kysely
    .selectFrom('campaign_edits')
    .selectAll()
    .where('campaign', '=', slug)
    .orderBy('id')
    .execute()
  let previous: { seal: string; became: string } | null = null
  for (const [index, edit] of edits.entries()) {
    const bad = (problem: string) => ({ table: 'campaign_edits', id: edit.id, problem })
    if (edit.id !== toEditId(slug, index + 1)) return bad('the edit before it is missing')
    if (edit.seal !== signCampaignEdit(sealer, previous?.seal ?? '', edit)) return bad(ALTERED)
    const wasSeal = signCampaign(sealer, JSON.parse(edit.was) as CampaignTable)
    if (previous !== null && previous.became !== wasSeal) return bad('it does not go on from the edit before it')
    previous = edit
  }
  if (previous === null || previous.became === seal) return null
  return { table: 'campaigns', id: slug, problem: 'it is not what its last edit made of it' }
}

async function checkPicture(kysely: Kysely<Tables>, { slug, content }: CampaignTable): Promise<BadRow | null> {
  const { picture } = JSON.parse(content) as Partial<CampaignContent>
  if (!picture) return null
  const row = await kysely
    .selectFrom('campaign_pictures')
    .select(['bytes', 'media_type'])
    .where('hash', '=', picture.hash)
    .executeTakeFirst()
  if (!row) return { table: 'campaign_pictures', id: picture.hash, problem: `it is missing, and ${slug} shows it` }
  const isWhole = hashPicture(row.bytes) === picture.hash && row.media_type === picture.mediaType
  return isWhole ? null : { table: 'campaign_pictures', id: picture.hash, problem: ALTERED }
}

function checkDetails(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return checkEachRow(
    'donation_details',
    '',
    (after, limit) =>
      kysely
        .selectFrom('donation_details')
        .selectAll()
        .where('donation_id', '>', after)
        .orderBy('donation_id')
        .limit(limit)
        .execute(),
    row => row.donation_id,
    row => (row.seal === signDetails(sealer, row) && doesOpen(() => openDetails(row, sealer)) ? null : ALTERED),
  )
}
