// Forgets one phone number now, because its owner wishes so. What is still open keeps it until it is final.

import type { PhoneNumber } from '@harambee/daraja'
import { parseCallback } from '@harambee/daraja'
import type { Payment } from '../payment.ts'
import { findStoppedAt } from '../queries/stopped-phones.ts'
import { listDonorPayments, listStrays, listUnmatched } from './find-donor.ts'
import { forgetBodiesById, forgetCallbacks, forgetPayers } from './forget-leftovers.ts'
import { forgetPledgesOf } from './forget-messages.ts'
import { type ForgetContext, forgetPayments, PAYMENTS_AT_ONCE } from './forget-payments.ts'
import { type WhyKept, whyKept } from './why-kept.ts'
import { finishWiping, startWiping } from './wipe-freed-pages.ts'

/** What was erased; of a dry run, what would be. */
export interface Erasure {
  readonly payments: number
  readonly callbacks: number
  /** What keeps the number for now, and why. */
  readonly kept: readonly { readonly payment: Payment; readonly because: WhyKept }[]
  /** Receipts of money from this number that nobody has matched yet. */
  readonly unmatched: readonly string[]
  /** Its owner wants no prompts: a keyed hash of the number is kept, to go on refusing them. */
  readonly isStopped: boolean
}

export async function eraseDonor(
  context: ForgetContext,
  phoneNumber: PhoneNumber,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<Erasure> {
  const { database, sealer, ports } = context
  const phoneHash = sealer.hashPhone(phoneNumber)
  const known = await listDonorPayments(database.kysely, phoneHash)
  const unmatched = (await listUnmatched(database.kysely, phoneHash)).map(row => row.receipt_number)
  const strays = (await listStrays(database.kysely, sealer, phoneNumber))
    .filter(({ rawBody }) => rawBody !== null && !unmatched.includes(parseCallback(rawBody).receiptNumber ?? ''))
    .map(({ id }) => id)
  const isStopped = (await findStoppedAt(database.kysely, phoneHash)) !== null
  const about = { unmatched, isStopped }
  if (isDryRun) {
    const kept = toKept(known, ports.nowMs())
    return { payments: known.length - kept.length, callbacks: strays.length, kept, ...about }
  }

  await startWiping(database)
  let [payments, callbacks] = [0, 0]
  for (let start = 0; start < known.length; start += PAYMENTS_AT_ONCE) {
    const ids = known.slice(start, start + PAYMENTS_AT_ONCE).map(({ id }) => id)
    const done = await forgetPayments(context, ids, 'operator')
    payments += done.payments
    callbacks += done.callbacks
  }
  for (let start = 0; start < strays.length; start += PAYMENTS_AT_ONCE) {
    callbacks += await forgetBodiesById(context, strays.slice(start, start + PAYMENTS_AT_ONCE))
  }
  // What an engine held at that moment, and what came since.
  callbacks += await forgetCallbacks(context, null)
  await forgetPledgesOf(context, phoneHash)
  await forgetPayers(context, null)
  await finishWiping(database)
  const kept = toKept(await listDonorPayments(database.kysely, phoneHash), ports.nowMs())
  ports.log.warn('one phone number was erased', { payments, callbacks, kept: kept.length })
  return { payments, callbacks, kept, ...about }
}

function toKept(payments: readonly Payment[], nowMs: number): Erasure['kept'] {
  return payments.flatMap(payment => {
    const because = whyKept(payment, nowMs)
    return because === null ? [] : [{ payment, because }]
  })
}
