// Waiting, though not for ever.

import type { Ports } from './ports.ts'

/** Resolves when the work has, or when this time is over. @throws what the work throws */
export async function within(timeoutMs: number, ports: Ports, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = ports.setTimer(timeoutMs, resolve)
  await Promise.race([work, promise])
  cancel()
}
