// The payment to make of money nobody was prompted for: a gift of its own, or another payment of a donation.

import { createHash } from 'node:crypto'
import { maskPhoneNumber, type PhoneNumber, type Shillings } from '@harambee/daraja'
import { signDonation } from './audit.ts'
import type { CreatedPayment } from './database/changes.ts'
import { HIDDEN_PHONE } from './forgotten.ts'
import type { PayerHint } from './match-confirmation.ts'
import { newPayment, type PaymentId } from './payment.ts'
import { PHONE_BELONGS_TO } from './queries/find-phone-number.ts'
import type { Sealer } from './sealing.ts'

/** What came, and from whom as far as M-PESA shows it. */
export interface Money {
  readonly receiptNumber: string
  readonly amountKes: number
  /** null where it is masked, hashed or absent. */
  readonly phoneNumber: PhoneNumber | null
  /** As it was sent, to tell one hidden payer from another. */
  readonly payer: string | null
  readonly hint: PayerHint
}

/** For whom it is. `donationId` null: a donation of its own. */
export interface Purpose {
  readonly campaign: string
  readonly accountReference: string
  readonly donationId: string | null
  readonly shortCode: string
}

/**
 * What is true of it is said by the report that follows. Its id follows from the receipt number, under a key: made twice, it
 * is the same payment, so no receipt can be booked twice.
 */
export function toPaymentOfMoney(sealer: Sealer, money: Money, purpose: Purpose, atMs: number): CreatedPayment {
  const { phoneNumber, payer, receiptNumber, hint } = money
  const own = toMoneyIds(sealer, receiptNumber)
  const id = own.paymentId
  const donation = {
    id: purpose.donationId ?? own.donationId,
    campaign: purpose.campaign,
    giver_hash: null,
    created_at: atMs,
  }
  const payment = newPayment({
    id,
    donationId: donation.id,
    campaign: purpose.campaign,
    amountKes: money.amountKes as Shillings,
    // Where the number is hidden, nobody else must seem to be the same person.
    phoneHash: hint.phoneHash ?? sealer.hashPhone(`hidden/${payer ?? receiptNumber}`),
    phoneMasked: phoneNumber === null ? toMasked(hint) : maskPhoneNumber(phoneNumber),
    shortCode: purpose.shortCode,
    accountReference: purpose.accountReference,
    createdAtMs: atMs,
    pushDeadlineMs: atMs,
  })
  return {
    payment,
    donation: purpose.donationId === null ? { ...donation, seal: signDonation(sealer, donation) } : null,
    phoneSealed: phoneNumber === null ? null : sealer.seal(phoneNumber, PHONE_BELONGS_TO(id)),
  }
}

/** The payment that was made of a receipt, and the donation, where it is one of its own. */
export function toMoneyIds(sealer: Sealer, receiptNumber: string): { paymentId: PaymentId; donationId: string } {
  return {
    paymentId: toId(sealer, 'payment of', receiptNumber) as PaymentId,
    donationId: toId(sealer, 'donation of', receiptNumber),
  }
}

function toId(sealer: Sealer, what: string, receiptNumber: string): string {
  return createHash('sha256')
    .update(sealer.sign(what, [receiptNumber]))
    .digest('hex')
    .slice(0, 32)
}

/** `2547 ***** 349` → `2547•••••349`, never more digits than our own mask shows; a hash tells nothing. */
function toMasked({ visible }: PayerHint): string {
  return visible ? `${visible.start}•••••${visible.end}` : HIDDEN_PHONE
}
