// Messages and pledges: what is to stay of them is signed, and what is sealed in them opens.

import type { Kysely } from 'kysely'
import { signMessage, signPledge } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openContent } from '../messages/outbox.ts'
import { toPledge } from '../pledges/pledge-rows.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { checkEachRow } from './check-each-row.ts'
import { doesOpen } from './does-open.ts'

const ALTERED = 'it was altered'

export async function checkMessages(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return (await checkPledges(kysely, sealer)) ?? checkOutbox(kysely, sealer)
}

function checkPledges(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return checkEachRow(
    'pledges',
    '',
    (after, limit) =>
      kysely.selectFrom('pledges').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
    row => (row.seal === signPledge(sealer, row) && doesOpen(() => toPledge(row, sealer)) ? null : ALTERED),
  )
}

function checkOutbox(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return checkEachRow(
    'messages',
    '',
    (after, limit) =>
      kysely.selectFrom('messages').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
    row => {
      const { id, content_sealed } = row
      if (row.seal !== signMessage(sealer, row)) return ALTERED
      const isWhole = content_sealed === null || doesOpen(() => openContent({ id, content_sealed }, sealer))
      return isWhole ? null : ALTERED
    },
  )
}
