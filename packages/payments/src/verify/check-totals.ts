// Each campaign's counter is the sum of its paid payments.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { BadRow } from '../verify-books.ts'
import type { CampaignSum } from './check-payments.ts'

/** @param totals what the payments add up to */
export async function checkTotals(
  kysely: Kysely<Tables>,
  totals: ReadonlyMap<string, CampaignSum>,
): Promise<BadRow | null> {
  const rows = await kysely.selectFrom('campaign_totals').selectAll().orderBy('campaign').execute()
  const counted = new Map(rows.map(row => [row.campaign, row]))
  for (const campaign of new Set([...counted.keys(), ...totals.keys()])) {
    const row = counted.get(campaign)
    const total = totals.get(campaign)
    const isSum = BigInt(row?.amount_kes ?? 0) === (total?.amountKes ?? 0n)
    if (isSum && (row?.gifts ?? 0) === (total?.gifts ?? 0)) continue
    const problem =
      `it counts KSh ${row?.amount_kes ?? 0} in ${row?.gifts ?? 0} gifts, ` +
      `the payments make KSh ${total?.amountKes ?? 0n} in ${total?.gifts ?? 0}`
    return { table: 'campaign_totals', id: campaign, problem }
  }
  return null
}
