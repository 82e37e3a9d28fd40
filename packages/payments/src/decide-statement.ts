// What a line of M-PESA's statement means for the payment it was found to fit, or was made for.

import type { Decision, ReceiptFacts } from './decision.ts'
import type { Payment } from './payment.ts'
import type { StatementReport } from './status-report.ts'
import { fillReceipt, findMismatch, settle, verdict, withSource } from './transitions.ts'

/**
 * The line is certain that money moved, and names no payment. It adds the receipt to one a query has confirmed, and
 * settles one whose outcome nobody else can tell. Whatever else is open is asked about first: the caller sees to that.
 * @see decide
 */
export function decideStatement(payment: Payment, report: StatementReport, receipt: ReceiptFacts): Decision {
  if (payment.receiptNumber === report.receiptNumber) {
    return verdict('duplicate', 'the same receipt, on the statement', withSource(payment, 'statement'))
  }
  const isReceiptless = payment.status === 'succeeded' && payment.receiptNumber === null
  const isSilent = payment.status === 'review' && payment.reviewReason === 'no-answer'
  const isOpen = payment.status === 'created' || payment.status === 'pending' || isSilent
  if (!isReceiptless && !isOpen) {
    return verdict('nothing-new', 'it names a receipt that is not of this payment', payment)
  }
  const mismatch = findMismatch(payment, report, receipt, false)
  if (mismatch) return verdict('nothing-new', `it does not fit: ${mismatch}`, payment)
  if (isReceiptless) {
    return verdict('applied', 'the receipt of a payment a query had confirmed', fillReceipt(payment, report))
  }
  const because = report.isInferred
    ? 'paid, says the statement, and nobody else could tell'
    : 'money nobody here had asked for, on the statement'
  const isClaimed = payment.claim?.receiptNumber === report.receiptNumber
  const claimVerdict = payment.claim && (isClaimed ? 'applied' : 'contradiction')
  return verdict(isSilent ? 'late' : 'applied', because, settle(payment, report), claimVerdict)
}
