// How far a campaign had come with one gift: the cloth as its receipt shows it, the same however much is given afterwards.

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'
import type { ReceiptSerial } from '../receipt-serial.ts'

/** What the campaign had and what it was to reach, when the gift was settled. */
export interface GiftCloth {
  readonly raisedKes: number
  readonly goalKes: number
}

/**
 * Receipts are numbered in the order in which payments are settled: what had come with this one is what has come by now, less
 * what has a later number, and with what has gone back since. So a new gift's receipt reads a handful of rows.
 * @param serial of the payment's receipt
 */
export async function findCloth(kysely: Kysely<Tables>, payment: Payment, serial: ReceiptSerial): Promise<GiftCloth> {
  const { campaign } = payment
  const { year, number } = serial
  // Whole rows are compared, and CROSS JOIN keeps SQLite from going through all gifts of the campaign instead: 550 ms with
  // 100,000 of them.
  const isLater = sql`(s.year, s.number) > (${year}, ${number})`
  // One statement, so that nothing is settled between its parts.
  const { rows } = await sql<{ raised: number | string; goal: number | string }>`
    SELECT c.goal_kes AS goal, coalesce(t.amount_kes, 0)
      - coalesce((SELECT sum(p.amount_kes) FROM receipt_serials s CROSS JOIN payments p
          WHERE ${isLater} AND p.id = s.payment_id AND p.campaign = ${campaign} AND p.status = 'succeeded'), 0)
      + coalesce((SELECT sum(p.amount_kes) FROM payments p CROSS JOIN receipt_serials s
          WHERE p.status = 'reversed' AND s.payment_id = p.id AND p.campaign = ${campaign} AND NOT ${isLater}), 0) AS raised
    FROM campaigns c LEFT JOIN campaign_totals t ON t.campaign = c.slug WHERE c.slug = ${campaign}`.execute(kysely)
  const [found] = rows
  if (!found) throw new Error(`campaign ${campaign} of a payment is missing`)
  return { raisedKes: Number(found.raised), goalKes: (await findEarlierGoal(kysely, payment)) ?? Number(found.goal) }
}

/** Edits keep what a campaign was before them: the first one after the gift knows its goal. */
async function findEarlierGoal(kysely: Kysely<Tables>, payment: Payment): Promise<number | null> {
  const row = await kysely
    .selectFrom('campaign_edits')
    .select('was')
    .where('campaign', '=', payment.campaign)
    .where('at', '>', payment.settledAtMs ?? payment.createdAtMs)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row ? (JSON.parse(row.was) as { goal_kes: number }).goal_kes : null
}
