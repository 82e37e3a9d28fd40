// Applies one report in a transaction of its own: what the push's answer, a query, silence and an operator need.
// Callbacks come through the inbox instead (drain-inbox.ts); both end in the same books.

import { NO_KEYS } from './database/changes.ts'
import type { Database } from './database/database.ts'
import type { Decision } from './decision.ts'
import type { Payment, PaymentId } from './payment.ts'
import type { Sealer } from './sealing.ts'
import type { StatusReport } from './status-report.ts'
import { openBooks } from './working-books.ts'

/** A confirmation of a payment a query settles is looked for among this much of the past. */
const MATCH_WINDOW_MS = 24 * 60 * 60_000

/** @returns the decision, or null where there is no such payment */
export async function applyReport(
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  about: Pick<Payment, 'id' | 'amountKes' | 'accountReference'>,
  report: StatusReport,
): Promise<Decision | null> {
  let decision: Decision | null = null
  await database.apply(
    {
      ...NO_KEYS,
      paymentIds: [about.id satisfies PaymentId],
      checkoutRequestIds: 'checkoutRequestId' in report && report.checkoutRequestId ? [report.checkoutRequestId] : [],
      receiptNumbers: 'receiptNumber' in report ? [report.receiptNumber] : [],
      matchAmountsKes: report.source === 'query' && report.said === 'succeeded' ? [about.amountKes] : [],
      matchSinceMs: report.atMs - MATCH_WINDOW_MS,
      // Another attempt of its donation may hold money that is its own.
      accounts: report.source === 'query' && report.said === 'succeeded' ? [about.accountReference] : [],
    },
    facts => {
      const books = openBooks(facts, report.atMs, sealer)
      const payment = books.findPayment(about.id)
      decision = payment ? books.apply(payment, report) : null
      return books.toChanges()
    },
  )
  return decision
}
