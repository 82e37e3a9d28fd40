// What draining needs to know, and what it says of each callback.

import type { Decision } from './decision.ts'
import type { Payment, ReceiptNumber } from './payment.ts'
import type { Sealer } from './sealing.ts'
import type { InboxVerdict } from './status-report.ts'

/** What draining needs to know besides the rows. */
export interface DrainSettings {
  readonly sealer: Sealer
  /** PayBill, or till and its store number: whose money a confirmation may speak of. */
  readonly shortCodes: readonly string[]
  /** `always`: no callback counts before a query agrees. */
  readonly confirm: 'doors' | 'always'
}

/** Of what M-PESA says about a code that a giver has told, until it is compared. It settles nothing by itself. */
export const ANSWER_TO_COMPARE = 'an answer about a code, to be compared where it was asked'

/** What became of one row. `paymentId`: where it belongs, or might have. */
export interface Conclusion {
  readonly verdict: InboxVerdict
  readonly because: string
  readonly paymentId: string | null
}

/** What a decision about this payment says of the callback. */
export function toConclusion({ verdict, because }: Decision, payment: Payment): Conclusion {
  return { verdict: verdict === 'nothing-new' ? 'duplicate' : verdict, because, paymentId: payment.id }
}

/** As it is compared: capitals. */
export function toReceiptNumber(text: string | null): ReceiptNumber | null {
  return text === null ? null : (text.toUpperCase() as ReceiptNumber)
}
