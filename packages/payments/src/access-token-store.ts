// Daraja's access token in the database, so that all processes use one: each new token invalidates the one before it,
// and two processes that fetched their own would keep throwing each other out.

import { createHash } from 'node:crypto'
import type { AccessToken, AccessTokenStore, Rejected } from '@harambee/daraja'
import type { Database } from './database/database.ts'
import type { Ports } from './ports.ts'
import type { Sealer } from './sealing.ts'

/** Longer than fetching a token may take; a process that dies while fetching holds the others up no longer. */
const LEASE_MS = 15_000
const POLL_MS = 100

const BELONGS_TO = 'access_tokens.token'

/** The shared token of one consumer key at one host. */
export function createAccessTokenStore(options: {
  database: Database
  sealer: Sealer
  ports: Ports
  baseUrl: string
  consumerKey: string
}): AccessTokenStore {
  const { database, sealer, ports } = options
  const name = createHash('sha256').update(`${options.baseUrl}|${options.consumerKey}`).digest('hex').slice(0, 32)
  const owner = ports.random(8).toString('hex')

  async function read(): Promise<AccessToken | null> {
    const row = await database.kysely
      .selectFrom('access_tokens')
      .select(['token_sealed', 'expires_at'])
      .where('name', '=', name)
      .executeTakeFirst()
    if (!row?.token_sealed) return null
    try {
      return { token: sealer.open(row.token_sealed, BELONGS_TO).toString(), expiresAtMs: row.expires_at }
    } catch {
      // Sealed with a secret that has changed since: as good as none.
      return null
    }
  }

  /** True where this process may fetch the next token. */
  function takeLease(): Promise<boolean> {
    return database.transaction([`token:${name}`], async transaction => {
      const nowMs = ports.nowMs()
      await transaction
        .insertInto('access_tokens')
        .values({ name, token_sealed: null, expires_at: 0, lease_owner: null, lease_until: 0 })
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute()
      const taken = await transaction
        .updateTable('access_tokens')
        .set({ lease_owner: owner, lease_until: nowMs + LEASE_MS })
        .where('name', '=', name)
        .where('lease_until', '<=', nowMs)
        .executeTakeFirst()
      return taken.numUpdatedRows === 1n
    })
  }

  async function save(token: AccessToken | null): Promise<void> {
    await database.kysely
      .updateTable('access_tokens')
      .set({
        ...(token && { token_sealed: sealer.seal(token.token, BELONGS_TO), expires_at: token.expiresAtMs }),
        lease_owner: null,
        lease_until: 0,
      })
      .where('name', '=', name)
      .where('lease_owner', '=', owner)
      .execute()
  }

  async function mintUnderLease(mint: () => Promise<AccessToken | Rejected>): Promise<AccessToken | Rejected> {
    let minted: AccessToken | Rejected | undefined
    try {
      minted = await mint()
      return minted
    } finally {
      await save(minted && 'token' in minted ? minted : null)
    }
  }

  return {
    read,
    async replace(stale, mint) {
      // Ends: a lease lapses after LEASE_MS, so at the latest then it is ours.
      for (let waitedMs = 0; waitedMs <= 2 * LEASE_MS; waitedMs += POLL_MS) {
        if (await takeLease()) {
          const theirs = await read()
          const isNewer = theirs !== null && theirs.token !== stale && theirs.expiresAtMs > ports.nowMs()
          return isNewer ? mintUnderLease(async () => theirs) : mintUnderLease(mint)
        }
        await new Promise<void>(resolve => ports.setTimer(POLL_MS, resolve))
        const theirs = await read()
        if (theirs && theirs.token !== stale && theirs.expiresAtMs > ports.nowMs()) return theirs
      }
      return mint()
    },
  }
}
