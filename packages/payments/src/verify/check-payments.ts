// Payments: each is what its history ends with, and what it belongs to is there.

import { type Kysely, sql } from 'kysely'
import { signPaymentRow } from '../audit.ts'
import { PAYMENT_COLUMNS } from '../database/payment-row.ts'
import type { Tables } from '../database/tables.ts'
import { PHONE_BELONGS_TO } from '../queries/find-phone-number.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { readPages } from './read-pages.ts'

/** What a campaign's paid payments add up to. */
export interface CampaignSum {
  readonly amountKes: bigint
  readonly gifts: number
}

export interface CheckedPayments {
  readonly count: number
  readonly firstBadRow: BadRow | null
  /** A receipt that a payment holds, and a donation or campaign it belongs to, that is not there. */
  readonly missingReceipt: BadRow | null
  readonly missingOwner: BadRow | null
  readonly totals: ReadonlyMap<string, CampaignSum>
}

export async function checkPayments(kysely: Kysely<Tables>, sealer: Sealer): Promise<CheckedPayments> {
  const totals = new Map<string, CampaignSum>()
  let count = 0
  let firstBadRow: BadRow | null = null
  let missingReceipt: BadRow | null = null
  let missingOwner: BadRow | null = null
  const pages = readPages(
    '',
    (after, limit) => listRows(kysely, after, limit),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      count += 1
      const problem = findProblem(row, sealer)
      if (problem) firstBadRow ??= { table: 'payments', id: row.id, problem }
      if (row.receipt_number !== null && row.known_receipt === null) {
        const missing = `payment ${row.id} holds it, and it is not there`
        missingReceipt ??= { table: 'receipts', id: row.receipt_number, problem: missing }
      }
      missingOwner ??= findMissingOwner(row)
      if (row.status === 'succeeded') {
        const total = totals.get(row.campaign) ?? { amountKes: 0n, gifts: 0 }
        totals.set(row.campaign, { amountKes: total.amountKes + BigInt(row.amount_kes), gifts: total.gifts + 1 })
      }
    }
  }
  return { count, firstBadRow, missingReceipt, missingOwner, totals }
}

function listRows(kysely: Kysely<Tables>, after: string, limit: number) {
  return kysely
    .selectFrom('payments')
    .leftJoin('receipts', 'receipts.receipt_number', 'payments.receipt_number')
    .leftJoin('donations', 'donations.id', 'payments.donation_id')
    .leftJoin('campaigns', 'campaigns.slug', 'payments.campaign')
    .select(PAYMENT_COLUMNS.map(column => `payments.${column}` as const))
    .select([
      'payments.phone_sealed',
      'receipts.receipt_number as known_receipt',
      'donations.campaign as donation_campaign',
      'campaigns.slug as known_campaign',
      sql<string | null>`(SELECT payment_hash FROM payment_history WHERE payment_history.payment_id = payments.id
        ORDER BY payment_history.id DESC LIMIT 1)`.as('last_hash'),
    ])
    .where('payments.id', '>', after)
    .orderBy('payments.id')
    .limit(limit)
    .execute()
}

type Row = Awaited<ReturnType<typeof listRows>>[number]

function findProblem(row: Row, sealer: Sealer): string | null {
  if (row.last_hash === null) return 'it has no history'
  if (row.last_hash !== signPaymentRow(sealer, row)) return 'it is not what its history ends with'
  return isOwnPhone(row, sealer) ? null : 'its sealed phone number was altered'
}

/** Sealed for this payment, and the number its hash is of. Once forgotten, there is nothing to compare. */
function isOwnPhone({ id, phone_sealed, phone_hash }: Row, sealer: Sealer): boolean {
  if (phone_sealed === null) return true
  try {
    return sealer.hashPhone(sealer.open(phone_sealed, PHONE_BELONGS_TO(id)).toString()) === phone_hash
  } catch {
    return false
  }
}

function findMissingOwner(row: Row): BadRow | null {
  if (row.known_campaign === null) {
    return { table: 'campaigns', id: row.campaign, problem: `payment ${row.id} is for it, and it is not there` }
  }
  if (row.donation_campaign === row.campaign) return null
  const problem =
    row.donation_campaign === null
      ? `payment ${row.id} belongs to it, and it is not there`
      : `it is for ${row.donation_campaign}, its payment ${row.id} for ${row.campaign}`
  return { table: 'donations', id: row.donation_id, problem }
}
