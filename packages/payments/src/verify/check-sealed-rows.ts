// Rows that carry a keyed hash of themselves, and callbacks whose sealing covers their row.

import type { Kysely } from 'kysely'
import { signDonation } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openBody } from '../queries/list-inbox.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { checkCampaigns } from './check-campaigns.ts'
import { readPages } from './read-pages.ts'

/** Campaigns with what belongs to them, and donations. */
export async function checkSealedRows(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  const bad = await checkCampaigns(kysely, sealer)
  if (bad) return bad
  const pages = readPages(
    '',
    (after, limit) =>
      kysely.selectFrom('donations').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      if (row.seal !== signDonation(sealer, row)) return { table: 'donations', id: row.id, problem: 'it was altered' }
    }
  }
  return null
}

/** Callbacks open, and are the bytes that came. */
export async function checkInbox(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  const pages = readPages(
    0,
    (after, limit) =>
      kysely.selectFrom('inbox').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      const bad = (problem: string) => ({ table: 'inbox', id: String(row.id), problem })
      try {
        if (!sealer.hashBody(openBody(row, sealer)).equals(row.body_hash))
          return bad('its body is not the one that came')
      } catch {
        return bad('it was altered')
      }
    }
  }
  return null
}
