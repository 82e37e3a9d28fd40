import type { Kysely } from 'kysely'
import { signDetails } from '../audit.ts'
import type { DonationDetailsTable, Tables } from '../database/tables.ts'
import {
  DETAILS_BELONG_TO,
  type DetailTexts,
  type DonationDetails,
  type GiverState,
  readDetailsJson,
  toDetailsJson,
} from '../donation-details.ts'
import type { Sealer } from '../sealing.ts'

/** Beside a new donation. */
export async function insertDetails(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  donation: { readonly id: string; readonly campaign: string; readonly createdAtMs: number },
  details: DonationDetails,
): Promise<void> {
  const row = {
    donation_id: donation.id,
    campaign: donation.campaign,
    details_sealed: sealer.seal(toDetailsJson(details), DETAILS_BELONG_TO(donation.id)),
    may_show: Number(details.mayShow),
    shows_amount: Number(details.showsAmount),
    state: 'waiting',
    created_at: donation.createdAtMs,
  }
  await transaction
    .insertInto('donation_details')
    .values({ ...row, seal: signDetails(sealer, row) })
    .execute()
}

/** What was told with one donation; null: nothing. */
export async function findDetails(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  donationId: string,
): Promise<
  (DetailTexts & { readonly mayShow: boolean; readonly showsAmount: boolean; readonly state: GiverState }) | null
> {
  const row = await kysely
    .selectFrom('donation_details')
    .selectAll()
    .where('donation_id', '=', donationId)
    .executeTakeFirst()
  if (!row) return null
  const facts = { mayShow: row.may_show === 1, showsAmount: row.shows_amount === 1, state: row.state as GiverState }
  return { ...openDetails(row, sealer), ...facts }
}

export function openDetails(
  row: Pick<DonationDetailsTable, 'donation_id' | 'details_sealed'>,
  sealer: Sealer,
): DetailTexts {
  return readDetailsJson(sealer.open(row.details_sealed, DETAILS_BELONG_TO(row.donation_id)).toString())
}

/** Removes what was told with these donations. */
export async function deleteDetails(transaction: Kysely<Tables>, donationIds: readonly string[]): Promise<void> {
  await transaction.deleteFrom('donation_details').where('donation_id', 'in', donationIds).execute()
}
