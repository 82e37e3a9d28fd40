// Payments that were settled before receipts had numbers get theirs in the wake of the migration: year by year, in the
// order in which they were settled. Every process looks when it opens the books; the first one does it.

import { type Kysely, sql } from 'kysely'
import type { Database } from './database/database.ts'
import type { Tables } from './database/tables.ts'
import { toSerialRows, toSerialYear } from './receipt-serial.ts'
import type { Sealer } from './sealing.ts'

/** The migration that brought the numbers: books from before it have none. */
export const SERIALS_MIGRATION = '0005-receipt-serials.sql'

/** What has been paid once keeps its number. */
const PAID = ['succeeded', 'reversed']
const PAGE = 500
/** A few million rows are read once. */
const LONGEST_STATEMENT_MS = 10 * 60_000

/** Numbers every paid payment that has no number. Cheap where all have one. @returns how many it numbered */
export async function numberEarlierPayments(database: Database, sealer: Sealer): Promise<number> {
  if ((await countPaid(database.kysely)) === (await countSerials(database.kysely))) return 0
  // A void receipt keeps its number, so the counts may differ where nothing is missing: then nobody is kept from writing.
  if ((await listUnnumbered(database.kysely).limit(1).execute()).length === 0) return 0
  return database.transaction([], transaction => numberThem(transaction, sealer), { statementMs: LONGEST_STATEMENT_MS })
}

function listUnnumbered(kysely: Kysely<Tables>) {
  return kysely
    .selectFrom('payments')
    .leftJoin('receipt_serials', 'receipt_serials.payment_id', 'payments.id')
    .select(({ fn }) => ['payments.id', fn.coalesce('payments.settled_at', 'payments.created_at').as('settled_at')])
    .where('payments.status', 'in', PAID)
    .where('receipt_serials.payment_id', 'is', null)
}

async function numberThem(transaction: Kysely<Tables>, sealer: Sealer): Promise<number> {
  // Whoever settles a payment needs this row too, and numbers nothing meanwhile.
  await sql`UPDATE history_head SET entries = entries WHERE id = 1`.execute(transaction)
  const payments = await listUnnumbered(transaction)
    .orderBy(sql`coalesce(payments.settled_at, payments.created_at)`)
    .orderBy('payments.id')
    .execute()
  const last = new Map<number, number>()
  const rows = []
  for (const payment of payments) {
    const year = toSerialYear(payment.settled_at)
    const number = last.get(year) ?? (await findLastNumber(transaction, year))
    last.set(year, number + 1)
    rows.push(...toSerialRows(sealer, [payment.id], payment.settled_at, number))
  }
  for (let start = 0; start < rows.length; start += PAGE) {
    await transaction
      .insertInto('receipt_serials')
      .values(rows.slice(start, start + PAGE))
      .execute()
  }
  return rows.length
}

/** By the campaigns' counters: to count the rows themselves takes a while where there are millions. */
async function countPaid(kysely: Kysely<Tables>): Promise<number> {
  const { gifts } = await kysely
    .selectFrom('campaign_totals')
    .select(({ fn }) => fn.sum<number | string | null>('gifts').as('gifts'))
    .executeTakeFirstOrThrow()
  const { reversed } = await kysely
    .selectFrom('payments')
    .select(({ fn }) => fn.countAll().as('reversed'))
    .where('status', '=', 'reversed')
    .executeTakeFirstOrThrow()
  return Number(gifts ?? 0) + Number(reversed)
}

/** Without gaps, the highest number of a year is how many there are. */
async function countSerials(kysely: Kysely<Tables>): Promise<number> {
  const { first, last } = await kysely
    .selectFrom('receipt_serials')
    .select(({ fn }) => [fn.min<number | null>('year').as('first'), fn.max<number | null>('year').as('last')])
    .executeTakeFirstOrThrow()
  if (first === null || last === null) return 0
  let count = 0
  for (let year = Number(first); year <= Number(last); year++) count += await findLastNumber(kysely, year)
  return count
}

async function findLastNumber(kysely: Kysely<Tables>, year: number): Promise<number> {
  const { last } = await kysely
    .selectFrom('receipt_serials')
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('year', '=', year)
    .executeTakeFirstOrThrow()
  return Number(last ?? 0)
}
