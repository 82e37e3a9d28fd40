import type { Kysely } from 'kysely'
import { signCampaign, signCampaignEdit } from '../audit.ts'
import type { CampaignTable, Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'

type CampaignValues = Omit<CampaignTable, 'seal'>

/** One edit, as it is told. */
export interface CampaignEditEntry {
  readonly atMs: number
  /** The row's values before it. */
  readonly was: CampaignValues
}

/** Edits of one campaign, oldest first. */
export async function listCampaignEdits(kysely: Kysely<Tables>, slug: string): Promise<CampaignEditEntry[]> {
  const rows = await kysely
    .selectFrom('campaign_edits')
    .select(['at', 'was'])
    .where('campaign', '=', slug)
    .orderBy('id')
    .execute()
  return rows.map(({ at, was }) => ({ atMs: at, was: JSON.parse(was) as CampaignValues }))
}

/** Notes an edit behind those before it. Whoever calls holds the campaign's row. */
export async function appendCampaignEdit(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  { was, becomes, atMs }: { was: CampaignValues; becomes: CampaignValues; atMs: number },
): Promise<void> {
  const last = await transaction
    .selectFrom('campaign_edits')
    .select(['id', 'seal'])
    .where('campaign', '=', was.slug)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const edit = {
    id: toEditId(was.slug, Number(last?.id.split('/')[1] ?? 0) + 1),
    campaign: was.slug,
    at: atMs,
    was: toWas(was),
    became: signCampaign(sealer, becomes),
  }
  await transaction
    .insertInto('campaign_edits')
    .values({ ...edit, seal: signCampaignEdit(sealer, last?.seal ?? '', edit) })
    .execute()
}

/** Sorted as text they are in order. @param number counted from 1 */
export function toEditId(slug: string, number: number): string {
  return `${slug}/${String(number).padStart(6, '0')}`
}

/** Every column by its name, in one order on every database. */
function toWas(row: CampaignValues): string {
  const { slug, account_reference, goal_kes, floor_kes, starts_on, ends_on, content, created_at } = row
  return JSON.stringify({ slug, account_reference, goal_kes, floor_kes, starts_on, ends_on, content, created_at })
}
