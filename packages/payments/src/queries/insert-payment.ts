import type { Kysely } from 'kysely'
import { signDonation } from '../audit.ts'
import type { HistoryEntry } from '../database/changes.ts'
import { toPaymentRow } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import type { DonationDetails } from '../donation-details.ts'
import type { Language } from '../languages.ts'
import type { Payment } from '../payment.ts'
import type { Sealer } from '../sealing.ts'
import { toNoteEntry } from '../to-note-entry.ts'
import { appendHistory } from './append-history.ts'
import { insertDetails } from './donation-details.ts'
import { insertGiverLanguage } from './giver-language.ts'

/**
 * Stores a new payment, with its donation where it is the first attempt, the prompt the limits count, and its first line of
 * history.
 */
export async function insertPayment(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  payment: Payment,
  about: {
    readonly isNewDonation: boolean
    readonly details: DonationDetails | null
    readonly language: Language | null
    readonly addressHash: string | null
    readonly giverHash: string | null
    readonly phoneSealed: Uint8Array
  },
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
    if (about.language) await insertGiverLanguage(transaction, payment.donationId, about.language)
    if (about.details) {
      const { donationId: id, campaign, createdAtMs } = payment
      await insertDetails(transaction, sealer, { id, campaign, createdAtMs }, about.details)
    }
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
  await appendHistory(transaction, sealer, [toFirstEntry(sealer, payment)])
}

function toFirstEntry(sealer: Sealer, payment: Payment): HistoryEntry {
  const because = `KSh ${payment.amountKes} for ${payment.campaign}, before anybody was prompted`
  const note = { at: payment.createdAtMs, source: 'intent', said: 'asked-for', because }
  return { ...toNoteEntry(sealer, payment, note), amount_kes: payment.amountKes }
}
