import type { Kysely } from 'kysely'
import { toPaymentRow } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'

/** Stores a new payment, with its donation where it is the first attempt. */
export async function insertPayment(
  transaction: Kysely<Tables>,
  payment: Payment,
  about: { isNewDonation: boolean; giverHash: string | null; phoneSealed: Uint8Array },
): Promise<void> {
  if (about.isNewDonation) {
    await transaction
      .insertInto('donations')
      .values({
        id: payment.donationId,
        campaign: payment.campaign,
        giver_hash: about.giverHash,
        created_at: payment.createdAtMs,
      })
      .execute()
  }
  await transaction
    .insertInto('payments')
    .values({ ...toPaymentRow(payment), phone_sealed: about.phoneSealed })
    .execute()
}
