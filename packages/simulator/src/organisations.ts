// Who can be paid: PayBills, stores and their tills.

import type { Core } from './core.ts'
import type { Organisation } from './tables.ts'

/** The organisation with this PayBill or store number. */
export function findOrganisation(core: Core, shortCode: string): Organisation | undefined {
  return core.store.rows.organisations.get(shortCode)
}

/** Whether `tillNumber` is a till of this store. Where no tills were listed, any other number counts as one. */
export function isTillOf(organisation: Organisation, tillNumber: string): boolean {
  if (!organisation.isStore) return false
  return organisation.tills === null ? tillNumber !== organisation.shortCode : organisation.tills.includes(tillNumber)
}

/**
 * Who gets money sent to this number from a phone's menu, and whether the number is a PayBill or a till. A till that is
 * not listed is known once it was prompted for.
 */
export function findReceiver(
  core: Core,
  number: string,
): { organisation: Organisation; isPayBill: boolean } | undefined {
  const organisation = findOrganisation(core, number)
  if (organisation?.isPayBill) return { organisation, isPayBill: true }

  const store = findOrganisation(core, core.store.rows.tills.get(number) ?? '') ?? findStoreOfTill(core, number)
  return store ? { organisation: store, isPayBill: false } : undefined
}

/** Whose number this is: PayBill, store or till. */
export function findOwner(core: Core, number: string): Organisation | undefined {
  return findOrganisation(core, number) ?? findReceiver(core, number)?.organisation
}

/** Remembers which store a till was prompted for, since nothing but a push says so where tills are not listed. */
export function rememberTill(core: Core, tillNumber: string, organisation: Organisation): void {
  if (core.store.rows.tills.get(tillNumber) === organisation.shortCode) return
  if (core.store.rows.tills.size >= MAX_REMEMBERED_TILLS) return
  core.store.put('tills', tillNumber, organisation.shortCode)
}

const MAX_REMEMBERED_TILLS = 10_000

function findStoreOfTill(core: Core, tillNumber: string): Organisation | undefined {
  for (const organisation of core.store.rows.organisations.values()) {
    if (organisation.isStore && organisation.tills?.includes(tillNumber)) return organisation
  }
  return undefined
}
