// Messages: what never changes of them is signed, and what is sealed in them opens.

import type { Kysely } from 'kysely'
import { signMessage } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openContent } from '../messages/outbox.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'

const PAGE = 1_000

export async function checkMessages(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  for (let after = ''; ; ) {
    const rows = await kysely
      .selectFrom('messages')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      const { id, content_sealed } = row
      const isWhole = row.seal === signMessage(sealer, row) && doesOpen({ id, content_sealed }, sealer)
      if (!isWhole) return { table: 'messages', id, problem: 'it was altered' }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return null
    after = last.id
  }
}

function doesOpen(row: { id: string; content_sealed: Uint8Array | null }, sealer: Sealer): boolean {
  const { id, content_sealed } = row
  try {
    if (content_sealed !== null) openContent({ id, content_sealed }, sealer)
    return true
  } catch {
    return false
  }
}
