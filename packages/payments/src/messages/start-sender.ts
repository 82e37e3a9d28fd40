// The loop that sends what stands in the outbox, in the engine's process, until it is stopped.

import { type Loop, startLoop } from '../loop.ts'
import { remindDue } from '../pledges/remind-due.ts'
import { findNextDueAt } from '../queries/find-next-due.ts'
import { listChannels, type SendContext, sendDueMessages } from './send-messages.ts'

/** A look at the outbox now and then, should news of a change have been missed. */
const LONGEST_SLEEP_MS = 300_000

export function startSender(context: SendContext): Loop {
  const { database, ports } = context
  const loop = startLoop(ports, 'sending messages', async () => {
    const channels = listChannels(context)
    // Nothing is set up: there is nothing to send, and no list of channels to ask the database about.
    if (channels.length === 0) return LONGEST_SLEEP_MS
    await remindDue(context, channels)
    await sendDueMessages(context, channels)
    const times = [
      await findNextDueAt(database.kysely, 'messages', channels),
      await findNextDueAt(database.kysely, 'pledges', channels),
    ].filter(atMs => atMs !== null)
    const nextAtMs = times.length === 0 ? null : Math.min(...times)
    return nextAtMs === null ? LONGEST_SLEEP_MS : Math.min(Math.max(nextAtMs - ports.nowMs(), 0), LONGEST_SLEEP_MS)
  })
  // Payments other processes have settled.
  const stopWatching = database.watch(() => loop.kick())
  return {
    kick: loop.kick,
    async stop() {
      stopWatching()
      await loop.stop()
    },
  }
}
