import { type Kysely, sql } from 'kysely'
import { signDonation, signEntry, signPayment } from '../audit.ts'
import { toPaymentRow } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'
import type { Sealer } from '../sealing.ts'

/**
 * Stores a new payment, with its donation where it is the first attempt, the prompt the limits count, and its first line of
 * history.
 */
export async function insertPayment(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  payment: Payment,
  about: { isNewDonation: boolean; addressHash: string | null; giverHash: string | null; phoneSealed: Uint8Array },
): Promise<void> {
  if (about.isNewDonation) {
    const donation = {
      id: payment.donationId,
      campaign: payment.campaign,
      giver_hash: about.giverHash,
      created_at: payment.createdAtMs,
    }
    await transaction
      .insertInto('donations')
      .values({ ...donation, seal: signDonation(sealer, donation) })
      .execute()
  }
  await transaction
    .insertInto('payments')
    .values({ ...toPaymentRow(payment), phone_sealed: about.phoneSealed })
    .execute()
  await transaction
    .insertInto('prompts')
    .values({
      payment_id: payment.id,
      asked_at: payment.createdAtMs,
      phone_hash: payment.phoneHash,
      address_hash: about.addressHash,
    })
    .execute()
  await appendFirstEntry(transaction, sealer, payment)
}

/** Takes the end of the chain, which stays locked until the commit, and so comes last. */
async function appendFirstEntry(transaction: Kysely<Tables>, sealer: Sealer, payment: Payment): Promise<void> {
  const head = await transaction
    .updateTable('history_head')
    .set({ entries: sql<number>`entries + 1` })
    .where('id', '=', 1)
    .returning('hash')
    .executeTakeFirstOrThrow()
  const entry = {
    payment_id: payment.id,
    at: payment.createdAtMs,
    source: 'intent',
    said: 'asked-for',
    verdict: 'applied',
    because: `KSh ${payment.amountKes} for ${payment.campaign}, before anybody was prompted`,
    status_before: payment.status,
    status_after: payment.status,
    result_code: null,
    amount_kes: payment.amountKes,
    receipt_number: null,
    inbox_id: null,
    payment_hash: signPayment(sealer, payment),
  }
  const chain_hash = signEntry(sealer, head.hash, entry)
  await transaction
    .insertInto('payment_history')
    .values({ ...entry, chain_hash })
    .execute()
  await transaction.updateTable('history_head').set({ hash: chain_hash }).where('id', '=', 1).execute()
}
