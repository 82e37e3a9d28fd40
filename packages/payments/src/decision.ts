// What a decision is made of and what it says.

import type { Payment, PaymentId } from './payment.ts'
import type { InboxVerdict, ReportVerdict } from './status-report.ts'

/** What the books hold of the receipt number a report (or the payment's claim) names. */
export interface ReceiptFacts {
  /** The payment it proves already; null: none. */
  readonly heldBy: PaymentId | null
  /** It was only inferred that it proves that one: whoever knows better may have it. */
  readonly isHeldByInference: boolean
  /** The amount a C2B confirmation gave for it; null: there was none. */
  readonly confirmedKes: number | null
}

export interface Decision {
  readonly payment: Payment
  readonly verdict: ReportVerdict
  /** One sentence for the treasurer. Never shown to donors. */
  readonly because: string
  /** What became of the callback that was waiting for a query; null: nothing yet. */
  readonly claimVerdict: InboxVerdict | null
}
