// What the books say for one payment's receipt. Who may have it is decided where the donation was looked up.

import { maskPhoneNumberForPayer } from '@harambee/daraja'
import type { Charity } from '../charity.ts'
import type { Database } from '../database/database.ts'
import { type DoubledGift, findDoubledGift } from '../doubled-gifts.ts'
import type { Language } from '../languages.ts'
import type { Payment } from '../payment.ts'
import { findCharity } from '../queries/charity-row.ts'
import { findDetails } from '../queries/donation-details.ts'
import { findDonation } from '../queries/find-donation.ts'
import { findPhoneNumber } from '../queries/find-phone-number.ts'
import { listSerials } from '../queries/list-serials.ts'
import { toReceiptCheck } from '../receipt-check.ts'
import { toSerialText } from '../receipt-serial.ts'
import type { Sealer } from '../sealing.ts'
import { findCloth } from './find-cloth.ts'
import type { ReceiptCharity, ReceiptFacts, ReceiptState } from './receipt-facts.ts'

export interface ReceiptContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: { nowMs(): number }
  readonly mode: ReceiptFacts['mode']
  /** Of the site, where the receipt is checked; without a slash behind it. */
  readonly origin: string
}

/** A payment that was never paid has no receipt; one that was keeps it, whatever became of the money. */
const STATES: Readonly<Record<Payment['status'], ReceiptState>> = {
  succeeded: 'confirmed',
  reversed: 'given-back',
  created: 'void',
  pending: 'void',
  failed: 'void',
  review: 'void',
}

/** @returns null where there is no such payment, or it was never paid */
export async function findReceiptFacts(
  { database, sealer, ports, mode, origin }: ReceiptContext,
  paymentId: string,
  language: Language,
): Promise<ReceiptFacts | null> {
  const { kysely } = database
  const serial = (await listSerials(kysely, [paymentId])).get(paymentId)
  const donation = serial && (await findDonation(kysely, paymentId, ports.nowMs()))
  if (!donation) return null
  const { payment, campaign } = donation
  const [charity, details, phoneNumber, cloth, doubled] = await Promise.all([
    findCharity(kysely),
    findDetails(kysely, sealer, donation.id),
    findPhoneNumber(kysely, sealer, paymentId),
    findCloth(kysely, payment, serial),
    findDoubledGift(kysely, donation.payments),
  ])
  return {
    language,
    state: STATES[payment.status],
    mode,
    serial: toSerialText(serial),
    checkUrl: `${origin}/v/${toReceiptCheck(sealer, serial)}`,
    amountKes: payment.amountKes,
    givenAtMs: payment.occurredAtMs ?? payment.settledAtMs ?? payment.createdAtMs,
    receiptNumber: payment.receiptNumber,
    // Nobody tells it yet: money that goes back is a treasurer's work in M-PESA.
    reversalNumber: null,
    payerMasked: phoneNumber ? maskPhoneNumberForPayer(phoneNumber) : toShortMask(payment.phoneMasked),
    giver: { name: details?.name ?? null, kraPin: details?.kraPin ?? null },
    campaign: { title: campaign.content[language].title, jina: campaign.content.jina },
    charity: toCharity(charity, campaign.content.charity),
    cloth,
    doubled: toDoubled(doubled, paymentId),
  }
}

/** What the mask still shows of a number that is forgotten, as its giver would write it. */
export function toShortMask(masked: string): string {
  const [, first = '', last = ''] = /^254([17]).*(\d{3})$/.exec(masked) ?? []
  return first === '' ? masked : `0${first}•• ••• ${last}`
}

function toCharity(charity: Charity | null, name: string): ReceiptCharity {
  if (charity === null) {
    return { legalName: name, registrationNumber: null, kraPin: null, exemption: null, address: [], contact: null }
  }
  const { legalName, registrationNumber, kraPin, exemption, address, email, phone } = charity
  return { legalName, registrationNumber, kraPin, exemption, address, contact: email ?? toWritten(phone) }
}

/** `254712345678` → `0712 345 678`. */
function toWritten(phone: string | null): string | null {
  return phone === null ? null : phone.replace(/^254(...)(...)(...)$/, '0$1 $2 $3')
}

function toDoubled(doubled: DoubledGift | null, paymentId: string): ReceiptFacts['doubled'] {
  const own = doubled?.payments.find(({ payment }) => payment.id === paymentId)
  if (!doubled || !own) return null
  const others = doubled.payments.flatMap(({ payment }) =>
    payment.id === paymentId || payment.receiptNumber === null ? [] : [payment.receiptNumber],
  )
  return { others, wish: own.wish }
}
