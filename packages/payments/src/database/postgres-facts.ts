// Reads what a decision needs, with every row it may change locked. Locks are taken in one order by everybody: named locks
// for what may not exist yet (receipts, checkout requests, amounts to match), then payments by id, then receipts.

import type { Kysely } from 'kysely'
import type { ConcealedId } from '../concealing.ts'
import type { Payment, PaymentId } from '../payment.ts'
import { MAX_ATTEMPTS, toAccountKeys } from './account-keys.ts'
import type { CampaignAccount, DrainSelection, FactKeys, Facts, StoredCallback } from './changes.ts'
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from './payment-row.ts'
import type { PgConnection } from './postgres-connection.ts'
import { toPgArray } from './postgres-transaction.ts'
import type { ReceiptTable, Tables } from './tables.ts'

/** Enough to see that a match is not unique; more would not change the answer. */
const MAX_MATCHES = 20

const PAYMENT = `SELECT ${PAYMENT_COLUMNS.join(', ')} FROM payments`

/** What two transactions must not decide about at the same time, though no row of it may exist. */
export function toLockNames(keys: FactKeys): string[] {
  return [
    ...keys.receiptNumbers.map(receiptNumber => `receipt:${receiptNumber}`),
    ...keys.checkoutRequestIds.map(id => `checkout:${id}`),
    ...keys.matchAmountsKes.map(amountKes => `match:${amountKes}`),
  ]
}

/** @see Facts */
export async function loadFactsFromPostgres(connection: PgConnection, keys: FactKeys): Promise<Facts> {
  const ids = new Set(keys.paymentIds)
  const receiptNumbers = new Set(keys.receiptNumbers)
  const campaigns = keys.accounts.length > 0 ? await listCampaigns(connection) : []
  const candidates = await findCandidates(connection, keys, toAccountKeys(keys.accounts, campaigns))
  for (const row of candidates) {
    if (row.payment_id) ids.add(row.payment_id)
    if (row.receipt_number) receiptNumbers.add(row.receipt_number)
  }

  const payments = new Map<string, Payment>()
  const paymentIdByCheckout = new Map<ConcealedId, PaymentId>()
  const locked = await connection.run(`${PAYMENT} WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE`, [
    toPgArray([...ids]),
  ])
  for (const row of locked.rows) {
    const payment = toPayment(row as unknown as PaymentRow)
    payments.set(payment.id, payment)
    if (payment.checkoutRequestId) paymentIdByCheckout.set(payment.checkoutRequestId, payment.id)
    if (payment.claim?.receiptNumber) receiptNumbers.add(payment.claim.receiptNumber)
    // It may have to give way to the real one.
    if (payment.receiptNumber && payment.isReceiptInferred) receiptNumbers.add(payment.receiptNumber)
  }
  const receipts = await connection.run(
    'SELECT * FROM receipts WHERE receipt_number = ANY ($1::text[]) ORDER BY receipt_number FOR UPDATE',
    [toPgArray([...receiptNumbers])],
  )
  const known = receipts.rows as unknown as ReceiptTable[]
  const amounts = new Set(keys.matchAmountsKes)
  return {
    payments,
    paymentIdByCheckout,
    receipts: new Map(known.map(receipt => [receipt.receipt_number, receipt])),
    withoutReceipt: [...payments.values()].filter(
      payment => amounts.has(payment.amountKes) && payment.status === 'succeeded' && payment.receiptNumber === null,
    ),
    unmatched: known.filter(receipt => receipt.payment_id === null && amounts.has(receipt.amount_kes)),
    campaigns,
  }
}

/** What nothing needs. */
export const NO_FACTS: Facts = {
  payments: new Map(),
  paymentIdByCheckout: new Map(),
  receipts: new Map(),
  withoutReceipt: [],
  unmatched: [],
  campaigns: [],
}

/** Whether any callback waits to be drained, be it by another process at this moment. */
export async function hasUndrained(kysely: Kysely<Tables>): Promise<boolean> {
  const row = await kysely.selectFrom('inbox').select('id').where('verdict', 'is', null).limit(1).executeTakeFirst()
  return row !== undefined
}

/** Stored callbacks, locked; those another process is draining are left to it. */
export async function lockCallbacks(connection: PgConnection, selection: DrainSelection): Promise<StoredCallback[]> {
  const columns = 'id, received_at, peer_address, is_allowed, door, channel, named_id, body_sealed, verdict'
  const { rows } =
    'id' in selection
      ? await connection.run(`SELECT ${columns} FROM inbox WHERE id = $1 FOR UPDATE`, [selection.id])
      : await connection.run(
          `SELECT ${columns} FROM inbox WHERE verdict IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
          [selection.limit],
        )
  return rows.map(row => toStoredCallback(row as unknown as InboxRow))
}

async function listCampaigns(connection: PgConnection): Promise<CampaignAccount[]> {
  const { rows } = await connection.run('SELECT slug, account_reference AS "accountReference" FROM campaigns', [])
  return rows as unknown as CampaignAccount[]
}

interface Candidate {
  readonly payment_id: string | null
  readonly receipt_number: string | null
}

/** Which rows belong to the keys, without locking any: their order of locking is known only when all are. */
async function findCandidates(
  connection: PgConnection,
  keys: FactKeys,
  accounts: ReturnType<typeof toAccountKeys>,
): Promise<Candidate[]> {
  const amounts = toPgArray([...new Set(keys.matchAmountsKes)])
  const { rows } = await connection.run(
    `SELECT id AS payment_id, NULL::text AS receipt_number FROM payments
       WHERE checkout_request_id = ANY ($1::text[])
     UNION ALL
     SELECT receipts.payment_id, receipts.receipt_number FROM receipts
       WHERE receipt_number = ANY ($2::text[])
     UNION ALL
     (SELECT found.id, NULL FROM unnest($3::bigint[]) AS amount
       CROSS JOIN LATERAL (SELECT id FROM payments WHERE amount_kes = amount AND status = 'succeeded'
         AND receipt_number IS NULL AND settled_at >= $4::bigint LIMIT ${MAX_MATCHES}) AS found)
     UNION ALL
     (SELECT NULL, found.receipt_number FROM unnest($3::bigint[]) AS amount
       CROSS JOIN LATERAL (SELECT receipt_number FROM receipts WHERE amount_kes = amount
         AND payment_id IS NULL AND occurred_at >= $4::bigint LIMIT ${MAX_MATCHES}) AS found)
     UNION ALL
     SELECT receipts.payment_id, receipts.receipt_number FROM payments
       JOIN receipts ON receipts.receipt_number = payments.claim::json ->> 'receiptNumber'
       WHERE payments.id = ANY ($5::text[]) OR payments.checkout_request_id = ANY ($1::text[])
     UNION ALL
     (SELECT found.id, NULL FROM unnest($6::text[]) AS reference
       CROSS JOIN LATERAL (SELECT id FROM payments WHERE account_reference = reference
         ORDER BY created_at DESC LIMIT ${MAX_ATTEMPTS}) AS found)
     UNION ALL
     (SELECT found.id, NULL FROM unnest($7::text[]) AS code CROSS JOIN unnest($3::bigint[]) AS amount
       CROSS JOIN LATERAL (SELECT id FROM payments WHERE account_reference = code AND created_at >= $4::bigint
         AND amount_kes = amount AND status IN ('created', 'pending', 'review') LIMIT ${MAX_MATCHES}) AS found)`,
    [
      toPgArray([...keys.checkoutRequestIds]),
      toPgArray([...keys.receiptNumbers]),
      amounts,
      keys.matchSinceMs,
      toPgArray([...keys.paymentIds]),
      toPgArray([...accounts.own]),
      toPgArray([...accounts.codes]),
    ],
  )
  return rows as unknown as Candidate[]
}

interface InboxRow {
  id: number
  received_at: number
  peer_address: string
  is_allowed: number
  door: string
  channel: string
  named_id: string | null
  body_sealed: Uint8Array
  verdict: string | null
}

function toStoredCallback(row: InboxRow): StoredCallback {
  return {
    id: row.id,
    receivedAtMs: row.received_at,
    peerAddress: row.peer_address,
    isAllowed: row.is_allowed === 1,
    door: row.door as StoredCallback['door'],
    channel: row.channel as StoredCallback['channel'],
    namedId: row.named_id,
    bodySealed: row.body_sealed,
    verdict: row.verdict as StoredCallback['verdict'],
  }
}
