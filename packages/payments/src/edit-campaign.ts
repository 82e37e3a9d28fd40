// Changes a campaign, and notes what it was before: in one transaction, so that there is no edit without its note. What
// people have given under stays: the slug always, the account reference from the first payment on.

import type { Kysely } from 'kysely'
import { signCampaign } from './audit.ts'
import type { NewCampaign } from './campaign.ts'
import type { Database } from './database/database.ts'
import type { CampaignTable, Tables } from './database/tables.ts'
import type { PictureFile } from './picture.ts'
import type { Ports } from './ports.ts'
import { appendCampaignEdit } from './queries/campaign-edits.ts'
import { deleteUnusedPictures, findPicture, insertPicture } from './queries/campaign-pictures.ts'
import { insertCampaign, toCampaignRow } from './queries/insert-campaign.ts'
import type { Sealer } from './sealing.ts'

export interface CampaignContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs'>
}

export type CampaignChange =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'unchanged' }
  /** Where it is added: a campaign of that name is there. Where it is edited: none is. */
  | { readonly outcome: 'exists' | 'unknown' }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] }

/** @param picture the picture its content names, where it is not stored yet */
export function addCampaign(
  { database, sealer, ports }: CampaignContext,
  campaign: NewCampaign,
  picture: PictureFile | null,
): Promise<CampaignChange> {
  return database.transaction([`campaign:${campaign.slug}`], async (transaction): Promise<CampaignChange> => {
    const problems = [
      ...(await findTaken(transaction, campaign)),
      ...(await findMissing(transaction, campaign, picture)),
    ]
    if (problems.length > 0) return { outcome: 'refused', problems }
    const isAdded = await insertCampaign(transaction, sealer, campaign, ports.nowMs())
    if (!isAdded) return { outcome: 'exists' }
    if (picture) await insertPicture(transaction, picture, ports.nowMs())
    return { outcome: 'done' }
  })
}

/** @param slug names it, whatever the campaign says */
export function editCampaign(
  { database, sealer, ports }: CampaignContext,
  slug: string,
  campaign: NewCampaign,
  picture: PictureFile | null,
): Promise<CampaignChange> {
  return database.transaction([`campaign:${slug}`], async (transaction): Promise<CampaignChange> => {
    const row = await lockCampaign(transaction, database.engine, slug)
    if (!row) return { outcome: 'unknown' }
    const { seal: _, ...was } = row
    const becomes = toCampaignRow(campaign, was.created_at)
    const problems = [
      ...(await findFixed(transaction, was, becomes)),
      ...(await findTaken(transaction, campaign)),
      ...(await findMissing(transaction, campaign, picture)),
    ]
    if (problems.length > 0) return { outcome: 'refused', problems }
    const seal = signCampaign(sealer, becomes)
    if (seal === row.seal) return { outcome: 'unchanged' }
    await transaction
      .updateTable('campaigns')
      .set({ ...becomes, seal })
      .where('slug', '=', slug)
      .execute()
    if (picture) await insertPicture(transaction, picture, ports.nowMs())
    await appendCampaignEdit(transaction, sealer, { was, becomes, atMs: ports.nowMs() })
    await deleteUnusedPictures(transaction)
    return { outcome: 'done' }
  })
}

/** Payments refer to the row: while it is held, none is begun for it. */
function lockCampaign(transaction: Kysely<Tables>, engine: Database['engine'], slug: string) {
  const query = transaction.selectFrom('campaigns').selectAll().where('slug', '=', slug)
  return (engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

type Values = Omit<CampaignTable, 'seal'>

async function findFixed(transaction: Kysely<Tables>, was: Values, becomes: Values): Promise<string[]> {
  const problems: string[] = []
  if (becomes.slug !== was.slug) {
    problems.push(`slug: it stays ${was.slug}: it stands in addresses people have. Add another campaign instead.`)
  }
  if (becomes.account_reference === was.account_reference) return problems
  const given = await transaction
    .selectFrom('payments')
    .select('id')
    .where('campaign', '=', was.slug)
    .limit(1)
    .executeTakeFirst()
  if (given) {
    problems.push(
      `accountReference: it stays ${was.account_reference}: people have given under it, and money that comes late has to find its campaign.`,
    )
  }
  return problems
}

/** Two campaigns with one reference could not be told apart on a statement. */
async function findTaken(transaction: Kysely<Tables>, { slug, accountReference }: NewCampaign): Promise<string[]> {
  const other = await transaction
    .selectFrom('campaigns')
    .select('slug')
    .where('account_reference', '=', accountReference)
    .where('slug', '<>', slug)
    .executeTakeFirst()
  return other ? [`accountReference: ${accountReference} belongs to the campaign ${other.slug}: choose another.`] : []
}

/** Whether the picture that is named is there, or comes now. */
async function findMissing(
  transaction: Kysely<Tables>,
  { content: { picture } }: NewCampaign,
  file: PictureFile | null,
): Promise<string[]> {
  if (picture === null || file?.facts.hash === picture.hash) return []
  const isThere = (await findPicture(transaction, picture.hash)) !== null
  return isThere ? [] : ['content.picture.hash: this picture is not stored here: name its file instead.']
}
