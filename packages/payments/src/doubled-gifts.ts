// A donation that was paid more than once: two prompts answered, or a prompt and the PayBill. All of it is the charity's until
// a person gives something back. What the giver wants is an entry of the history of each payment, signed and chained like
// every other; it changes no status and no total.

import type { Kysely } from 'kysely'
import type { Database } from './database/database.ts'
import { PAYMENT_COLUMNS, toPayment } from './database/payment-row.ts'
import type { Tables } from './database/tables.ts'
import type { Payment } from './payment.ts'
import type { Ports } from './ports.ts'
import { appendHistory } from './queries/append-history.ts'
import { listDonationPayments } from './queries/list-donation-payments.ts'
import type { Sealer } from './sealing.ts'
import { toNoteEntry } from './to-note-entry.ts'

/** What is to become of one payment of a donation that was paid more than once. */
export type GiverWish = 'keep' | 'give-back'

export interface DoubledPayment {
  readonly payment: Payment
  /** null: the giver has said nothing of it. */
  readonly wish: GiverWish | null
  readonly wishedAtMs: number | null
}

export interface DoubledGift {
  readonly donationId: string
  readonly campaign: string
  /** Two or more that are paid, in the order in which they were settled. */
  readonly payments: readonly DoubledPayment[]
}

/** Keep them all, or only one and ask for the others back. */
export type WishChoice = 'all' | { readonly onlyPaymentId: string }

/**
 * `noted` · `unchanged`: it was wished so already · `not-doubled`: no such payment, or it is not paid more than once ·
 * `too-often`: it was changed so often that a person should be asked.
 */
export type WishOutcome = 'noted' | 'unchanged' | 'not-doubled' | 'too-often'

export interface DoubledGifts {
  /** @param payments every attempt of one donation @returns null where at most one of them is paid */
  find(payments: readonly Payment[]): Promise<DoubledGift | null>
  /** Notes what a giver wants. Who may is decided before. @param paymentId any payment of the donation */
  wish(paymentId: string, choice: WishChoice): Promise<WishOutcome>
  /** Newest first. @param wish only those of which the giver said this of at least one payment; `none`: not yet of all */
  list(listing: { readonly limit: number; readonly wish: GiverWish | 'none' | null }): Promise<DoubledGift[]>
}

/** Entries the giver may leave beside one donation. */
const MOST_WISHES = 20
const SOURCE = 'giver'
const WISHES: Readonly<Record<GiverWish, string>> = {
  keep: 'the donation was paid more than once, and the giver keeps this payment as a gift',
  'give-back': 'the donation was paid more than once, and the giver asks for this payment back',
}
/** Donations read at once when they are listed. */
const PAGE = 100

export function createDoubledGifts(context: {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs'>
}): DoubledGifts {
  const { database, sealer, ports } = context
  return {
    find: payments => findDoubledGift(database.kysely, payments),
    wish: (paymentId, choice) =>
      database.transaction([], async transaction => {
        const payments = await lockDonation(transaction, database.engine, paymentId)
        const doubled = await findDoubledGift(transaction, payments)
        if (!doubled) return 'not-doubled'
        const isNamed = choice === 'all' || doubled.payments.some(({ payment }) => payment.id === choice.onlyPaymentId)
        if (!isNamed) return 'not-doubled'
        const wishes = doubled.payments.map(one => ({ ...one, wished: toWish(one.payment, choice) }))
        const changed = wishes.filter(({ wish, wished }) => wish !== wished)
        if (changed.length === 0) return 'unchanged'
        if ((await countWishes(transaction, payments)) >= MOST_WISHES) return 'too-often'
        const nowMs = ports.nowMs()
        await appendHistory(
          transaction,
          sealer,
          changed.map(({ payment, wished }) =>
            toNoteEntry(sealer, payment, { at: nowMs, source: SOURCE, said: wished, because: WISHES[wished] }),
          ),
        )
        return 'noted'
      }),
    list: listing => listDoubledGifts(database.kysely, listing),
  }
}

/** @param payments every attempt of one donation @returns null where at most one of them is paid */
export async function findDoubledGift(
  kysely: Kysely<Tables>,
  payments: readonly Payment[],
): Promise<DoubledGift | null> {
  const paid = payments
    .filter(({ status }) => status === 'succeeded')
    .sort((left, right) => (left.settledAtMs ?? 0) - (right.settledAtMs ?? 0) || (left.id < right.id ? -1 : 1))
  const [first] = paid
  if (!first || paid.length < 2) return null
  const wishes = await listWishes(
    kysely,
    paid.map(({ id }) => id),
  )
  return {
    donationId: first.donationId,
    campaign: first.campaign,
    payments: paid.map(payment => {
      const said = wishes.get(payment.id)
      return { payment, wish: said?.wish ?? null, wishedAtMs: said?.atMs ?? null }
    }),
  }
}

/** What the giver said last of each. */
async function listWishes(
  kysely: Kysely<Tables>,
  paymentIds: readonly string[],
): Promise<Map<string, { wish: GiverWish; atMs: number }>> {
  const rows = await kysely
    .selectFrom('payment_history')
    .select(['payment_id', 'said', 'at'])
    .where('payment_id', 'in', paymentIds)
    .where('source', '=', SOURCE)
    .orderBy('id')
    .limit(paymentIds.length * MOST_WISHES * 2)
    .execute()
  return new Map(rows.map(({ payment_id, said, at }) => [payment_id, { wish: said as GiverWish, atMs: at }]))
}

async function countWishes(kysely: Kysely<Tables>, payments: readonly Payment[]): Promise<number> {
  const row = await kysely
    .selectFrom('payment_history')
    .select(({ fn }) => fn.countAll<number | string>().as('wishes'))
    .where(
      'payment_id',
      'in',
      payments.map(({ id }) => id),
    )
    .where('source', '=', SOURCE)
    .executeTakeFirst()
  return Number(row?.wishes ?? 0)
}

/** Every attempt of the donation a payment belongs to, as it is now and stays until the commit; empty: no such payment. */
async function lockDonation(
  transaction: Kysely<Tables>,
  engine: Database['engine'],
  paymentId: string,
): Promise<Payment[]> {
  const query = transaction
    .selectFrom('payments')
    .select(PAYMENT_COLUMNS)
    .where('donation_id', '=', eb => eb.selectFrom('payments').select('donation_id').where('id', '=', paymentId))
    // In the order in which engines lock.
    .orderBy('id')
  const rows = await (engine === 'postgres' ? query.forUpdate() : query).execute()
  return rows.map(toPayment)
}

function toWish({ id }: Payment, choice: WishChoice): GiverWish {
  return choice === 'all' || choice.onlyPaymentId === id ? 'keep' : 'give-back'
}

async function listDoubledGifts(
  kysely: Kysely<Tables>,
  { limit, wish }: Parameters<DoubledGifts['list']>[0],
): Promise<DoubledGift[]> {
  const found: DoubledGift[] = []
  for (let offset = 0; found.length < limit; offset += PAGE) {
    const rows = await kysely
      .selectFrom('payments')
      .select(({ fn }) => ['donation_id', fn.max('settled_at').as('last_settled_at')])
      .where('status', '=', 'succeeded')
      .groupBy('donation_id')
      .having(({ fn }) => fn.countAll(), '>', 1)
      .orderBy('last_settled_at', 'desc')
      .orderBy('donation_id')
      .limit(PAGE)
      .offset(offset)
      .execute()
    for (const { donation_id } of rows) {
      const doubled = await findDoubledGift(kysely, await listDonationPayments(kysely, donation_id))
      if (doubled && isWished(doubled, wish)) found.push(doubled)
    }
    if (rows.length < PAGE) break
  }
  return found.slice(0, limit)
}

function isWished({ payments }: DoubledGift, wish: GiverWish | 'none' | null): boolean {
  if (wish === null) return true
  return payments.some(one => (wish === 'none' ? one.wish === null : one.wish === wish))
}
