// Money nobody holds, with the payments it is most likely meant for: by what was typed, the amount, the payer and the time.

import type { Kysely } from 'kysely'
import { PAYMENT_COLUMNS, toPayment } from './database/payment-row.ts'
import type { ReceiptTable, Tables } from './database/tables.ts'
import { isSamePayer } from './match-confirmation.ts'
import type { Payment } from './payment.ts'
import { toAccountDistance } from './place-money.ts'

export interface Stray {
  readonly receipt: ReceiptTable
  /** The nearest first. */
  readonly candidates: readonly Candidate[]
}

export interface Candidate {
  readonly payment: Payment
  readonly isSameAmount: boolean
  readonly isSamePayer: boolean
  /** Characters by which what was typed differs from its account. */
  readonly slips: number
}

const MOST_CANDIDATES = 3
/** Payments asked for so long before or after the money came are looked at, and not more of them than this. */
const NEAR_MS = 48 * 60 * 60_000
const MOST_LOOKED_AT = 1_000

/** @returns receipts without a payment, newest first */
export async function listStrays(kysely: Kysely<Tables>, limit: number): Promise<Stray[]> {
  const receipts = await kysely
    .selectFrom('receipts')
    .selectAll()
    .where('payment_id', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('receipt_number')
    .limit(limit)
    .execute()
  const strays: Stray[] = []
  for (const receipt of receipts) strays.push({ receipt, candidates: await findCandidates(kysely, receipt) })
  return strays
}

async function findCandidates(kysely: Kysely<Tables>, receipt: ReceiptTable): Promise<Candidate[]> {
  const aboutMs = receipt.occurred_at ?? receipt.created_at
  const rows = await kysely
    .selectFrom('payments')
    .select(PAYMENT_COLUMNS)
    .where('created_at', '>=', aboutMs - NEAR_MS)
    .where('created_at', '<=', aboutMs + NEAR_MS)
    .where('receipt_number', 'is', null)
    .where('status', '<>', 'reversed')
    .orderBy('created_at', 'desc')
    .limit(MOST_LOOKED_AT)
    .execute()
  const distanceMs = ({ createdAtMs }: Payment) => Math.abs(createdAtMs - aboutMs)
  return rows
    .map(toPayment)
    .map(payment => ({
      payment,
      isSameAmount: payment.amountKes === receipt.amount_kes,
      isSamePayer: isSamePayer(payment, receipt.payer),
      slips: toAccountDistance(receipt.account_reference, payment.accountReference),
    }))
    .sort((left, right) => toScore(left) - toScore(right) || distanceMs(left.payment) - distanceMs(right.payment))
    .slice(0, MOST_CANDIDATES)
}

/** Less is nearer. A payer that agrees, or an amount, outweighs three slips. */
function toScore({ isSameAmount, isSamePayer: isPayer, slips }: Candidate): number {
  return slips + (isSameAmount ? 0 : 3) + (isPayer ? 0 : 3)
}
