// The outbox's rows: which are due, who may send one now, and what came of it. Whoever sends one holds a lease on it; its
// turn says whose, so that an engine that was away for too long changes nothing any more.

import type { Kysely } from 'kysely'
import type { MessageTable } from '../database/correspondence-tables.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'
import {
  type Channel,
  CONTENT_BELONGS_TO,
  type MessageContent,
  type MessageState,
  type Occasion,
  readContentJson,
} from './message.ts'

/** A message with its content opened; null before it is sent and once it is forgotten. */
export interface MessageEntry {
  readonly id: string
  readonly paymentId: string | null
  readonly occasion: Occasion
  readonly channel: Channel
  readonly state: MessageState
  readonly attempts: number
  readonly round: number
  readonly content: MessageContent | null
  readonly because: string | null
  readonly reference: string | null
  readonly createdAtMs: number
  /** When it is sent, or looked at, next; null: it is over. */
  readonly nextAtMs: number | null
  readonly settledAtMs: number | null
}

export interface MessageListing {
  readonly state: MessageState | null
  readonly paymentId: string | null
  readonly limit: number
}

/** A row as the sender needs it. */
export type DueMessage = Pick<MessageTable, 'id' | 'payment_id' | 'pledge_id' | 'content_sealed' | 'created_at'> & {
  occasion: Occasion
  channel: Channel
  state: MessageState
  attempts: number
  round: number
  turn: number
}

/** The oldest first. */
export async function listDueMessages(
  kysely: Kysely<Tables>,
  channels: readonly Channel[],
  nowMs: number,
  limit: number,
): Promise<DueMessage[]> {
  const rows = await kysely
    .selectFrom('messages')
    .select([
      ...(['id', 'payment_id', 'occasion', 'channel', 'state', 'attempts', 'round', 'turn'] as const),
      ...(['content_sealed', 'created_at', 'pledge_id'] as const),
    ])
    .where('next_at', '<=', nowMs)
    .where('channel', 'in', channels)
    .orderBy('next_at')
    .limit(limit)
    .execute()
  return rows as DueMessage[]
}

/**
 * Takes the lease on a due message.
 * @returns false where somebody else has it, or it is not what it was
 */
export async function claimMessage(
  kysely: Kysely<Tables>,
  { id, turn, attempts }: DueMessage,
  lease: { readonly contentSealed: Uint8Array; readonly untilMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await kysely
    .updateTable('messages')
    .set({
      state: 'sending',
      turn: turn + 1,
      attempts: attempts + 1,
      next_at: lease.untilMs,
      content_sealed: lease.contentSealed,
    })
    .where('id', '=', id)
    .where('turn', '=', turn)
    .where('state', 'in', ['waiting', 'sending'])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What is written down of a message whose turn it is. `nextAtMs` null: it is over. */
export interface MessageChange {
  readonly state: MessageState
  readonly because: string | null
  readonly reference: string | null
  readonly nextAtMs: number | null
  readonly atMs: number
}

/** @param turn of whoever writes; after a later one it changes nothing */
export async function saveMessage(
  kysely: Kysely<Tables>,
  id: string,
  turn: number,
  { state, because, reference, nextAtMs, atMs }: MessageChange,
): Promise<boolean> {
  const { numUpdatedRows } = await kysely
    .updateTable('messages')
    .set({ state, because, reference, next_at: nextAtMs, settled_at: nextAtMs === null ? atMs : null })
    .where('id', '=', id)
    .where('turn', '=', turn)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Nobody had asked for it: a giver who told something, but no address. */
export async function deleteMessage(kysely: Kysely<Tables>, { id, turn }: DueMessage): Promise<void> {
  await kysely.deleteFrom('messages').where('id', '=', id).where('turn', '=', turn).execute()
}

/** To be sent once more from now on, written anew. @returns false where it is not over, or nobody is left to tell */
export async function sendMessageAgain(kysely: Kysely<Tables>, id: string, nowMs: number): Promise<boolean> {
  const { numUpdatedRows } = await kysely
    .updateTable('messages')
    .set(({ eb }) => ({
      state: 'waiting',
      round: eb('round', '+', 1),
      turn: eb('turn', '+', 1),
      attempts: 0,
      next_at: nowMs,
      settled_at: null,
      because: 'an operator had it sent again',
    }))
    .where('id', '=', id)
    .where('state', 'in', ['sent', 'refused', 'unknown', 'gave-up'])
    // Tried, and nothing of it is kept: forgotten.
    .where(({ or, eb }) => or([eb('content_sealed', 'is not', null), eb('attempts', '=', 0)]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Newest first. */
export async function listMessages(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  { state, paymentId, limit }: MessageListing,
): Promise<MessageEntry[]> {
  let query = kysely.selectFrom('messages').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
  if (state !== null) query = query.where('state', '=', state)
  if (paymentId !== null) query = query.where('payment_id', '=', paymentId)
  return (await query.execute()).map(row => toEntry(row, sealer))
}

export async function findMessage(kysely: Kysely<Tables>, sealer: Sealer, id: string): Promise<MessageEntry | null> {
  const row = await kysely.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toEntry(row, sealer) : null
}

export function openContent(row: Pick<MessageTable, 'id'> & { content_sealed: Uint8Array }, sealer: Sealer) {
  return readContentJson(sealer.open(row.content_sealed, CONTENT_BELONGS_TO(row.id)).toString())
}

function toEntry(row: MessageRow, sealer: Sealer): MessageEntry {
  const { id, content_sealed } = row
  return {
    id,
    paymentId: row.payment_id,
    occasion: row.occasion as Occasion,
    channel: row.channel as Channel,
    state: row.state as MessageState,
    attempts: row.attempts,
    round: row.round,
    content: content_sealed === null ? null : openContent({ id, content_sealed }, sealer),
    because: row.because,
    reference: row.reference,
    createdAtMs: row.created_at,
    nextAtMs: row.next_at,
    settledAtMs: row.settled_at,
  }
}

type MessageRow = Omit<MessageTable, 'attempts' | 'round' | 'turn'> & { attempts: number; round: number; turn: number }
