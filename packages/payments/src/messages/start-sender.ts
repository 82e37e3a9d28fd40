// The loop that sends what stands in the outbox, in the engine's process, until it is stopped.

import { type Loop, startLoop } from '../loop.ts'
import { findNextMessageAt } from './outbox.ts'
import { listChannels, type SendContext, sendDueMessages } from './send-messages.ts'

/** A look at the outbox now and then, should news of a change have been missed. */
const LONGEST_SLEEP_MS = 300_000

export function startSender(context: SendContext): Loop {
  const { database, ports } = context
  const loop = startLoop(ports, 'sending messages', async () => {
    await sendDueMessages(context)
    const nextAtMs = await findNextMessageAt(database.kysely, listChannels(context))
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
