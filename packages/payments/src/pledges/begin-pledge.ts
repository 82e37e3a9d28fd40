// A pledge is stored beside the gift it was made with. It begins once that is paid: so nobody has somebody else's phone
// reminded, for the owner of the phone has typed their PIN.

import { maskPhoneNumber, type PhoneNumber } from '@harambee/daraja'
import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { DEFAULT_LANGUAGE } from '../languages.ts'
import type { Payment } from '../payment.ts'
import type { PaymentIntent } from '../payment-intent.ts'
import type { Ports } from '../ports.ts'
import type { Sealer } from '../sealing.ts'
import type { PledgeWish } from './pledge.ts'
import { toDueMs, toFirstDay } from './pledge.ts'
import { makePledgeId } from './pledge-links.ts'
import { insertPledge } from './pledge-rows.ts'

/** In the transaction that stores the gift. */
export async function beginPledge(
  transaction: Kysely<Tables>,
  { sealer, ports }: { readonly sealer: Sealer; readonly ports: Pick<Ports, 'random'> },
  payment: Payment,
  intent: PaymentIntent & { readonly phoneNumber: PhoneNumber; readonly pledge: PledgeWish },
): Promise<void> {
  const { pledge: wish, phoneNumber, details, language } = intent
  const nowMs = payment.createdAtMs
  const nextOn = toFirstDay(wish, nowMs)
  await insertPledge(transaction, sealer, {
    ...wish,
    id: makePledgeId(ports.random),
    donationId: payment.donationId,
    campaign: payment.campaign,
    amountKes: payment.amountKes,
    language: language ?? DEFAULT_LANGUAGE,
    state: 'active',
    nextOn,
    nextAtMs: toDueMs(nextOn),
    remindedOn: null,
    contact: { phone: phoneNumber, email: details?.email ?? null },
    phoneHash: payment.phoneHash,
    phoneMasked: maskPhoneNumber(phoneNumber),
    createdAtMs: nowMs,
    changedAtMs: nowMs,
  })
}
