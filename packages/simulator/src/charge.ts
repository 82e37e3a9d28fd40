// Money leaves a phone and reaches an organisation, or a result code says why not. The only place where balances change
// for a payment.

import type { Core } from './core.ts'
import { toCompactDay } from './east-africa-time.ts'
import { indexReceipt } from './indexes.ts'
import { MAX_DAY_KES, MAX_PAYMENT_KES } from './money.ts'
import { findSubscriber, saveSubscriber, spentTodayKes, WRONG_PINS_TO_LOCK } from './subscribers.ts'
import type { Organisation, Receipt } from './tables.ts'

/** Receipts and prompts are the truth and never dropped: when there are this many, new requests are refused. */
export const MAX_LEDGER_ENTRIES = 1_000_000

/**
 * Tries a PIN. A wrong one counts; the third in a row locks the account until somebody sets a PIN.
 * @returns null when right, else `2001` or `8006`
 */
export function checkPin(core: Core, phoneNumber: string, pin: string | null): '2001' | '8006' | null {
  const subscriber = findSubscriber(core, phoneNumber)
  if (subscriber.isLocked) return '8006'
  if (pin === subscriber.pin) {
    if (subscriber.wrongPins > 0) saveSubscriber(core, { ...subscriber, wrongPins: 0 })
    return null
  }
  const wrongPins = subscriber.wrongPins + 1
  saveSubscriber(core, { ...subscriber, wrongPins, isLocked: wrongPins >= WRONG_PINS_TO_LOCK })
  return '2001'
}

/** Why this payment cannot be made, as a result code; null when it can. */
export function findObstacle(
  core: Core,
  payment: { phoneNumber: string; amountKes: number },
  organisation: Organisation,
): string | null {
  const subscriber = findSubscriber(core, payment.phoneNumber)
  const { amountKes } = payment
  if (amountKes > MAX_PAYMENT_KES) return '3'
  if (subscriber.balanceKes < amountKes) return '1'
  if (spentTodayKes(core, subscriber) + amountKes > MAX_DAY_KES) return '4'
  if (organisation.maxBalanceKes !== null && organisation.balanceKes + amountKes > organisation.maxBalanceKes) {
    return '8'
  }
  return null
}

/** Moves the money and writes the receipt. Call `findObstacle` first. */
export function movePayment(
  core: Core,
  receipt: Omit<Receipt, 'completedAtMs' | 'reversedBy'>,
  organisation: Organisation,
): Receipt {
  const nowMs = core.agenda.nowMs()
  const subscriber = findSubscriber(core, receipt.phoneNumber)
  saveSubscriber(core, {
    ...subscriber,
    balanceKes: subscriber.balanceKes - receipt.amountKes,
    spentOn: toCompactDay(nowMs),
    spentKes: spentTodayKes(core, subscriber) + receipt.amountKes,
  })
  core.store.put('organisations', organisation.shortCode, {
    ...organisation,
    balanceKes: organisation.balanceKes + receipt.amountKes,
  })
  const written: Receipt = { ...receipt, completedAtMs: nowMs, reversedBy: null }
  core.store.put('receipts', written.receiptNumber, written)
  indexReceipt(core.index, written)
  return written
}

/** A receipt number nobody has. */
export function makeReceiptNumber(core: Core): string {
  return core.identifiers.receiptNumber(core.agenda.nowMs())
}

/** Whether the ledger, or what still has to be told of it, takes no more. */
export function isLedgerFull(core: Core): boolean {
  const { prompts, receipts, waitingCallbacks } = core.store.rows
  return Math.max(prompts.size, receipts.size, waitingCallbacks.size) >= MAX_LEDGER_ENTRIES
}
