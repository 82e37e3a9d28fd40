// The text messages on phones: M-PESA's own, and what others send.

import { type Core, nextNumber } from './core.ts'
import { toMessageTime } from './east-africa-time.ts'
import { indexMessage } from './indexes.ts'
import { MAX_DAY_KES, toMessageAmount } from './money.ts'
import { maskForPeople } from './phone-number.ts'
import { findSubscriber, spentTodayKes } from './subscribers.ts'
import type { Message, Receipt, Reversal } from './tables.ts'

/** Kept on each phone. */
export const MAX_MESSAGES_PER_PHONE = 50

/** Puts a message on a phone. @param from who sends it; M-PESA unless told */
export function sendMessage(core: Core, phoneNumber: string, text: string, from?: string): void {
  const key = String(nextNumber(core, 'message'))
  const message: Message = { phoneNumber, atMs: core.agenda.nowMs(), text, ...(from !== undefined && { from }) }
  core.store.put('messages', key, message)
  const keys = indexMessage(core.index, key, message)
  if (keys.length > MAX_MESSAGES_PER_PHONE) core.store.remove('messages', keys.shift() ?? '')
  core.events.tell(
    'message',
    () => `${from ?? 'M-PESA'} sent a text message to ${maskForPeople(phoneNumber)}.`,
    phoneNumber,
  )
}

/** This phone's messages, oldest first. */
export function listMessages(core: Core, phoneNumber: string): Message[] {
  const keys = core.index.messagesByPhone.get(phoneNumber) ?? []
  return keys.flatMap(key => core.store.rows.messages.get(key) ?? [])
}

/** `UKO1AB2C3D Confirmed. Ksh500.00 sent to …` */
export function sendPaidMessage(core: Core, receipt: Receipt, organisationName: string): void {
  const subscriber = findSubscriber(core, receipt.phoneNumber)
  const amount = `Ksh${toMessageAmount(receipt.amountKes)}`
  const at = toMessageTime(receipt.completedAtMs)
  const balance = `Ksh${toMessageAmount(subscriber.balanceKes)}`
  const left = `Ksh${toMessageAmount(MAX_DAY_KES - spentTodayKes(core, subscriber))}`
  const what = receipt.isPayBill
    ? `${amount} sent to ${organisationName} for account ${receipt.accountReference} on ${at}.`
    : `${amount} paid to ${organisationName}. on ${at}.`
  sendMessage(
    core,
    receipt.phoneNumber,
    `${receipt.receiptNumber} Confirmed. ${what} New M-PESA balance is ${balance}. Transaction cost, Ksh0.00. ` +
      `Amount you can transact within the day is ${left}.`,
  )
}

/** Says why a payment was not made, for the codes where M-PESA says anything. */
export function sendFailedMessage(
  core: Core,
  payment: { phoneNumber: string; amountKes: number },
  organisationName: string,
  resultCode: string,
): void {
  const amount = `Ksh${toMessageAmount(payment.amountKes)}`
  const text = failedText(core, payment.phoneNumber, amount, organisationName, resultCode)
  if (text !== null) sendMessage(core, payment.phoneNumber, text)
}

/** Says that money came back. */
export function sendReversedMessage(core: Core, reversal: Reversal): void {
  const balance = toMessageAmount(findSubscriber(core, reversal.phoneNumber).balanceKes)
  sendMessage(
    core,
    reversal.phoneNumber,
    `${reversal.receiptNumber} Confirmed. Transaction ${reversal.originalReceiptNumber} has been reversed on ` +
      `${toMessageTime(reversal.completedAtMs)} and Ksh${toMessageAmount(reversal.amountKes)} is credited to your ` +
      `M-PESA account. New M-PESA balance is Ksh${balance}.`,
  )
}

function failedText(core: Core, phoneNumber: string, amount: string, name: string, resultCode: string): string | null {
  const balance = `Ksh${toMessageAmount(findSubscriber(core, phoneNumber).balanceKes)}`
  switch (resultCode) {
    case '1':
      return `Failed. You do not have enough money in your M-PESA account to pay ${amount} to ${name}. Your M-PESA balance is ${balance}.`
    case '3':
      return `Failed. ${amount} is above the most you can send at once.`
    case '4':
      return `Failed. ${amount} to ${name} would exceed your daily transaction limit.`
    case '8':
      return `Failed. ${name} cannot receive ${amount} at this time.`
    case '2001':
      return findSubscriber(core, phoneNumber).isLocked
        ? 'You have entered a wrong PIN three times. Your M-PESA PIN is locked. Dial 100 or 200 for help.'
        : 'You have entered a wrong M-PESA PIN. Please try again with the correct PIN.'
    case '8006':
      return 'Your M-PESA PIN is locked. Dial 100 or 200 for help.'
    case 'rejected':
      return `Failed. ${name} did not accept your payment of ${amount}. Your M-PESA balance is ${balance}.`
    default:
      return null
  }
}
