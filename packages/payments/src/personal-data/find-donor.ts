// Everything that is kept about one phone number: what its owner may ask for.

import { type Callback, type PhoneNumber, parseCallback } from '@harambee/daraja'
import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { ReceiptTable, Tables } from '../database/tables.ts'
import { FORGOTTEN_BODY } from '../forgotten.ts'
import { listMessages, type MessageEntry } from '../messages/outbox.ts'
import type { OpenedTask } from '../paid-already/task.ts'
import type { Payment } from '../payment.ts'
import type { Pledge } from '../pledges/pledge.ts'
import { listPledgesOf } from '../pledges/pledge-rows.ts'
import { findDetails } from '../queries/donation-details.ts'
import { type InboxEntry, listInboxOf } from '../queries/list-inbox.ts'
import { listPaymentHistory } from '../queries/list-payment-history.ts'
import { findStoppedAt } from '../queries/stopped-phones.ts'
import { listOpenedTasks } from '../queries/tasks.ts'
import type { Sealer } from '../sealing.ts'

/** What is kept about one phone number. Personal data: for its owner and nobody else. */
export interface Donor {
  readonly payments: readonly DonorPayment[]
  /** Money from this number that no payment of ours holds yet. */
  readonly unmatched: readonly ReceiptTable[]
  /** Callbacks about this number that belong to no payment. */
  readonly callbacks: readonly InboxEntry[]
  /** When its owner asked for no more prompts; null: never. */
  readonly promptsStoppedAtMs: number | null
  /** When its owner wants to be reminded to give. */
  readonly pledges: readonly Pledge[]
}

export interface DonorPayment {
  readonly payment: Payment
  readonly history: Awaited<ReturnType<typeof listPaymentHistory>>
  readonly callbacks: readonly InboxEntry[]
  /** What was told with its donation; null: nothing. */
  readonly details: Awaited<ReturnType<typeof findDetails>>
  /** What was told of it having been paid already. */
  readonly tasks: readonly OpenedTask[]
  /** What was written about it. */
  readonly messages: readonly MessageEntry[]
}

/** Rows read at once. */
const PAGE = 200

export async function findDonor(kysely: Kysely<Tables>, sealer: Sealer, phoneNumber: PhoneNumber): Promise<Donor> {
  const phoneHash = sealer.hashPhone(phoneNumber)
  const payments: DonorPayment[] = []
  for (const payment of await listDonorPayments(kysely, phoneHash)) {
    const [history, callbacks, details, tasks, messages] = await Promise.all([
      listPaymentHistory(kysely, payment.id),
      listInboxOf(kysely, sealer, payment.id),
      findDetails(kysely, sealer, payment.donationId),
      listOpenedTasks(kysely, sealer, payment.id),
      listMessages(kysely, sealer, { state: null, paymentId: payment.id, limit: PAGE }),
    ])
    payments.push({ payment, history, callbacks, details, tasks, messages })
  }
  return {
    payments,
    unmatched: await listUnmatched(kysely, phoneHash),
    callbacks: await listStrays(kysely, sealer, phoneNumber),
    promptsStoppedAtMs: await findStoppedAt(kysely, phoneHash),
    pledges: await listPledgesOf(kysely, sealer, phoneHash),
  }
}

/** Payments of one number, oldest first. */
export async function listDonorPayments(kysely: Kysely<Tables>, phoneHash: string): Promise<Payment[]> {
  const rows = await kysely
    .selectFrom('payments')
    .select(PAYMENT_COLUMNS)
    .where('phone_hash', '=', phoneHash)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toPayment)
}

/** Receipts nobody has matched whose confirmation named this number. */
export function listUnmatched(kysely: Kysely<Tables>, phoneHash: string): Promise<ReceiptTable[]> {
  return kysely
    .selectFrom('receipts')
    .selectAll()
    .where('payment_id', 'is', null)
    .where('payer', 'like', `%"phoneHash":"${phoneHash}"%`)
    .orderBy('receipt_number')
    .execute()
}

/** Every callback that belongs to no payment is opened: its body alone tells whose number it names. */
export async function listStrays(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  phoneNumber: PhoneNumber,
): Promise<InboxEntry[]> {
  const found: InboxEntry[] = []
  for (let after = 0; ; ) {
    const page = await listInboxOf(kysely, sealer, null, { after, limit: PAGE })
    found.push(...page.filter(({ rawBody }) => rawBody !== null && isAbout(rawBody, phoneNumber)))
    after = page.at(-1)?.id ?? after
    if (page.length < PAGE) return found
  }
}

function isAbout(body: Buffer, phoneNumber: PhoneNumber): boolean {
  if (body.equals(FORGOTTEN_BODY)) return false
  const callback: Callback = parseCallback(body)
  if (callback.phoneNumber === phoneNumber) return true
  // A refused payment's callback names no number, but for the end of its checkout request.
  return callback.checkoutRequestId?.endsWith(phoneNumber.slice(-9)) === true
}
