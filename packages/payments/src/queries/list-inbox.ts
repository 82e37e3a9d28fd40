import type { Kysely } from 'kysely'
import { toRowBodyOwner } from '../audit.ts'
import type { CallbackChannel } from '../database/changes.ts'
import type { InboxTable, Tables } from '../database/tables.ts'
import { toErrorText } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import type { InboxVerdict } from '../status-report.ts'

/** One stored callback, opened for an operator. Its body holds personal data: never log it. */
export interface InboxEntry {
  readonly id: number
  readonly receivedAtMs: number
  readonly peerAddress: string
  readonly isAllowed: boolean
  readonly door: 'payment' | 'key'
  readonly channel: CallbackChannel
  /** null: not drained yet. */
  readonly verdict: InboxVerdict | null
  readonly because: string | null
  readonly paymentId: string | null
  /** Exactly the bytes that came; null where they do not open with this secret. */
  readonly rawBody: Buffer | null
}

/** Which callbacks to list. `verdict: 'none'`: those not drained yet. */
export interface InboxListing {
  readonly verdict?: InboxVerdict | 'none'
  readonly limit: number
  /** Only those older than this one: the next page. */
  readonly before?: number
}

/** More callbacks about one payment are somebody's script. */
const MAX_OF_ONE = 1_000

/** Callbacks, newest first. */
export async function listInbox(kysely: Kysely<Tables>, sealer: Sealer, listing: InboxListing): Promise<InboxEntry[]> {
  let query = selectInbox(kysely)
  if (listing.verdict === 'none') query = query.where('verdict', 'is', null)
  else if (listing.verdict) query = query.where('verdict', '=', listing.verdict)
  if (listing.before !== undefined) query = query.where('id', '<', listing.before)
  const rows = await query.orderBy('id', 'desc').limit(listing.limit).execute()
  return rows.map(row => toEntry(row, sealer))
}

/** Callbacks of one payment, or drained ones of none, oldest first. */
export async function listInboxOf(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  paymentId: string | null,
  page: { readonly after: number; readonly limit: number } = { after: 0, limit: MAX_OF_ONE },
): Promise<InboxEntry[]> {
  let query = selectInbox(kysely).where('id', '>', page.after)
  if (paymentId === null) query = query.where('payment_id', 'is', null).where('verdict', 'is not', null)
  else query = query.where('payment_id', '=', paymentId)
  const rows = await query.orderBy('id').limit(page.limit).execute()
  return rows.map(row => toEntry(row, sealer))
}

/** One callback, or null. */
export async function findInboxEntry(kysely: Kysely<Tables>, sealer: Sealer, id: number): Promise<InboxEntry | null> {
  const row = await selectInbox(kysely).where('id', '=', id).executeTakeFirst()
  return row ? toEntry(row, sealer) : null
}

function selectInbox(kysely: Kysely<Tables>) {
  return kysely
    .selectFrom('inbox')
    .select([
      'id',
      'received_at',
      'peer_address',
      'is_allowed',
      'door',
      'channel',
      'named_id',
      'verdict',
      'because',
      'payment_id',
      'body_sealed',
    ])
}

type InboxRow = Awaited<ReturnType<ReturnType<typeof selectInbox>['execute']>>[number]

function toEntry(row: InboxRow, sealer: Sealer): InboxEntry {
  let rawBody: Buffer | null = null
  let because = row.because
  try {
    rawBody = openBody(row, sealer)
  } catch (error) {
    because ??= toErrorText(error)
  }
  return {
    id: row.id,
    receivedAtMs: row.received_at,
    peerAddress: row.peer_address,
    isAllowed: row.is_allowed === 1,
    door: row.door as InboxEntry['door'],
    channel: row.channel as CallbackChannel,
    verdict: row.verdict as InboxVerdict | null,
    because,
    paymentId: row.payment_id,
    rawBody,
  }
}

/** @throws {Error} where the row was altered, or was sealed with another secret */
export function openBody(
  row: Pick<
    InboxTable,
    'received_at' | 'peer_address' | 'is_allowed' | 'door' | 'channel' | 'named_id' | 'body_sealed'
  >,
  sealer: Sealer,
): Buffer {
  return sealer.open(row.body_sealed, toRowBodyOwner(row))
}
