// Loaded into every process the supervisor starts, before its own code: when the supervisor is gone, however it went,
// the process stops as if it had been asked to, and what it has started itself with it.

import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

/** A process that does not stop by itself within this is ended. */
const GRACE_MS = 8_000

if (isMainThread && process.channel) {
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    try {
      // The supervisor starts its children as leaders of groups of their own.
      process.kill(-process.pid, 'SIGTERM')
    } catch {
      process.kill(process.pid, 'SIGTERM')
    }
  })
  // Listening must not keep a process alive that has nothing more to do.
  process.channel.unref()
}
