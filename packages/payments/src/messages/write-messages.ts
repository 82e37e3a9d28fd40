// Writes the messages of payments in the very transaction that settles them: whatever settles one, whichever process, and
// whatever dies afterwards. Who is to be told, and what, is looked up when a message is sent.

import { signMessage } from '../audit.ts'
import type { Changes, NewMessage } from '../database/changes.ts'
import type { Database } from '../database/database.ts'
import type { Sealer } from '../sealing.ts'
import { type Channel, type Occasion, toMessageId } from './message.ts'

export interface MessageWriting {
  readonly sealer: Sealer
  /** Those that are set up: of others nothing is written. */
  readonly channels: readonly Channel[]
  /** Something has been written. */
  readonly onWritten: () => void
}

/** The same database, in which whatever settles payments leaves their messages. */
export function withMessages(database: Database, writing: MessageWriting): Database {
  if (writing.channels.length === 0) return database
  const add = (changes: Changes): Changes => ({ ...changes, messages: toMessages(changes, writing) })
  const tell = ({ messages = [] }: Changes) => {
    if (messages.length > 0) writing.onWritten()
  }
  // Not a copy: what it has in flight is read as it is now.
  const wrapped: Database = Object.create(database)
  wrapped.apply = async (keys, decide) => {
    const changes = await database.apply(keys, facts => add(decide(facts)))
    tell(changes)
    return changes
  }
  wrapped.drain = async (selection, prepare, decide) => {
    const drained = await database.drain(selection, prepare, facts => add(decide(facts)))
    tell(drained.changes)
    return drained
  }
  return wrapped
}

function toMessages({ history, payments, atMs }: Changes, { sealer, channels }: MessageWriting): NewMessage[] {
  const became = new Map<string, Occasion>()
  for (const { payment_id, status_before, status_after } of history) {
    if (status_before === status_after) continue
    if (status_after === 'succeeded') became.set(payment_id, 'receipt')
    else if (status_after === 'reversed') became.set(payment_id, 'reversal')
  }
  // In one batch a payment may be settled and lose its money again.
  const isStill = { receipt: 'succeeded', reversal: 'reversed', reminder: null } as const
  return payments.flatMap(({ id, status }) => {
    const occasion = became.get(id)
    if (occasion === undefined || isStill[occasion] !== status) return []
    return channels.map(channel => toRow(sealer, id, occasion, channel, atMs))
  })
}

function toRow(sealer: Sealer, paymentId: string, occasion: Occasion, channel: Channel, atMs: number): NewMessage {
  const row = {
    id: toMessageId(paymentId, occasion, channel),
    payment_id: paymentId,
    occasion,
    channel,
    created_at: atMs,
  }
  return { ...row, seal: signMessage(sealer, row) }
}
