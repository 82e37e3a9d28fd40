// Who may go on checking receipts: wrong ones are counted for each address, in memory that all copies of this module share
// (see engine.ts).

import { type AttemptLimit, createAttemptLimit } from '@harambee/payments'
import { engine } from './engine.ts'

/** A misread receipt is typed again a few times. */
const MAX_WRONG = 20
const WINDOW_MS = 60 * 60_000

const LIMIT_KEY = Symbol.for('harambee.receipt-attempts')
type Holder = { [LIMIT_KEY]?: AttemptLimit }
const holder = globalThis as Holder

export function receiptAttempts(): AttemptLimit {
  const { ports, sealer } = engine()
  holder[LIMIT_KEY] ??= createAttemptLimit(MAX_WRONG, WINDOW_MS, { nowMs: ports.nowMs, toName: sealer.hashAddress })
  return holder[LIMIT_KEY]
}
