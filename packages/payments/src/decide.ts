// The one place where what sources say becomes what is true. Pure: a payment, a report and who holds the receipt it
// names go in; the payment as it is now, a verdict and its reason come out.

import { decideCallback } from './decide-callback.ts'
import { decideConfirmation, decideOperator, decideSilence } from './decide-others.ts'
import { decidePush } from './decide-push.ts'
import { decideQuery } from './decide-query.ts'
import { decideStatement } from './decide-statement.ts'
import type { Decision, ReceiptFacts } from './decision.ts'
import type { Payment } from './payment.ts'
import type { StatusReport } from './status-report.ts'

/**
 * ```
 *            push accepted / unknown            callback success (full trust), or query success
 *  created ───────────────────────────► pending ─────────────────────────────────────────────► succeeded ─► reversed
 *     │ push rejected                     │ │                                                     ▲  ▲
 *     └───────────────► failed ◄──────────┘ │ a day of silence, 15 min with an                    │  │
 *                        │ │    failure     │ unconfirmed success, or a contradiction             │  │
 *                        │ │                ▼                                                     │  │
 *                        │ └──────────► review ───────────────────────────────────────────────────┘  │
 *                        │  query says    full-trust success; after silence also a query, or failure │
 *                        │  paid                                                          (→ failed) │
 *                        └───────────────────────────────────────────────────────────────────────────┘
 *                           full-trust success, flagged
 * ```
 * - A success is absorbing: nothing but a reversal leaves `succeeded`; what disagrees is flagged.
 * - A success counts at once when it comes with full trust, the ids and the exact amount we asked for, and a receipt no
 *   other payment holds. With less trust it waits for a query. If anything differs, a person looks (`review`).
 * - M-PESA's statement gives a payment its receipt, and settles one nobody can be asked about, or was made for it.
 * - A query confirms an open payment and fails one, but never overturns: paid after failed is `review`, failed after
 *   paid is flagged.
 * - Unknown stays unknown: no timeout, refusal to answer or undocumented code makes a payment `failed`.
 */
export function decide(payment: Payment, report: StatusReport, receipt: ReceiptFacts): Decision {
  switch (report.source) {
    case 'push':
      return decidePush(payment, report)
    case 'callback':
      return decideCallback(payment, report, receipt)
    case 'query':
      return decideQuery(payment, report, receipt)
    case 'confirmation':
      return decideConfirmation(payment, report, receipt)
    case 'statement':
      return decideStatement(payment, report, receipt)
    case 'operator':
      return decideOperator(payment, report, receipt)
    case 'clock':
      return decideSilence(payment, report)
  }
}
