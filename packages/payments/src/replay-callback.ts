// Runs one stored callback through the same funnel again, whatever came of it before: for an operator who has mended
// what was wrong with it. Replaying what was applied changes nothing.

import type { Database } from './database/database.ts'
import type { ReceiptTable } from './database/tables.ts'
import type { DrainSettings } from './drain-conclusion.ts'
import { createDrain } from './drain-inbox.ts'
import type { Payment } from './payment.ts'
import type { InboxVerdict } from './status-report.ts'

/** What a replay did, or would do. */
export interface Replay {
  /** What came of it now; null where that is what had come of it before. */
  readonly verdict: InboxVerdict | null
  readonly because: string | null
  /** Payments and receipts as they are, or would be, after it. */
  readonly payments: readonly Payment[]
  readonly receipts: readonly ReceiptTable[]
}

/** @returns null where there is no such callback */
export async function replayCallback(
  database: Database,
  settings: DrainSettings,
  inboxId: number,
  options: { isDryRun: boolean; nowMs: number },
): Promise<Replay | null> {
  const drain = createDrain(settings, options.nowMs)
  const selection = { id: inboxId, isDryRun: options.isDryRun }
  const { drained, changes } = await database.drain(selection, drain.prepare, drain.decide)
  if (drained === 0) return null
  const outcome = changes.inbox.find(candidate => candidate.id === inboxId)
  return {
    verdict: outcome?.verdict ?? null,
    because: outcome?.because ?? null,
    payments: changes.payments,
    receipts: changes.receipts,
  }
}
