// Stores messages beside what settled their payments, for those who can be told: one statement, however many there are.

import type { NewMessage } from './changes.ts'
import { toMayBeTold } from './may-be-told.ts'
import type { PgConnection } from './postgres-connection.ts'
import { toPgArray } from './postgres-transaction.ts'

/** Twice is once: a payment that is settled again has told already. */
export function insertMessages(connection: PgConnection, rows: readonly NewMessage[]): Promise<unknown> {
  return connection.run(
    `INSERT INTO messages (id, payment_id, occasion, channel, state, next_at, created_at, seal)
     SELECT row.id, row.payment_id, row.occasion, row.channel, 'waiting', row.created_at, row.created_at, row.seal
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
       AS row (id, payment_id, occasion, channel, created_at, seal)
     JOIN payments ON payments.id = row.payment_id
     WHERE ${toMayBeTold('row.channel')}
     ON CONFLICT (id) DO NOTHING`,
    [
      toPgArray(rows.map(row => row.id)),
      toPgArray(rows.map(row => row.payment_id)),
      toPgArray(rows.map(row => row.occasion)),
      toPgArray(rows.map(row => row.channel)),
      toPgArray(rows.map(row => row.created_at)),
      toPgArray(rows.map(row => row.seal)),
    ],
  )
}
