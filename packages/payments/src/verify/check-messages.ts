// Messages and pledges: what is to stay of them is signed, and what is sealed in them opens.

import type { Kysely } from 'kysely'
import { signMessage, signPledge } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openContent } from '../messages/outbox.ts'
import { toPledge } from '../pledges/pledge-rows.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { doesOpen } from './does-open.ts'
import { readPages } from './read-pages.ts'

export async function checkMessages(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return (await checkPledges(kysely, sealer)) ?? checkOutbox(kysely, sealer)
}

async function checkPledges(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  const pages = readPages(
    '',
    (after, limit) =>
      kysely.selectFrom('pledges').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      const isWhole = row.seal === signPledge(sealer, row) && doesOpen(() => toPledge(row, sealer))
      if (!isWhole) return { table: 'pledges', id: row.id, problem: 'it was altered' }
    }
  }
  return null
}

async function checkOutbox(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  const pages = readPages(
    '',
    (after, limit) =>
      kysely.selectFrom('messages').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      const { id, content_sealed } = row
      const isWhole =
        row.seal === signMessage(sealer, row) &&
        (content_sealed === null || doesOpen(() => openContent({ id, content_sealed }, sealer)))
      if (!isWhole) return { table: 'messages', id, problem: 'it was altered' }
    }
  }
  return null
}
