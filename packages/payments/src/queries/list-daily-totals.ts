import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** What one day in Nairobi brought. */
export interface DailyTotal {
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly gifts: number
  readonly amountKes: number
}

/** Which days to add up. Days are `YYYY-MM-DD` in Nairobi, both included. */
export interface TotalsListing {
  readonly campaign?: string
  readonly from?: string
  readonly to?: string
}

const DAY_MS = 24 * 60 * 60_000
/** Kenya is UTC+3 all year, and has been for as long as there is M-PESA. */
const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60_000
/** Twenty-seven years. */
const MAX_DAYS = 10_000

/**
 * Money the charity has, by the day on which M-PESA says it moved, cut at midnight in Nairobi; where only a query has told
 * of it, by the day on which it did. Newest first; days without a gift are left out.
 */
export async function listDailyTotals(kysely: Kysely<Tables>, listing: TotalsListing): Promise<DailyTotal[]> {
  const movedAt = sql<number>`COALESCE(occurred_at, settled_at)`
  // Whole days since 1970 in Nairobi: dividing integers leaves the fraction out, on both databases.
  const day = sql<number>`(COALESCE(occurred_at, settled_at) + ${sql.lit(EAST_AFRICA_OFFSET_MS)}) / ${sql.lit(DAY_MS)}`
  let query = kysely
    .selectFrom('payments')
    .select(({ fn }) => [day.as('day'), fn.countAll().as('gifts'), fn.sum('amount_kes').as('amount_kes')])
    .where('status', '=', 'succeeded')
    .groupBy(day)
    .orderBy(day, 'desc')
    .limit(MAX_DAYS)
  if (listing.campaign !== undefined) query = query.where('campaign', '=', listing.campaign)
  if (listing.from !== undefined) query = query.where(movedAt, '>=', toStartOfDayMs(listing.from))
  if (listing.to !== undefined) query = query.where(movedAt, '<', toStartOfDayMs(listing.to) + DAY_MS)
  const rows = await query.execute()
  return rows.map(row => ({
    day: new Date(Number(row.day) * DAY_MS).toISOString().slice(0, 10),
    gifts: Number(row.gifts),
    amountKes: Number(row.amount_kes),
  }))
}

/** Midnight in Nairobi at which a day begins. */
function toStartOfDayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - EAST_AFRICA_OFFSET_MS
}
