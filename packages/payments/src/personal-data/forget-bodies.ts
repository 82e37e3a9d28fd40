// Replaces the bodies of stored callbacks, which hold numbers and names. The row remains: when it came, from where, and
// what came of it.

import type { Kysely, SelectQueryBuilder } from 'kysely'
import { toRowBodyOwner } from '../audit.ts'
import type { Database } from '../database/database.ts'
import type { InboxTable, Tables } from '../database/tables.ts'
import { FORGOTTEN_BODY } from '../forgotten.ts'
import type { Sealer } from '../sealing.ts'

const COLUMNS = ['id', 'received_at', 'peer_address', 'is_allowed', 'door', 'channel', 'named_id'] as const

/** A callback whose body can be replaced. */
export type StoredBody = Pick<InboxTable, Exclude<(typeof COLUMNS)[number], 'id'>> & { readonly id: number }

type BodyQuery = SelectQueryBuilder<Tables, 'inbox', StoredBody>

/**
 * Drained callbacks that still have their body, locked, by id.
 * @param narrow which of them; `inbox` is the table's name
 */
export function lockBodies(
  transaction: Kysely<Tables>,
  engine: Database['engine'],
  sealer: Sealer,
  narrow: (query: BodyQuery) => BodyQuery,
): Promise<StoredBody[]> {
  const query = narrow(
    transaction
      .selectFrom('inbox')
      .select(COLUMNS.map(column => `inbox.${column}` as const))
      // What waits to be drained is needed as it is.
      .where('inbox.verdict', 'is not', null)
      .where('inbox.body_hash', '<>', sealer.hashBody(FORGOTTEN_BODY)),
  ).orderBy('inbox.id')
  return (engine === 'postgres' ? query.forUpdate('inbox').skipLocked() : query).execute()
}

/** The replacement is sealed for its row like the body was, so that `verify` finds the row whole, and nobody can forge one. */
export async function forgetBodies(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  rows: readonly StoredBody[],
): Promise<void> {
  for (const row of rows) {
    await transaction
      .updateTable('inbox')
      .set({
        body_sealed: sealer.seal(FORGOTTEN_BODY, toRowBodyOwner(row)),
        body_hash: sealer.hashBody(FORGOTTEN_BODY),
        checkout_request_id: null,
      })
      .where('id', '=', row.id)
      .execute()
  }
}
