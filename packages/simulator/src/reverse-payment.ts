// Gives one payment back: the money goes from the organisation to the phone, whole and once.

import { makeReceiptNumber } from './charge.ts'
import type { Core } from './core.ts'
import { sendReversedMessage } from './messages.ts'
import { findOwner } from './organisations.ts'
import { findSubscriber, saveSubscriber } from './subscribers.ts'
import type { Organisation, Reversal } from './tables.ts'

/**
 * Reverses the payment with this receipt number.
 * @returns what was given back, or the result code that says why not: no such receipt or another amount `R000002`,
 *   given back before `R000001`, not enough money there `1`
 */
export function reversePayment(
  core: Core,
  receiptNumber: string,
  amountKes: number,
  organisation: Organisation,
): Reversal | string {
  const receipt = core.store.rows.receipts.get(receiptNumber)
  const isOurs = receipt !== undefined && findOwner(core, receipt.shortCode) === organisation
  if (!isOurs || receipt.amountKes !== amountKes) return 'R000002'
  if (receipt.reversedBy !== null) return 'R000001'
  if (organisation.balanceKes < amountKes) return '1'

  const reversal: Reversal = {
    receiptNumber: makeReceiptNumber(core),
    originalReceiptNumber: receiptNumber,
    amountKes,
    phoneNumber: receipt.phoneNumber,
    shortCode: receipt.shortCode,
    completedAtMs: core.agenda.nowMs(),
  }
  const subscriber = findSubscriber(core, receipt.phoneNumber)
  saveSubscriber(core, { ...subscriber, balanceKes: subscriber.balanceKes + amountKes })
  core.store.put('organisations', organisation.shortCode, {
    ...organisation,
    balanceKes: organisation.balanceKes - amountKes,
  })
  core.store.put('receipts', receiptNumber, { ...receipt, reversedBy: reversal.receiptNumber })
  core.store.put('reversals', reversal.receiptNumber, reversal)
  sendReversedMessage(core, reversal)
  return reversal
}
