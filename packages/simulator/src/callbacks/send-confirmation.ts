// Tells an organisation with registered C2B addresses that money came in: from its menu, and from prompts too, so the
// same money is told twice. In production 36 of 39 prompted payments also arrived as confirmations.

import { type Core, currentFaults } from '../core.ts'
import type { Faults } from '../faults.ts'
import { findReceiver } from '../organisations.ts'
import type { C2bRegistration, Receipt } from '../tables.ts'
import { buildC2bBody } from './c2b-body.ts'
import { sendCallback } from './send-callback.ts'

/** Sends the confirmation of a receipt; does nothing where no address is registered. */
export function sendConfirmation(core: Core, receipt: Receipt, thirdPartyId: string): void {
  const registration = findRegistration(core, receipt.shortCode)
  const receiver = findReceiver(core, receipt.shortCode)
  if (registration === undefined || receiver === undefined) return
  const body = buildC2bBody(
    {
      isPayBill: receipt.isPayBill,
      receiptNumber: receipt.receiptNumber,
      atMs: receipt.completedAtMs,
      amountKes: receipt.amountKes,
      shortCode: receipt.shortCode,
      accountReference: receipt.accountReference,
      organisationBalanceKes: receiver.organisation.balanceKes,
      thirdPartyId,
      phoneNumber: receipt.phoneNumber,
    },
    phoneFormatFor(core, registration),
  )
  sendCallback(core, {
    kind: 'c2b-confirmation',
    checkoutRequestId: null,
    url: registration.confirmationUrl,
    shortCode: receipt.shortCode,
    body,
  })
}

/** The addresses registered for a PayBill or a till; a till may be registered through its store. */
export function findRegistration(core: Core, shortCode: string): C2bRegistration | undefined {
  const registrations = core.store.rows.c2bRegistrations
  const own = registrations.get(shortCode)
  if (own !== undefined) return own
  const receiver = findReceiver(core, shortCode)
  return receiver && registrations.get(receiver.organisation.shortCode)
}

/** Version 2 masks numbers, whatever the weather says; version 1 writes them as the weather says. */
export function phoneFormatFor(core: Core, registration: C2bRegistration): Faults['phoneFormat'] {
  const { phoneFormat } = currentFaults(core)
  return registration.version === 2 && phoneFormat === 'plain' ? 'masked' : phoneFormat
}
