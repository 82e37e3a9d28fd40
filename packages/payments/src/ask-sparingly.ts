// Has Daraja asked about a payment whose callback was not taken, and never twice within a few seconds: whoever holds its
// token may send as fast as they like, and the database is written to no faster for it.

import { createBoundedMap } from './bounded-map.ts'
import type { PaymentId } from './payment.ts'
import { LEAST_BETWEEN_QUERIES_MS } from './queries/ask-soon.ts'

const MOST_PAYMENTS = 10_000

/** @param ask plans a query */
export function createSparingAsk(
  nowMs: () => number,
  ask: (paymentId: PaymentId) => Promise<void>,
): (paymentId: PaymentId) => Promise<void> {
  const asked = createBoundedMap(MOST_PAYMENTS, () => ({ atMs: Number.NEGATIVE_INFINITY }))
  return async paymentId => {
    const last = asked.take(paymentId)
    // A clock that was set back does not keep anybody from asking.
    if (Math.abs(nowMs() - last.atMs) < LEAST_BETWEEN_QUERIES_MS) return
    last.atMs = nowMs()
    await ask(paymentId)
  }
}
