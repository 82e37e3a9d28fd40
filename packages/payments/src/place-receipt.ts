// Money nobody holds, and a person who says whose it is. One receipt goes to one payment: it is looked at and given away in
// one transaction, and the history says who gave it.

import { NO_KEYS } from './database/changes.ts'
import type { Database } from './database/database.ts'
import type { ReceiptTable } from './database/tables.ts'
import type { PayerHint } from './match-confirmation.ts'
import type { Payment, ReceiptNumber } from './payment.ts'
import { type Purpose, toPaymentOfMoney } from './payment-of-money.ts'
import type { Ports } from './ports.ts'
import type { Sealer } from './sealing.ts'
import { openBooks, type WorkingBooks } from './working-books.ts'

export interface PlaceContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs'>
  readonly shortCode: string
}

/** A payment, or a campaign by its slug. */
export type Place =
  | { readonly kind: 'payment'; readonly paymentId: string }
  | { readonly kind: 'campaign'; readonly campaign: string }

/**
 * `placed`: the payment that holds it now · `held`: another payment held it already · `unknown`: no such receipt, payment or
 * campaign · `refused`: why the payment cannot take it.
 */
export type Placed =
  | { readonly outcome: 'placed'; readonly payment: Payment }
  | { readonly outcome: 'held'; readonly paymentId: string }
  | { readonly outcome: 'unknown'; readonly what: 'receipt' | 'payment' | 'campaign' }
  | { readonly outcome: 'refused'; readonly because: string }

/**
 * @param by who says so
 * @param told a receipt nobody but this person has told of; left out: it must have come
 */
export async function placeReceipt(
  { database, sealer, ports, shortCode }: PlaceContext,
  receiptNumber: string,
  place: Place,
  by: string,
  told?: Omit<ReceiptTable, 'seal'>,
): Promise<Placed> {
  const atMs = ports.nowMs()
  const found: { placed: Placed } = { placed: { outcome: 'unknown', what: 'receipt' } }
  const slug = place.kind === 'campaign' ? place.campaign : null
  const campaign = slug === null ? undefined : await findAccount(database, slug)
  await database.apply(
    {
      ...NO_KEYS,
      paymentIds: place.kind === 'payment' ? [place.paymentId] : [],
      receiptNumbers: [receiptNumber],
    },
    facts => {
      const books = openBooks(facts, atMs, sealer)
      const receipt = books.findReceipt(receiptNumber) ?? told
      const payment = place.kind === 'payment' ? books.findPayment(place.paymentId) : undefined
      const purpose = payment ? { ...payment, shortCode } : campaign && { ...campaign, donationId: null, shortCode }
      if (!receipt) found.placed = { outcome: 'unknown', what: 'receipt' }
      else if (receipt.payment_id !== null) found.placed = { outcome: 'held', paymentId: receipt.payment_id }
      else if (!purpose) found.placed = { outcome: 'unknown', what: place.kind }
      else found.placed = give(books, sealer, { receipt, payment, purpose, by, atMs })
      return books.toChanges()
    },
  )
  return found.placed
}

interface Gift {
  readonly receipt: Omit<ReceiptTable, 'seal'>
  /** null in effect where it is for a campaign. */
  readonly payment: Payment | undefined
  readonly purpose: Purpose
  readonly by: string
  readonly atMs: number
}

/** The payment takes it where it can be its own; what is of another amount, or beside what is paid, is another payment. */
function give(books: WorkingBooks, sealer: Sealer, { receipt, payment, purpose, by, atMs }: Gift): Placed {
  const isItsOwn = payment?.amountKes === receipt.amount_kes && payment.receiptNumber === null
  const created = isItsOwn ? null : toPaymentOfMoney(sealer, toMoney(receipt), purpose, atMs)
  if (created) books.create(created)
  const taker = created?.payment ?? payment
  if (!taker) return { outcome: 'unknown', what: 'payment' }
  const receiptNumber = receipt.receipt_number as ReceiptNumber
  const report = {
    source: 'operator',
    said: 'succeeded',
    atMs,
    by,
    amountKes: receipt.amount_kes,
    receiptNumber,
  } as const
  const decision = books.apply(taker, report)
  const isPlaced = decision.payment.receiptNumber === receiptNumber
  return isPlaced ? { outcome: 'placed', payment: decision.payment } : { outcome: 'refused', because: decision.because }
}

/** The number itself is not kept with a receipt, only what a confirmation shows of it. */
function toMoney(receipt: Omit<ReceiptTable, 'seal'>) {
  const { phoneHash = null, visible = null }: Partial<PayerHint> = JSON.parse(receipt.payer ?? '{}')
  return {
    receiptNumber: receipt.receipt_number,
    amountKes: receipt.amount_kes,
    phoneNumber: null,
    payer: null,
    hint: { phoneHash, visible },
  }
}

async function findAccount({ kysely }: Database, slug: string) {
  const row = await kysely
    .selectFrom('campaigns')
    .select(['slug', 'account_reference'])
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && { campaign: row.slug, accountReference: row.account_reference }
}
