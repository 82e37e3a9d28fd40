// Takes the phone number out of a few payments, and out of everything that belongs to them, in one short transaction. The
// books stay whole: amounts, receipts and the history remain, and the history says that the number was forgotten.

import type { Kysely } from 'kysely'
import { signDonation, signReceipt } from '../audit.ts'
import type { Database } from '../database/database.ts'
import { PAYMENT_COLUMNS, toPayment } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import { isForgotten, withoutNumber } from '../forgotten.ts'
import { toPlainAccount } from '../match-confirmation.ts'
import type { Payment } from '../payment.ts'
import type { Ports } from '../ports.ts'
import { appendHistory } from '../queries/append-history.ts'
import { deleteDetails } from '../queries/donation-details.ts'
import { listForgottenDonations } from '../queries/list-forgotten-donations.ts'
import { forgetTaskTexts } from '../queries/tasks.ts'
import type { Sealer } from '../sealing.ts'
import { toNoteEntry } from '../to-note-entry.ts'
import { forgetBodies, lockBodies } from './forget-bodies.ts'
import { forgetMessages } from './forget-messages.ts'
import { whyKept } from './why-kept.ts'

export interface ForgetContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'log'>
}

/** Who had it forgotten: somebody who asked for one donor, or the age of the payment. */
export type ForgetSource = 'operator' | 'retention'

/** Payments in one transaction: a few dozen milliseconds, in which others wait at most for the end of the history. */
export const PAYMENTS_AT_ONCE = 50

const BECAUSE = {
  operator: 'the phone number was forgotten, as its owner wished',
  retention: 'the phone number was forgotten, as it is not needed any more',
} as const satisfies Record<ForgetSource, string>

/**
 * Forgets the numbers of those among these payments that do not need them any more. Doing it twice changes nothing; what
 * an engine is working on at this moment is left for the next time.
 * @param ids at most `PAYMENTS_AT_ONCE`
 * @returns how many payments, and how many callbacks of theirs
 */
export async function forgetPayments(
  { database, sealer, ports }: ForgetContext,
  ids: readonly string[],
  source: ForgetSource,
): Promise<{ payments: number; callbacks: number }> {
  if (ids.length === 0) return { payments: 0, callbacks: 0 }
  const nowMs = ports.nowMs()
  return database.transaction([], async transaction => {
    const forgettable = (await lockPayments(transaction, database.engine, ids)).filter(
      payment => !isForgotten(payment) && whyKept(payment, nowMs) === null,
    )
    if (forgettable.length === 0) return { payments: 0, callbacks: 0 }
    const forgottenIds = forgettable.map(({ id }) => id)
    // In the order in which engines lock: payments, receipts, callbacks, and the end of the history last.
    await forgetPayers(transaction, database.engine, sealer, forgettable)
    const bodies = await lockBodies(transaction, database.engine, sealer, query =>
      query.where('inbox.payment_id', 'in', forgottenIds),
    )
    await forgetBodies(transaction, sealer, bodies)
    for (const payment of forgettable) await save(transaction, withoutNumber(payment))
    const donationIds = [...new Set(forgettable.map(({ donationId }) => donationId))].sort()
    const forgotten = await listForgottenDonations(transaction, donationIds)
    if (forgotten.length > 0) {
      await forgetGivers(transaction, sealer, forgotten)
      await deleteDetails(transaction, forgotten)
      await forgetTaskTexts(transaction, sealer, forgotten)
    }
    // They carry the number's hash. Whoever has a number erased starts anew with the limits, too.
    await transaction.deleteFrom('prompts').where('payment_id', 'in', forgottenIds).execute()
    await forgetMessages(transaction, forgottenIds, nowMs)
    await appendHistory(
      transaction,
      sealer,
      forgettable.map(payment =>
        toNoteEntry(sealer, withoutNumber(payment), { at: nowMs, source, said: 'forgotten', because: BECAUSE[source] }),
      ),
    )
    return { payments: forgettable.length, callbacks: bodies.length }
  })
}

async function lockPayments(
  transaction: Kysely<Tables>,
  engine: Database['engine'],
  ids: readonly string[],
): Promise<Payment[]> {
  const query = transaction.selectFrom('payments').select(PAYMENT_COLUMNS).where('id', 'in', ids).orderBy('id')
  const rows = await (engine === 'postgres' ? query.forUpdate().skipLocked() : query).execute()
  return rows.map(toPayment)
}

async function save(transaction: Kysely<Tables>, payment: Payment): Promise<void> {
  await transaction
    .updateTable('payments')
    .set({
      phone_sealed: null,
      phone_hash: payment.phoneHash,
      phone_masked: payment.phoneMasked,
      checkout_request_id: payment.checkoutRequestId,
    })
    .where('id', '=', payment.id)
    .execute()
}

/** What a receipt shows of who paid. The account stays where it is the campaign's: else it is what somebody has typed. */
async function forgetPayers(
  transaction: Kysely<Tables>,
  engine: Database['engine'],
  sealer: Sealer,
  payments: readonly Payment[],
): Promise<void> {
  const accounts = new Map(payments.map(payment => [String(payment.id), toPlainAccount(payment.accountReference)]))
  const query = transaction
    .selectFrom('receipts')
    .selectAll()
    .where('payment_id', 'in', [...accounts.keys()])
    .orderBy('receipt_number')
  for (const row of await (engine === 'postgres' ? query.forUpdate() : query).execute()) {
    const account = row.account_reference
    const isOurs = account !== null && toPlainAccount(account) === accounts.get(row.payment_id ?? '')
    const receipt = { ...row, payer: null, account_reference: isOurs ? account : null }
    if (row.payer === receipt.payer && account === receipt.account_reference) continue
    await transaction
      .updateTable('receipts')
      .set({
        payer: receipt.payer,
        account_reference: receipt.account_reference,
        seal: signReceipt(sealer, receipt),
      })
      .where('receipt_number', '=', row.receipt_number)
      .execute()
  }
}

/** The browser's mark goes with the last number of the donation: it would lead to other gifts of the same person. */
async function forgetGivers(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  donationIds: readonly string[],
): Promise<void> {
  const rows = await transaction
    .selectFrom('donations')
    .selectAll()
    .where('id', 'in', donationIds)
    .where('giver_hash', 'is not', null)
    .orderBy('id')
    .execute()
  for (const row of rows) {
    const donation = { ...row, giver_hash: null }
    await transaction
      .updateTable('donations')
      .set({ giver_hash: null, seal: signDonation(sealer, donation) })
      .where('id', '=', row.id)
      .execute()
  }
}
