// Rows that carry a keyed hash of themselves, and callbacks whose sealing covers their row.

import type { Kysely } from 'kysely'
import { signDonation } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openBody } from '../queries/list-inbox.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { checkCampaigns } from './check-campaigns.ts'
import { checkEachRow } from './check-each-row.ts'

/** Campaigns with what belongs to them, and donations. */
export async function checkSealedRows(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  const bad = await checkCampaigns(kysely, sealer)
  if (bad) return bad
  return checkEachRow(
    'donations',
    '',
    (after, limit) =>
      kysely.selectFrom('donations').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
    row => (row.seal === signDonation(sealer, row) ? null : 'it was altered'),
  )
}

/** Callbacks open, and are the bytes that came. */
export function checkInbox(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return checkEachRow(
    'inbox',
    0,
    (after, limit) =>
      kysely.selectFrom('inbox').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
    row => {
      try {
        const isWhole = sealer.hashBody(openBody(row, sealer)).equals(row.body_hash)
        return isWhole ? null : 'its body is not the one that came'
      } catch {
        return 'it was altered'
      }
    },
  )
}
