// I14: however many forms, hands and processes ask, a phone is shown no more prompts than the limits allow. The numbers are
// written here once more, and the prompts are those the simulator showed.

import { sql } from 'kysely'
import type { QuietWorld } from './check-quiescence.ts'
import { Violation } from './check-safety.ts'
import type { WorldOptions } from './options.ts'

const MINUTE_MS = 60_000
const MAY_SHOW = [
  { most: 3, windowMs: 15 * MINUTE_MS },
  { most: 10, windowMs: 24 * 60 * MINUTE_MS },
]
/** From the row to the prompt a push is under way for this long at most, so two prompts may come closer together. */
const SLACK_MS = 2 * MINUTE_MS

/** @throws {Violation} */
export async function checkPrompts(
  { database, simulator, truth }: Pick<QuietWorld, 'database' | 'simulator' | 'truth'>,
  options: WorldOptions,
): Promise<void> {
  // What an engine counts by its clock is not what the simulator counts by its own, once one of them jumps.
  if (options.promptLimits !== 'default' || options.rates.clockJump > 0) return
  // Counted from when it was asked for: an engine that stands still afterwards shows it as late as it likes.
  const { rows } = await sql<{ id: string; created_at: number }>`
    SELECT id, created_at FROM payments`.execute(database.kysely)
  const askedAt = new Map<string, number>()
  for (const { id, created_at } of rows) {
    for (const checkout of truth.witnesses.get(id)?.checkouts ?? []) askedAt.set(checkout, created_at)
  }
  const shownAt = new Map<string, number[]>()
  for (const { phoneNumber, createdAt, checkoutRequestId } of simulator.ledger().prompts) {
    const times = shownAt.get(phoneNumber) ?? []
    shownAt.set(phoneNumber, [...times, askedAt.get(checkoutRequestId) ?? Date.parse(createdAt)])
  }
  for (const times of shownAt.values()) {
    times.sort((left, right) => left - right)
    for (const { most, windowMs } of MAY_SHOW) {
      const isOver = times.some((atMs, index) => {
        const earlier = times[index - most]
        return earlier !== undefined && atMs - earlier < windowMs - SLACK_MS
      })
      if (isOver) throw new Violation('I14 limits', `a phone was shown more than ${most} prompts in ${windowMs} ms`)
    }
  }
}
