// What the status of a payment tells whom (CONTRACTS). One body for the status route, the event stream and the page's
// idea of what it shows, so that "has anything changed?" has one answer.

import { createHash } from 'node:crypto'
import type { Payment } from '@harambee/payments'
import { isBeingChecked } from './waiting-phase.ts'

export interface StatusBody {
  readonly text: string
  /** Equal bodies, equal versions. Also the ETag, in quotes. */
  readonly version: string
}

const VERSION_LENGTH = 16

/**
 * The status of a payment. `isBeingChecked`: somebody said that it is paid, and M-PESA has to agree before it counts.
 * @param maySee whether it is the giver's browser, or whoever holds a signed link: for others the status and why it
 * failed, nothing else
 */
export function toStatusBody(payment: Payment, maySee: boolean): StatusBody {
  const text = JSON.stringify({
    status: payment.status,
    ...(isBeingChecked(payment) ? { isBeingChecked: true } : {}),
    ...(payment.failureReason === null ? {} : { failureReason: payment.failureReason }),
    ...(maySee && payment.receiptNumber !== null ? { receiptNumber: payment.receiptNumber } : {}),
    ...(maySee ? { amountKes: payment.amountKes, phoneNumber: payment.phoneMasked } : {}),
  })
  return { text, version: createHash('sha256').update(text).digest('hex').slice(0, VERSION_LENGTH) }
}
