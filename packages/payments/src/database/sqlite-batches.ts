// Whole batches in one synchronous transaction: the inbox's group commit, and the funnel's load → decide → save.

import type { DatabaseSync } from 'node:sqlite'
import type { ConcealedId } from '../concealing.ts'
import { toError } from '../log.ts'
import type { Payment, PaymentId } from '../payment.ts'
import { toAccountKeys } from './account-keys.ts'
import type {
  CampaignAccount,
  ChainedEntry,
  Changes,
  DrainSelection,
  FactKeys,
  Facts,
  NewCallback,
  StoredCallback,
} from './changes.ts'
import { toInsertValues } from './created-payments.ts'
import { isDataError } from './database.ts'
import { CHANGING_COLUMNS, type PaymentRow, receiptlessFirst, toPayment, toPaymentRow } from './payment-row.ts'
import type { SqliteStatements } from './sqlite-statements.ts'
import type { ReceiptTable } from './tables.ts'

/** @see Database.insertCallbacks */
export function insertCallbacksInSqlite(
  connection: DatabaseSync,
  statements: SqliteStatements,
  rows: readonly NewCallback[],
): (Error | null)[] {
  try {
    inTransaction(connection, () => {
      for (const row of rows) insertCallback(statements, row)
    })
    return rows.map(() => null)
  } catch (error) {
    if (rows.length === 1 || !isDataError(error)) return rows.map(() => toError(error))
    // One bad row must not fail the others: each gets a commit of its own.
    return rows.flatMap(row => insertCallbacksInSqlite(connection, statements, [row]))
  }
}

/** @see Database.apply */
export function applyInSqlite(
  connection: DatabaseSync,
  statements: SqliteStatements,
  keys: FactKeys,
  decide: (facts: Facts) => Changes,
): Changes {
  return inTransaction(connection, () => {
    const changes = decide(loadFacts(statements, keys))
    saveChanges(statements, changes)
    return changes
  })
}

/** @see Database.drain */
export function drainInSqlite(
  connection: DatabaseSync,
  statements: SqliteStatements,
  selection: DrainSelection,
  prepare: (rows: readonly StoredCallback[]) => FactKeys,
  decide: (facts: Facts) => Changes,
): { drained: number; changes: Changes } {
  return inTransaction(connection, () => {
    const found =
      'id' in selection ? statements.selectCallback.all(selection.id) : statements.selectUndrained.all(selection.limit)
    const rows = (found as unknown as InboxRow[]).map(toStoredCallback)
    const changes = decide(loadFacts(statements, prepare(rows)))
    const isDryRun = 'id' in selection && selection.isDryRun
    if (!isDryRun) saveChanges(statements, changes)
    return { drained: rows.length, changes }
  })
}

function inTransaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    connection.exec('COMMIT')
    return result
  } catch (error) {
    // A failed COMMIT (disk full) may have rolled back already.
    if (connection.isTransaction) connection.exec('ROLLBACK')
    throw error
  }
}

function insertCallback(statements: SqliteStatements, row: NewCallback): void {
  statements.insertCallback.run(
    row.receivedAtMs,
    row.peerAddress,
    row.isAllowed ? 1 : 0,
    row.door,
    row.channel,
    row.namedId,
    row.bodySealed,
    row.bodyHash,
  )
}

function loadFacts(statements: SqliteStatements, keys: FactKeys): Facts {
  const payments = new Map<string, Payment>()
  const paymentIdByCheckout = new Map<ConcealedId, PaymentId>()
  const receipts = new Map<string, ReceiptTable>()

  const add = (row: unknown): Payment | undefined => {
    if (!row) return undefined
    const payment = toPayment(row as PaymentRow)
    payments.set(payment.id, payment)
    if (payment.checkoutRequestId) paymentIdByCheckout.set(payment.checkoutRequestId, payment.id)
    return payment
  }
  const addReceipt = (receiptNumber: string): void => {
    const row = statements.selectReceipt.get(receiptNumber)
    if (!row) return
    const receipt = row as unknown as ReceiptTable
    receipts.set(receiptNumber, receipt)
    if (receipt.payment_id && !payments.has(receipt.payment_id)) add(statements.selectPayment.get(receipt.payment_id))
  }

  for (const id of new Set(keys.paymentIds)) add(statements.selectPayment.get(id))
  for (const id of new Set(keys.checkoutRequestIds)) {
    // Mostly the same payments as above.
    if (!paymentIdByCheckout.has(id)) add(statements.selectPaymentByCheckout.get(id))
  }
  const campaigns = loadOfAccounts(statements, keys, add)
  for (const receiptNumber of new Set(keys.receiptNumbers)) addReceipt(receiptNumber)
  for (const { claim, receiptNumber, isReceiptInferred } of [...payments.values()]) {
    if (claim?.receiptNumber) addReceipt(claim.receiptNumber)
    // It may have to give way to the real one.
    if (receiptNumber && isReceiptInferred) addReceipt(receiptNumber)
  }

  const withoutReceipt: Payment[] = []
  const unmatched: ReceiptTable[] = []
  for (const amountKes of new Set(keys.matchAmountsKes)) {
    for (const row of statements.selectWithoutReceipt.all(amountKes, keys.matchSinceMs)) {
      const payment = add(row)
      if (payment) withoutReceipt.push(payment)
    }
    unmatched.push(...(statements.selectUnmatched.all(amountKes, keys.matchSinceMs) as unknown as ReceiptTable[]))
  }
  return { payments, paymentIdByCheckout, receipts, withoutReceipt, unmatched, campaigns }
}

/** The payments whose account was typed, and the campaigns. */
function loadOfAccounts(statements: SqliteStatements, keys: FactKeys, add: (row: unknown) => unknown) {
  if (keys.accounts.length === 0) return []
  const campaigns = statements.selectCampaigns.all() as unknown as CampaignAccount[]
  const { own, codes } = toAccountKeys(keys.accounts, campaigns)
  for (const reference of own) for (const row of statements.selectByReference.all(reference)) add(row)
  for (const code of codes) {
    for (const amountKes of new Set(keys.matchAmountsKes)) {
      for (const row of statements.selectOpenByCode.all(code, keys.matchSinceMs, amountKes)) add(row)
    }
  }
  return campaigns
}

function saveChanges(statements: SqliteStatements, changes: Changes): void {
  for (const created of changes.created) {
    const values = toInsertValues(created)
    if (values.donation) statements.insertDonation.run(...values.donation)
    statements.insertPayment.run(...values.payment)
  }
  for (const receiptNumber of changes.removedReceipts) statements.removeReceipt.run(receiptNumber)
  for (const receipt of changes.receipts) {
    statements.saveReceipt.run(
      receipt.receipt_number,
      receipt.payment_id,
      receipt.channel,
      receipt.amount_kes,
      receipt.confirmed_kes,
      receipt.account_reference,
      receipt.payer,
      receipt.occurred_at,
      receipt.inbox_id,
      receipt.created_at,
      receipt.seal,
    )
  }
  for (const payment of receiptlessFirst(changes.payments)) {
    const row = toPaymentRow(payment)
    statements.updatePayment.run(...CHANGING_COLUMNS.map(column => row[column]), row.id)
  }
  for (const entry of chainHistory(statements, changes)) {
    statements.insertHistory.run(
      entry.payment_id,
      entry.at,
      entry.source,
      entry.said,
      entry.verdict,
      entry.because,
      entry.status_before,
      entry.status_after,
      entry.result_code,
      entry.amount_kes,
      entry.receipt_number,
      entry.inbox_id,
      entry.payment_hash,
      entry.chain_hash,
    )
  }
  saveSerials(statements, changes)
  for (const { id, payment_id, occasion, channel, created_at, seal } of changes.messages ?? []) {
    statements.insertMessage.run(id, payment_id, occasion, channel, created_at, seal)
  }
  for (const [campaign, { amountKes, gifts }] of changes.totals) {
    statements.beginTotal.run(campaign)
    statements.addToTotal.run(amountKes, gifts, campaign)
  }
  for (const outcome of changes.inbox) {
    const { verdict, because, paymentId, checkoutRequestId = null, id } = outcome
    statements.setInboxOutcome.run(verdict, because, paymentId, checkoutRequestId, changes.atMs, id)
  }
  for (const checkoutRequestId of changes.boundCheckouts) statements.reopenUnmatched.run(checkoutRequestId)
  for (const id of changes.reopened) statements.reopenCallback.run(id)
}

/** The transaction is alone in the file: the last number is the last until it ends. */
function saveSerials(statements: SqliteStatements, { settled }: Changes): void {
  const missing = settled.paymentIds.filter(id => !statements.selectSerial.get(id))
  if (missing.length === 0) return
  const { last } = statements.selectLastSerial.get(settled.year) as { last: number | null }
  for (const row of settled.toSerials(missing, last ?? 0)) {
    statements.insertSerial.run(row.payment_id, row.year, row.number, row.issued_at, row.seal)
  }
}

function chainHistory(statements: SqliteStatements, changes: Changes): ChainedEntry[] {
  if (changes.history.length === 0) return []
  const head = statements.selectHead.get() as { hash: string }
  const entries = changes.chainHistory(head.hash)
  statements.moveHead.run(entries.length, entries.at(-1)?.chain_hash ?? head.hash)
  return entries
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
