// The hot path's statements, prepared once: a Kysely select costs 30 µs, a prepared statement 2.

import type { DatabaseSync } from 'node:sqlite'
import { MAX_ATTEMPTS } from './account-keys.ts'
import { toInsertStatements } from './created-payments.ts'
import { toMayBeTold } from './may-be-told.ts'
import { CHANGING_COLUMNS, PAYMENT_COLUMNS } from './payment-row.ts'

const RECEIPT_FACTS = [
  ...['payment_id', 'channel', 'amount_kes', 'confirmed_kes', 'account_reference', 'payer', 'occurred_at', 'inbox_id'],
  ...['created_at', 'seal'],
]
const RECEIPT_COLUMNS = ['receipt_number', ...RECEIPT_FACTS].join(', ')

/** Enough to see that a match is not unique; more would not change the answer. */
const MAX_MATCHES = 20

/** Prepares them. The tables must exist. */
export function createSqliteStatements(connection: DatabaseSync) {
  const payment = `SELECT ${PAYMENT_COLUMNS.join(', ')} FROM payments`
  const created = toInsertStatements(() => '?')
  const callback =
    'SELECT id, received_at, peer_address, is_allowed, door, channel, named_id, body_sealed, verdict FROM inbox'
  return {
    insertCallback: connection.prepare(
      `INSERT INTO inbox (received_at, peer_address, is_allowed, door, channel, named_id, body_sealed, body_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    // A sum, because SQLite prepares a statement with a bare `LIMIT ?` again each time.
    selectUndrained: connection.prepare(`${callback} WHERE verdict IS NULL ORDER BY id LIMIT ? + 0`),
    selectCallback: connection.prepare(`${callback} WHERE id = ?`),
    selectPayment: connection.prepare(`${payment} WHERE id = ?`),
    selectPaymentByCheckout: connection.prepare(`${payment} WHERE checkout_request_id = ?`),
    selectReceipt: connection.prepare(`SELECT ${RECEIPT_COLUMNS} FROM receipts WHERE receipt_number = ?`),
    selectWithoutReceipt: connection.prepare(
      `${payment} WHERE amount_kes = ? AND status = 'succeeded' AND receipt_number IS NULL AND settled_at >= ?
       LIMIT ${MAX_MATCHES}`,
    ),
    selectUnmatched: connection.prepare(
      `SELECT ${RECEIPT_COLUMNS} FROM receipts WHERE amount_kes = ? AND payment_id IS NULL AND occurred_at >= ?
       LIMIT ${MAX_MATCHES}`,
    ),
    selectCampaigns: connection.prepare('SELECT slug, account_reference AS accountReference FROM campaigns'),
    selectByReference: connection.prepare(
      `${payment} WHERE account_reference = ? ORDER BY created_at DESC LIMIT ${MAX_ATTEMPTS}`,
    ),
    selectOpenByCode: connection.prepare(
      `${payment} WHERE account_reference = ? AND created_at >= ? AND amount_kes = ?
         AND status IN ('created', 'pending', 'review') LIMIT ${MAX_MATCHES}`,
    ),
    insertDonation: connection.prepare(created.donation),
    insertPayment: connection.prepare(created.payment),
    updatePayment: connection.prepare(
      `UPDATE payments SET ${CHANGING_COLUMNS.map(column => `${column} = ?`).join(', ')} WHERE id = ?`,
    ),
    saveReceipt: connection.prepare(
      `INSERT INTO receipts (${RECEIPT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (receipt_number) DO UPDATE SET ${RECEIPT_FACTS.map(name => `${name} = excluded.${name}`).join(', ')}`,
    ),
    removeReceipt: connection.prepare('DELETE FROM receipts WHERE receipt_number = ?'),
    insertHistory: connection.prepare(
      `INSERT INTO payment_history (payment_id, at, source, said, verdict, because, status_before, status_after,
         result_code, amount_kes, receipt_number, inbox_id, payment_hash, chain_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    reopenCallback: connection.prepare('UPDATE inbox SET verdict = NULL WHERE id = ?'),
    selectHead: connection.prepare('SELECT hash FROM history_head WHERE id = 1'),
    moveHead: connection.prepare('UPDATE history_head SET entries = entries + ?, hash = ? WHERE id = 1'),
    selectLastSerial: connection.prepare('SELECT max(number) AS last FROM receipt_serials WHERE year = ?'),
    selectSerial: connection.prepare('SELECT number FROM receipt_serials WHERE payment_id = ?'),
    insertSerial: connection.prepare(
      'INSERT INTO receipt_serials (payment_id, year, number, issued_at, seal) VALUES (?, ?, ?, ?, ?)',
    ),
    insertMessage: connection.prepare(
      `INSERT INTO messages (id, payment_id, occasion, channel, state, next_at, created_at, seal)
       SELECT ?1, ?2, ?3, ?4, 'waiting', ?5, ?5, ?6 FROM payments WHERE id = ?2 AND ${toMayBeTold('?4')}
       ON CONFLICT (id) DO NOTHING`,
    ),
    // In two steps: the row of an upsert would have to pass the checks by itself, and what is taken away is below zero.
    beginTotal: connection.prepare(
      'INSERT INTO campaign_totals (campaign, amount_kes, gifts) VALUES (?, 0, 0) ON CONFLICT (campaign) DO NOTHING',
    ),
    addToTotal: connection.prepare(
      'UPDATE campaign_totals SET amount_kes = amount_kes + ?, gifts = gifts + ? WHERE campaign = ?',
    ),
    setInboxOutcome: connection.prepare(
      'UPDATE inbox SET verdict = ?, because = ?, payment_id = ?, checkout_request_id = ?, drained_at = ? WHERE id = ?',
    ),
    reopenUnmatched: connection.prepare(
      "UPDATE inbox SET verdict = NULL WHERE verdict = 'unmatched' AND checkout_request_id = ?",
    ),
  }
}

export type SqliteStatements = ReturnType<typeof createSqliteStatements>
