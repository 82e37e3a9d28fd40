// A person who has looked: the code is real, and its money goes into the books the way money does that a person places
// (place-receipt.ts); or it is not. Either way the task says who found it, and what they noted.

import type { ReceiptTable } from '../database/tables.ts'
import type { PaymentId } from '../payment.ts'
import { type Placed, placeReceipt } from '../place-receipt.ts'
import { findDonation } from '../queries/find-donation.ts'
import { changeTask, findTask } from '../queries/tasks.ts'
import { adoptGift } from './adopt-gift.ts'
import type { HearContext } from './hear-giver.ts'
import { lookUpCode } from './look-up-code.ts'
import type { OpenedTask } from './task.ts'

export interface Finding {
  readonly by: string
  readonly note: string | null
  /** null: not paid. */
  readonly paid: {
    /** As M-PESA has it, in capitals. */
    readonly receiptNumber: string
    readonly amountKes: number
  } | null
}

/** `unknown`: no such task · `done`: somebody has resolved it already · `refused`: why the money cannot be booked. */
export type Resolved =
  | { readonly outcome: 'resolved'; readonly task: OpenedTask }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'done'; readonly task: OpenedTask }
  | { readonly outcome: 'refused'; readonly because: string }

export async function resolveTask(context: HearContext, id: string, finding: Finding): Promise<Resolved> {
  const { database, sealer, ports } = context
  const task = await findTask(database.kysely, sealer, id)
  if (!task) return { outcome: 'unknown' }
  if (task.state === 'done') return { outcome: 'done', task }
  const booked = finding.paid === null ? null : await book(context, task, finding.paid, finding.by)
  if (booked !== null && 'because' in booked) return { outcome: 'refused', because: booked.because }
  const changed = await changeTask(context, id, ['asking', 'open'], {
    state: 'done',
    outcome: booked === null ? 'dismissed' : 'linked',
    linkedPaymentId: booked?.paymentId ?? null,
    because: booked === null ? 'a person found no such payment' : 'a person found the payment',
    resolvedBy: finding.by,
    note: finding.note,
    changedAtMs: ports.nowMs(),
  })
  if (changed === null) return { outcome: 'done', task }
  context.onChanged([task.paymentId, ...(booked ? [booked.paymentId] : [])])
  return { outcome: 'resolved', task: changed }
}

async function book(
  context: HearContext,
  task: OpenedTask,
  paid: { readonly receiptNumber: string; readonly amountKes: number },
  by: string,
): Promise<{ readonly paymentId: string } | { readonly because: string }> {
  const { database, sealer, ports } = context
  const donation = await findDonation(database.kysely, task.paymentId, ports.nowMs())
  if (!donation) return { because: 'its payment is not there any more' }
  const { payment, giverHash } = donation
  const question = { payment, spellings: [paid.receiptNumber], isBelieved: true }
  const money = await lookUpCode(database.kysely, sealer, question)
  if (money.found === 'own') return { paymentId: money.paymentId }
  if (money.found === 'gift' && giverHash !== null && (await adoptGift(context, money.donationId, giverHash))) {
    return { paymentId: money.paymentId }
  }
  const place = { kind: 'payment', paymentId: task.paymentId } as const
  const told = toToldReceipt(paid, ports.nowMs())
  return toBooked(await placeReceipt(context, paid.receiptNumber, place, by, told), paid.receiptNumber)
}

/** A receipt only a person has told of. */
function toToldReceipt(
  { receiptNumber, amountKes }: { readonly receiptNumber: string; readonly amountKes: number },
  atMs: number,
): Omit<ReceiptTable, 'seal'> {
  return {
    receipt_number: receiptNumber,
    payment_id: null,
    channel: 'operator',
    amount_kes: amountKes,
    confirmed_kes: null,
    account_reference: null,
    payer: null,
    occurred_at: null,
    inbox_id: null,
    created_at: atMs,
  }
}

function toBooked(placed: Placed, receiptNumber: string): { paymentId: PaymentId } | { because: string } {
  switch (placed.outcome) {
    case 'placed':
      return { paymentId: placed.payment.id }
    case 'held':
      return { because: `${receiptNumber} is the receipt of payment ${placed.paymentId} already` }
    case 'unknown':
      return { because: `there is no such ${placed.what}` }
    case 'refused':
      return { because: placed.because }
  }
}
