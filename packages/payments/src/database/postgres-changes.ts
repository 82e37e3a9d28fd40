// Writes whole batches in one statement each, through arrays: the inbox's group commit, and what decisions changed.

import type { ChainedEntry, Changes, CreatedPayment, NewCallback } from './changes.ts'
import { toInsertStatements, toInsertValues } from './created-payments.ts'
import { CHANGING_COLUMNS, toPaymentRow } from './payment-row.ts'
import type { PgConnection } from './postgres-connection.ts'
import { insertMessages } from './postgres-messages.ts'
import { insertSerials, toMissingSerials } from './postgres-serials.ts'
import { toPgArray } from './postgres-transaction.ts'
import type { ReceiptTable } from './tables.ts'

type Value = string | number | null
type Column<Row> = [name: string, type: 'text' | 'bigint' | 'smallint' | 'hex', value: (row: Row) => Value]

const INBOX: Column<NewCallback>[] = [
  ['received_at', 'bigint', row => row.receivedAtMs],
  ['peer_address', 'text', row => row.peerAddress],
  ['is_allowed', 'smallint', row => (row.isAllowed ? 1 : 0)],
  ['door', 'text', row => row.door],
  ['channel', 'text', row => row.channel],
  ['named_id', 'text', row => row.namedId],
  ['body_sealed', 'hex', row => Buffer.from(row.bodySealed).toString('hex')],
  ['body_hash', 'hex', row => Buffer.from(row.bodyHash).toString('hex')],
]

const RECEIPTS: Column<ReceiptTable>[] = [
  ['receipt_number', 'text', row => row.receipt_number],
  ['payment_id', 'text', row => row.payment_id],
  ['channel', 'text', row => row.channel],
  ['amount_kes', 'bigint', row => row.amount_kes],
  ['confirmed_kes', 'bigint', row => row.confirmed_kes],
  ['account_reference', 'text', row => row.account_reference],
  ['payer', 'text', row => row.payer],
  ['occurred_at', 'bigint', row => row.occurred_at],
  ['inbox_id', 'bigint', row => row.inbox_id],
  ['created_at', 'bigint', row => row.created_at],
  ['seal', 'text', row => row.seal],
]

const HISTORY: Column<ChainedEntry>[] = [
  ['payment_id', 'text', row => row.payment_id],
  ['at', 'bigint', row => row.at],
  ['source', 'text', row => row.source],
  ['said', 'text', row => row.said],
  ['verdict', 'text', row => row.verdict],
  ['because', 'text', row => row.because],
  ['status_before', 'text', row => row.status_before],
  ['status_after', 'text', row => row.status_after],
  ['result_code', 'text', row => row.result_code],
  ['amount_kes', 'bigint', row => row.amount_kes],
  ['receipt_number', 'text', row => row.receipt_number],
  ['inbox_id', 'bigint', row => row.inbox_id],
  ['payment_hash', 'text', row => row.payment_hash],
  ['chain_hash', 'text', row => row.chain_hash],
]

const NUMBERS = /^(?:.*_at|query_count)$/
const PAYMENTS: Column<ReturnType<typeof toPaymentRow>>[] = [
  ['id', 'text', row => row.id],
  ...CHANGING_COLUMNS.map((name): Column<ReturnType<typeof toPaymentRow>> => {
    const type = name === 'is_receipt_inferred' ? 'smallint' : NUMBERS.test(name) ? 'bigint' : 'text'
    return [name, type, row => row[name]]
  }),
]

/**
 * One statement, whatever the number of rows. It is sent together with BEGIN and stores nothing where that has failed: then
 * no transaction has a number.
 */
export function insertCallbacksIntoPostgres(connection: PgConnection, rows: readonly NewCallback[]) {
  return insert(connection, 'inbox', INBOX, rows, 'WHERE pg_current_xact_id_if_assigned() IS NOT NULL')
}

/** @see Changes */
export async function saveChangesToPostgres(connection: PgConnection, changes: Changes): Promise<void> {
  const { payments, receipts, inbox, totals, boundCheckouts, reopened } = changes
  const statements = changes.created.flatMap(created => insertCreated(connection, created))
  if (changes.removedReceipts.length > 0) statements.push(removeReceipts(connection, changes.removedReceipts))
  // Receipts that lost their payment first: a payment holds one receipt at a time.
  const [lost, held] = [
    receipts.filter(row => row.payment_id === null),
    receipts.filter(row => row.payment_id !== null),
  ]
  for (const rows of [lost, held]) if (rows.length > 0) statements.push(saveReceipts(connection, rows))
  // Payments that gave up their receipt before those that take it: an index is checked row by row.
  for (const hasReceipt of [false, true]) {
    const rows = payments.filter(payment => (payment.receiptNumber !== null) === hasReceipt).map(toPaymentRow)
    if (rows.length > 0) statements.push(updatePayments(connection, rows))
  }
  if (totals.size > 0) statements.push(...addToTotals(connection, totals))
  if (inbox.length > 0) statements.push(setInboxOutcomes(connection, changes))
  if (boundCheckouts.length > 0) statements.push(reopenUnmatched(connection, boundCheckouts))
  if (reopened.length > 0) {
    const ids = toPgArray([...reopened])
    statements.push(connection.run('UPDATE inbox SET verdict = NULL WHERE id = ANY ($1::bigint[])', [ids]))
  }
  if (changes.messages?.length) statements.push(insertMessages(connection, changes.messages))
  // Sent together, run in order.
  await Promise.all(statements)
  if (changes.history.length > 0) await appendHistory(connection, changes)
}

/** Last of all: the end of the chain is locked from here to the commit, and everybody needs it. */
async function appendHistory(connection: PgConnection, changes: Changes): Promise<void> {
  const lockedHead = connection.run(
    'UPDATE history_head SET entries = entries + $1::bigint WHERE id = 1 RETURNING hash',
    [changes.history.length],
  )
  const [{ rows }, serials] = await Promise.all([lockedHead, toMissingSerials(connection, changes)])
  const entries = changes.chainHistory(String(rows[0]?.hash))
  await Promise.all([
    insert(connection, 'payment_history', HISTORY, entries),
    insertSerials(connection, serials),
    connection.run('UPDATE history_head SET hash = $1 WHERE id = 1', [entries.at(-1)?.chain_hash]),
  ])
}

function insert<Row>(connection: PgConnection, table: string, columns: Column<Row>[], rows: readonly Row[], more = '') {
  const names = columns.map(([name]) => name).join(', ')
  const values = columns.map(([name, type]) => (type === 'hex' ? `decode(${name}, 'hex')` : name)).join(', ')
  return connection.run(
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM unnest(${toPlaceholders(columns)}) AS row (${names}) ${more}`,
    toArrays(columns, rows),
  )
}

const CREATED = toInsertStatements(number => `$${number}`)

function insertCreated(connection: PgConnection, created: CreatedPayment): Promise<unknown>[] {
  const values = toInsertValues(created)
  const statements = values.donation ? [connection.run(CREATED.donation, values.donation)] : []
  return [...statements, connection.run(CREATED.payment, values.payment)]
}

function removeReceipts(connection: PgConnection, receiptNumbers: readonly string[]) {
  return connection.run('DELETE FROM receipts WHERE receipt_number = ANY ($1::text[])', [
    toPgArray([...receiptNumbers]),
  ])
}

function saveReceipts(connection: PgConnection, rows: readonly ReceiptTable[]) {
  const facts = RECEIPTS.map(([name]) => name).filter(name => name !== 'receipt_number')
  const set = facts.map(name => `${name} = excluded.${name}`).join(', ')
  return insert(connection, 'receipts', RECEIPTS, rows, `ON CONFLICT (receipt_number) DO UPDATE SET ${set}`)
}

function updatePayments(connection: PgConnection, rows: readonly ReturnType<typeof toPaymentRow>[]) {
  const set = CHANGING_COLUMNS.map(name => `${name} = row.${name}`).join(', ')
  const names = PAYMENTS.map(([name]) => name).join(', ')
  return connection.run(
    `UPDATE payments SET ${set} FROM unnest(${toPlaceholders(PAYMENTS)}) AS row (${names}) WHERE payments.id = row.id`,
    toArrays(PAYMENTS, rows),
  )
}

/** In two steps: the row of an upsert would have to pass the checks by itself, and what is taken away is below zero. */
function addToTotals(connection: PgConnection, totals: Changes['totals']) {
  const rows = [...totals].sort(([left], [right]) => (left < right ? -1 : 1))
  const campaigns = toPgArray(rows.map(([campaign]) => campaign))
  return [
    connection.run(
      `INSERT INTO campaign_totals (campaign, amount_kes, gifts) SELECT unnest($1::text[]), 0, 0
       ON CONFLICT (campaign) DO NOTHING`,
      [campaigns],
    ),
    connection.run(
      `UPDATE campaign_totals SET
         amount_kes = campaign_totals.amount_kes + added.amount_kes, gifts = campaign_totals.gifts + added.gifts
       FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS added (campaign, amount_kes, gifts)
       WHERE campaign_totals.campaign = added.campaign`,
      [campaigns, toPgArray(rows.map(([, { amountKes }]) => amountKes)), toPgArray(rows.map(([, { gifts }]) => gifts))],
    ),
  ]
}

function setInboxOutcomes(connection: PgConnection, { inbox, atMs }: Changes) {
  return connection.run(
    `UPDATE inbox SET verdict = row.verdict, because = row.because, payment_id = row.payment_id,
       checkout_request_id = row.checkout_request_id, drained_at = $6::bigint
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS row (id, verdict, because, payment_id, checkout_request_id)
     WHERE inbox.id = row.id`,
    [
      toPgArray(inbox.map(({ id }) => id)),
      toPgArray(inbox.map(({ verdict }) => verdict)),
      toPgArray(inbox.map(({ because }) => because)),
      toPgArray(inbox.map(({ paymentId }) => paymentId)),
      toPgArray(inbox.map(({ checkoutRequestId = null }) => checkoutRequestId)),
      atMs,
    ],
  )
}

function reopenUnmatched(connection: PgConnection, checkoutRequestIds: readonly string[]) {
  return connection.run(
    "UPDATE inbox SET verdict = NULL WHERE verdict = 'unmatched' AND checkout_request_id = ANY ($1::text[])",
    [toPgArray([...checkoutRequestIds])],
  )
}

function toPlaceholders<Row>(columns: Column<Row>[]): string {
  return columns.map(([, type], index) => `$${index + 1}::${type === 'hex' ? 'text' : type}[]`).join(', ')
}

function toArrays<Row>(columns: Column<Row>[], rows: readonly Row[]): string[] {
  return columns.map(([, , value]) => toPgArray(rows.map(value)))
}
