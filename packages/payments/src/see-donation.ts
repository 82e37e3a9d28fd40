// A donation as far as somebody may see it: decided here, where it is read, and nowhere before (docs/security.md, T8).

import { maskPhoneNumberForPayer } from '@harambee/daraja'
import type { CallbackTokens } from './callback-url.ts'
import type { Database } from './database/database.ts'
import type { Ports } from './ports.ts'
import { type Donation, findDonation } from './queries/find-donation.ts'
import { findPhoneNumber } from './queries/find-phone-number.ts'
import { listSerials } from './queries/list-serials.ts'
import { toReceiptCheck } from './receipt-check.ts'
import { toSerialText } from './receipt-serial.ts'
import type { Sealer } from './sealing.ts'

/** A donation, and who is looking at it. */
export interface SeenDonation extends Donation {
  readonly isGiver: boolean
  /** The giver, or whoever holds a signed link. */
  readonly maySee: boolean
  /** `0712 ••• 678`, for the giver to recognise; null for others, and once the number is forgotten. */
  readonly ownPhone: string | null
  /** Receipt numbers of its payments, by payment, each with the check that proves it; none for who may not see them. */
  readonly serials: ReadonlyMap<string, SeenSerial>
}

/** `2026-000417`, and `2026-000417-7K2Q9XW3MB`. */
export interface SeenSerial {
  readonly serial: string
  readonly check: string
}

export interface SeeContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Ports
  /** Makes and checks the tokens of signed links. */
  readonly links: CallbackTokens
}

/**
 * @param giver the cookie of their browser
 * @param link the token of a signed link
 * @returns null where there is no such payment
 */
export async function seeDonation(
  { database, sealer, ports, links }: SeeContext,
  paymentId: string,
  giver: string | null,
  link: string | null,
): Promise<SeenDonation | null> {
  const donation = await findDonation(database.kysely, paymentId, ports.nowMs())
  if (!donation) return null
  const isGiver = giver !== null && donation.giverHash === sealer.hashGiver(giver)
  const maySee = isGiver || (link !== null && links.isToken(donation.payment.id, link))
  const phoneNumber = maySee ? await findPhoneNumber(database.kysely, sealer, paymentId) : null
  const numbered = maySee
    ? await listSerials(
        database.kysely,
        donation.payments.map(({ id }) => id),
      )
    : []
  const serials = new Map(
    [...numbered].map(([id, serial]) => [id, { serial: toSerialText(serial), check: toReceiptCheck(sealer, serial) }]),
  )
  return { ...donation, isGiver, maySee, serials, ownPhone: phoneNumber && maskPhoneNumberForPayer(phoneNumber) }
}
