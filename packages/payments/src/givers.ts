// Who gave, for the campaign's page: those who want to be named, once an operator has read what they wrote.

import { type Kysely, sql } from 'kysely'
import { signDetails } from './audit.ts'
import type { Tables } from './database/tables.ts'
import type { DetailTexts, GiverState } from './donation-details.ts'
import type { CampaignContext } from './edit-campaign.ts'
import { openDetails } from './queries/donation-details.ts'

/** As the page shows them. */
export interface ShownGiver {
  readonly name: string | null
  readonly message: string | null
  readonly tribute: string | null
  /** null: the giver did not want it shown. */
  readonly amountKes: number | null
  readonly givenAtMs: number
}

/** As an operator sees them. */
export interface GiverEntry extends Omit<DetailTexts, 'email' | 'kraPin'> {
  readonly donationId: string
  readonly campaign: string
  readonly state: GiverState
  readonly mayShow: boolean
  readonly showsAmount: boolean
  readonly amountKes: number
  readonly givenAtMs: number
}

export interface GiverListing {
  readonly campaign: string | null
  readonly state: GiverState | null
  readonly limit: number
}

export interface Givers {
  /** Those a campaign's page names, newest first. */
  listShown(campaign: string, limit: number): Promise<ShownGiver[]>
  /** Paid gifts whose givers want to be named, newest first. */
  list(listing: GiverListing): Promise<GiverEntry[]>
  /** @returns false where no giver of that donation wants to be named */
  decide(donationId: string, state: Exclude<GiverState, 'waiting'>): Promise<boolean>
}

export function createGivers({ database, sealer }: CampaignContext): Givers {
  async function list(listing: GiverListing): Promise<GiverEntry[]> {
    const rows = await selectGivers(database.kysely, listing).execute()
    return rows.map(row => {
      const { name, message, tribute } = openDetails(row, sealer)
      return {
        ...{ donationId: row.donation_id, campaign: row.campaign, state: row.state as GiverState },
        ...{ name, message, tribute, mayShow: true, showsAmount: row.shows_amount === 1 },
        ...{ amountKes: Number(row.amount_kes), givenAtMs: row.created_at },
      }
    })
  }
  return {
    list,
    async listShown(campaign, limit) {
      const shown = await list({ campaign, state: 'approved', limit })
      return shown.map(({ name, message, tribute, amountKes, showsAmount, givenAtMs }) => {
        return { name, message, tribute, givenAtMs, amountKes: showsAmount ? amountKes : null }
      })
    },
    decide: (donationId, state) =>
      database.transaction([`giver:${donationId}`], async transaction => {
        const query = transaction
          .selectFrom('donation_details')
          .selectAll()
          .where('donation_id', '=', donationId)
          .where('may_show', '=', 1)
        const row = await (database.engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
        if (!row) return false
        const { seal: _, ...values } = { ...row, state }
        await transaction
          .updateTable('donation_details')
          .set({ state, seal: signDetails(sealer, values) })
          .where('donation_id', '=', donationId)
          .execute()
        return true
      }),
  }
}

/** A donation that was paid twice is one giver, with both amounts. */
function selectGivers(kysely: Kysely<Tables>, { campaign, state, limit }: GiverListing) {
  const query = kysely
    .selectFrom('donation_details')
    .innerJoin('payments', 'payments.donation_id', 'donation_details.donation_id')
    .where('payments.status', '=', sql.lit('succeeded'))
    .where('donation_details.may_show', '=', 1)
    .groupBy('donation_details.donation_id')
    .select([
      'donation_details.donation_id',
      'donation_details.campaign',
      'donation_details.details_sealed',
      'donation_details.shows_amount',
      'donation_details.state',
      'donation_details.created_at',
      sql<number>`sum(payments.amount_kes)`.as('amount_kes'),
    ])
    .orderBy('donation_details.created_at', 'desc')
    .orderBy('donation_details.donation_id')
    .limit(limit)
  const ofCampaign = campaign === null ? query : query.where('donation_details.campaign', '=', campaign)
  return state === null ? ofCampaign : ofCampaign.where('donation_details.state', '=', state)
}
