import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

/** An address that is not on the allow-list, and what it has brought with a right key and token. */
export interface UnlistedAddress {
  readonly peerAddress: string
  readonly firstAtMs: number
  readonly lastAtMs: number
  readonly callbacks: number
  /** false: turned away. */
  readonly wasStored: boolean
}

export interface FrontLine {
  /** The key in new URLs; null: that is known. */
  readonly firstKeyId: string | null
  /** Through which keys callbacks came, and when. */
  readonly heard: readonly (readonly [keyId: string, atMs: number])[]
  readonly met: readonly UnlistedAddress[]
}

/** Those heard of last. */
const MOST_ADDRESSES = 1_000

/** Writes down what the listener has noted since the last time. */
export async function saveFrontLine(database: Database, { firstKeyId, heard, met }: FrontLine, nowMs: number) {
  await database.transaction([], async transaction => {
    if (firstKeyId !== null) await saveFirstKey(transaction, firstKeyId, nowMs)
    // In one order, so that two processes do not wait for each other.
    for (const [keyId, atMs] of heard.toSorted()) await saveHeardKey(transaction, keyId, atMs)
    if (met.length > 0) await saveAddresses(transaction, met)
  })
}

/** The key that was put into new URLs last is the one with the latest time: one that comes back is new again. */
async function saveFirstKey(transaction: Kysely<Tables>, keyId: string, nowMs: number): Promise<void> {
  const latest = await transaction
    .selectFrom('security_keys')
    .select(['key_id', 'first_used_at'])
    .orderBy('first_used_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (latest?.key_id === keyId && latest.first_used_at > 0) return
  const firstUsedAt = Math.max(nowMs, (latest?.first_used_at ?? 0) + 1)
  await transaction
    .insertInto('security_keys')
    .values({ key_id: keyId, first_used_at: firstUsedAt, last_heard_at: null })
    .onConflict(conflict => conflict.column('key_id').doUpdateSet({ first_used_at: firstUsedAt }))
    .execute()
}

/** A key that has never been first here was in use before anybody counted. */
async function saveHeardKey(transaction: Kysely<Tables>, keyId: string, atMs: number): Promise<void> {
  await transaction
    .insertInto('security_keys')
    .values({ key_id: keyId, first_used_at: 0, last_heard_at: atMs })
    .onConflict(conflict => conflict.column('key_id').doUpdateSet({ last_heard_at: atMs }))
    .execute()
}

async function saveAddresses(transaction: Kysely<Tables>, met: readonly UnlistedAddress[]): Promise<void> {
  const rows = met.map(({ peerAddress, firstAtMs, lastAtMs, callbacks, wasStored }) => ({
    peer_address: peerAddress,
    first_at: firstAtMs,
    last_at: lastAtMs,
    callbacks,
    was_stored: wasStored ? 1 : 0,
  }))
  await transaction
    .insertInto('unlisted_addresses')
    .values(rows.toSorted((a, b) => (a.peer_address < b.peer_address ? -1 : 1)))
    .onConflict(conflict =>
      conflict.column('peer_address').doUpdateSet({
        last_at: sql`excluded.last_at`,
        callbacks: sql`unlisted_addresses.callbacks + excluded.callbacks`,
        was_stored: sql`excluded.was_stored`,
      }),
    )
    .execute()
  const tooMany = transaction
    .selectFrom('unlisted_addresses')
    .select('peer_address')
    .orderBy('last_at', 'desc')
    .orderBy('peer_address')
    .limit(MOST_ADDRESSES)
    .offset(MOST_ADDRESSES)
  await transaction.deleteFrom('unlisted_addresses').where('peer_address', 'in', tooMany).execute()
}
