// What the books hold of a code somebody has typed, found by one statement whether it is nobody's, theirs or another's: the
// answer to whoever guesses takes the same work.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { FORGOTTEN_HASH } from '../forgotten.ts'
import { isSamePayer } from '../match-confirmation.ts'
import type { Payment } from '../payment.ts'
import { toMoneyIds } from '../payment-of-money.ts'
import type { Sealer } from '../sealing.ts'

/**
 * In descending precedence. `own`: the receipt of a payment of this donation · `free`: money nobody holds, told of by
 * whoever is believed at once · `gift`: a gift to the campaign that has no giver yet, and is as large and from the same phone ·
 * `none`: nothing that can be settled without a person, for the treasurer's eyes.
 */
export type FoundMoney =
  | { readonly found: 'own'; readonly receiptNumber: string; readonly paymentId: string }
  | { readonly found: 'free'; readonly receiptNumber: string }
  | { readonly found: 'gift'; readonly receiptNumber: string; readonly paymentId: string; readonly donationId: string }
  | { readonly found: 'none'; readonly because: string }

/** @param spellings what the code may have been; the likeliest first */
export async function lookUpCode(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  { payment, spellings, isBelieved }: Question,
): Promise<FoundMoney> {
  const rows = await kysely
    .selectFrom('receipts')
    .leftJoin('payments', 'payments.id', 'receipts.payment_id')
    .leftJoin('donations', 'donations.id', 'payments.donation_id')
    .leftJoin('inbox', 'inbox.id', 'receipts.inbox_id')
    .select(['receipts.receipt_number', 'receipts.amount_kes', 'receipts.payer', 'payments.id as payment_id'])
    .select(['payments.donation_id', 'payments.campaign', 'payments.status', 'payments.phone_hash'])
    .select(['donations.giver_hash', 'inbox.is_allowed'])
    .where('receipts.receipt_number', 'in', [...spellings])
    .execute()
  const found = spellings.flatMap(spelling => rows.filter(row => row.receipt_number === spelling)).map(judge)
  return found.find(one => one.found !== 'none') ?? found[0] ?? { found: 'none', because: 'no such receipt has come' }

  function judge(row: (typeof rows)[number]): FoundMoney {
    const { receipt_number: receiptNumber, payment_id: paymentId } = row
    const none = (because: string) => ({ found: 'none', because }) as const
    if (paymentId !== null && row.donation_id === payment.donationId) return { found: 'own', receiptNumber, paymentId }
    if (row.amount_kes !== payment.amountKes) {
      return none(`it is over KSh ${row.amount_kes}, and the gift over KSh ${payment.amountKes}`)
    }
    if (paymentId === null) {
      // Without a callback it came from M-PESA's own list.
      const mayLink = isBelieved && row.is_allowed !== 0
      return mayLink ? { found: 'free', receiptNumber } : none('its confirmation counts only once a person agrees')
    }
    const made = toMoneyIds(sealer, receiptNumber)
    const isGift =
      made.paymentId === paymentId &&
      made.donationId === row.donation_id &&
      row.giver_hash === null &&
      row.phone_hash !== FORGOTTEN_HASH &&
      row.campaign === payment.campaign &&
      row.status === 'succeeded' &&
      isSamePayer(payment, row.payer)
    return isGift
      ? { found: 'gift', receiptNumber, paymentId, donationId: made.donationId }
      : none(`its receipt is that of payment ${paymentId}`)
  }
}

export interface Question {
  /** On whose page it is asked. */
  readonly payment: Payment
  readonly spellings: readonly string[]
  /** Confirmations from allowed addresses are believed; false: only M-PESA's list or a person is. */
  readonly isBelieved: boolean
}
