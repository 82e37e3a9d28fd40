// Daraja's access token in the database, so that all processes use one: each new token invalidates the one before it,
// and two processes that fetched their own would keep throwing each other out.

import { createHash } from 'node:crypto'
import type { AccessToken, AccessTokenStore, Rejected } from '@harambee/daraja'
import type { Database } from './database/database.ts'
import { toErrorText } from './log.ts'
import type { Ports } from './ports.ts'
import type { Sealer } from './sealing.ts'

/** Longer than fetching a token may take; a process that dies while fetching holds the others up no longer. */
const LEASE_MS = 15_000
const POLL_MS = 100
/** Others may die in turn while they hold the lease, though hardly more often. */
const MOST_POLLS = (3 * LEASE_MS) / POLL_MS

const BELONGS_TO = 'access_tokens.token'

/** Nothing was sent: whatever the token was for has had no effect. */
const NO_DATABASE: Rejected = {
  outcome: 'rejected',
  problem: {
    reason: 'unreachable',
    effect: 'none',
    errorCode: null,
    message: 'the database, which keeps the access token, cannot be reached',
    httpStatus: 0,
  },
}

interface Shared {
  readonly token: AccessToken | null
  readonly leaseOwner: string | null
  readonly leaseUntilMs: number
}

const NOTHING: Shared = { token: null, leaseOwner: null, leaseUntilMs: 0 }

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

  async function read(): Promise<Shared> {
    const row = await database.kysely
      .selectFrom('access_tokens')
      .select(['token_sealed', 'expires_at', 'lease_owner', 'lease_until'])
      .where('name', '=', name)
      .executeTakeFirst()
    if (!row) return NOTHING
    const lease = { leaseOwner: row.lease_owner, leaseUntilMs: row.lease_until }
    if (!row.token_sealed) return { ...lease, token: null }
    try {
      const token = sealer.open(row.token_sealed, BELONGS_TO).toString()
      return { ...lease, token: { token, expiresAtMs: row.expires_at } }
    } catch {
      // Sealed with a secret that has changed since: as good as none.
      return { ...lease, token: null }
    }
  }

  /** @returns true where this process may fetch the next token: nobody else has taken the lease since it was read */
  function takeLease({ leaseOwner, leaseUntilMs }: Shared): Promise<boolean> {
    return database.transaction([`token:${name}`], async transaction => {
      await transaction
        .insertInto('access_tokens')
        .values({ name, token_sealed: null, expires_at: 0, lease_owner: null, lease_until: 0 })
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute()
      const taken = await transaction
        .updateTable('access_tokens')
        .set({ lease_owner: owner, lease_until: ports.nowMs() + LEASE_MS })
        .where('name', '=', name)
        .where('lease_until', '=', leaseUntilMs)
        .where('lease_owner', leaseOwner === null ? 'is' : '=', leaseOwner)
        .executeTakeFirst()
      return taken.numUpdatedRows === 1n
    })
  }

  async function giveBackLease(token: AccessToken | null): Promise<void> {
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
      // The token works whether or not the others hear of it: they find theirs refused, and fetch the next.
      await giveBackLease(minted && 'token' in minted ? minted : null).catch(tellOf)
    }
  }

  async function replace(stale: string | null, mint: () => Promise<AccessToken | Rejected>) {
    const isNews = (token: AccessToken | null): token is AccessToken =>
      token !== null && token.token !== stale && token.expiresAtMs > ports.nowMs()
    let seen = NOTHING
    let polls = 0
    for (let waitedMs = 0; polls < MOST_POLLS; polls++, waitedMs += POLL_MS) {
      const shared = await read()
      if (isNews(shared.token)) return shared.token
      if (shared.leaseOwner !== seen.leaseOwner || shared.leaseUntilMs !== seen.leaseUntilMs) waitedMs = 0
      seen = shared
      // Hosts' clocks may be minutes apart: a lease seen unchanged for its whole time is over, whatever they say.
      const isOver = shared.leaseUntilMs <= ports.nowMs() || waitedMs >= LEASE_MS
      // Our own is left over from a try that failed.
      if ((isOver || shared.leaseOwner === owner) && (await takeLease(shared))) {
        // Another may have held it, fetched a token and given it back since we looked.
        const { token } = await read()
        return mintUnderLease(isNews(token) ? async () => token : mint)
      }
      await new Promise<void>(resolve => ports.setTimer(POLL_MS, resolve))
    }
    return mint()
  }

  function tellOf(error: unknown): void {
    ports.log.error('the shared access token cannot be read or stored', { error: toErrorText(error) })
  }

  return {
    async read() {
      try {
        return (await read()).token
      } catch (error) {
        tellOf(error)
        return null
      }
    },
    async replace(stale, mint) {
      try {
        return await replace(stale, mint)
      } catch (error) {
        tellOf(error)
        return NO_DATABASE
      }
    },
  }
}
