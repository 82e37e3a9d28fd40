// A migration after the last, as a later version might bring it: it fills columns, builds a table anew, adds a table, an
// index and a trigger. And rows of every version for it to change, written in SQL so that no later program has to write
// what an earlier one wrote.

import { createHash } from 'node:crypto'
import { type Database, listMigrations, type Migration } from '@harambee/payments'

type EngineName = Database['engine']

const MORE_THAN_A_PAGE = 300

/** What fills the tables once a migration is applied, by its name. */
export const ROWS_OF_VERSION: Readonly<Record<string, (engine: EngineName) => string>> = {
  '0001-payments.sql': engine => {
    const each = `WITH RECURSIVE each (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < ${MORE_THAN_A_PAGE})`
    const bytes = engine === 'sqlite' ? "X'00FF'" : "'\\x00ff'::bytea"
    return `
      INSERT INTO campaigns VALUES ('desks', 'DESKS', 300000, 10, '2030-12-31', '{"en":{}}', 1, 'seal');
      INSERT INTO campaign_totals VALUES ('desks', ${MORE_THAN_A_PAGE * 500}, ${MORE_THAN_A_PAGE});
      ${each} INSERT INTO donations SELECT 'd' || n, 'desks', NULL, n, 'seal' FROM each;
      ${each} INSERT INTO payments (id, donation_id, campaign, status, amount_kes, phone_sealed, phone_hash, phone_masked,
          short_code, account_reference, checkout_request_id, receipt_number, created_at, settled_at)
        SELECT 'p' || n, 'd' || n, 'desks', 'succeeded', 500, ${bytes}, 'hash', '2547•••••678', '174379', 'DESKS', 'ws_' || n,
          'UKO' || n, n, n + 1 FROM each;
      ${each} INSERT INTO inbox (received_at, peer_address, is_allowed, door, channel, named_id, body_sealed, body_hash,
          verdict, payment_id, drained_at)
        SELECT n, '127.0.0.1', 1, 'payment', 'stk', 'p' || n, ${bytes}, ${bytes}, 'applied', 'p' || n, n FROM each;
      ${each} INSERT INTO receipts SELECT 'UKO' || n, 'p' || n, 'callback', 500, NULL, 'DESKS', NULL, n, n, n, 'seal' FROM each;
      ${each} INSERT INTO payment_history (payment_id, at, source, said, verdict, because, status_before, status_after,
          payment_hash, chain_hash)
        SELECT 'p' || n, n, 'callback', 'succeeded', 'applied', 'it', 'pending', 'succeeded', 'hash', 'chain' FROM each;
      UPDATE history_head SET entries = ${MORE_THAN_A_PAGE}, hash = 'chain'`
  },
  '0002-front-line.sql': () => `
    INSERT INTO prompts SELECT id, created_at, phone_hash, NULL FROM payments;
    INSERT INTO stopped_phones VALUES ('hash', 1, NULL);
    INSERT INTO security_keys VALUES ('key', 1, NULL);
    INSERT INTO unlisted_addresses VALUES ('192.0.2.1', 1, 2, 3, 0)`,
  // An index alone.
  '0003-by-hand.sql': () => 'SELECT 1',
  '0004-campaign-pages.sql': engine => {
    const bytes = engine === 'sqlite' ? "X'00FF'" : "'\\x00ff'::bytea"
    return `
      INSERT INTO campaign_pictures VALUES ('hash', 'image/png', ${bytes}, 1);
      INSERT INTO campaign_edits VALUES ('desks/000001', 'desks', 1, '{}', 'seal', 'seal');
      INSERT INTO charity VALUES (1, '{}', 1, 'seal');
      INSERT INTO donation_details VALUES ('d1', 'desks', ${bytes}, 1, 0, 'waiting', 1, 'seal')`
  },
  '0005-receipt-serials.sql': () => `
    INSERT INTO receipt_serials (payment_id, year, number, issued_at, seal)
      SELECT id, 1970, created_at, created_at, 'seal' FROM payments`,
  '0006-tasks.sql': engine => {
    const bytes = engine === 'sqlite' ? "X'00FF'" : "'\\x00ff'::bytea"
    return `
      INSERT INTO tasks (id, donation_id, payment_id, receipt_number, message_sealed, state, because, due_at, created_at,
          changed_at, seal)
        SELECT 't' || id, donation_id, id, receipt_number, ${bytes}, 'open', 'it', 1, created_at, created_at, 'seal'
          FROM payments`
  },
  '0007-messages.sql': () => `
    INSERT INTO giver_languages VALUES ('d1', 'sw');
    INSERT INTO messages (id, payment_id, occasion, channel, state, next_at, created_at, seal)
      SELECT id || '/receipt/sms', id, 'receipt', 'sms', 'waiting', created_at, created_at, 'seal' FROM payments`,
  '0009-pledges.sql': engine => `
    INSERT INTO pledges VALUES ('p1', 'd1', 'desks', 500, 'sms', 5, NULL, 'sw', 'active', '2026-12-05', 1, NULL,
      ${engine === 'sqlite' ? "X'00FF'" : "'\\x00ff'::bytea"}, 'hash', '2547•••••678', 1, 1, 'seal')`,
}

const SQLITE = `
-- A table built anew; a semicolon in a comment ends nothing.
CREATE TABLE receipts_anew (
  receipt_number    TEXT PRIMARY KEY,
  payment_id        TEXT UNIQUE REFERENCES payments (id),
  channel           TEXT NOT NULL,
  amount_cents      INTEGER NOT NULL CHECK (amount_cents > 0),
  inbox_id          INTEGER REFERENCES inbox (id),
  seal              TEXT NOT NULL
) STRICT;
INSERT INTO receipts_anew
  SELECT receipt_number, payment_id, channel, amount_kes * 100, inbox_id, seal FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_anew RENAME TO receipts;
CREATE TRIGGER receipts_stay BEFORE DELETE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts stay'); SELECT 1; END;
`
const POSTGRES = `
ALTER TABLE receipts RENAME COLUMN amount_kes TO amount_cents;
ALTER TABLE receipts DROP COLUMN confirmed_kes, DROP COLUMN payer;
UPDATE receipts SET amount_cents = amount_cents * 100;
CREATE FUNCTION keep_receipts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'receipts stay';
END
$$;
CREATE TRIGGER receipts_stay BEFORE DELETE ON receipts FOR EACH STATEMENT EXECUTE FUNCTION keep_receipts();
`
const BOTH = `
ALTER TABLE payments ADD COLUMN thanked_at BIGINT;
UPDATE payments SET thanked_at = settled_at + 1 WHERE status = 'succeeded';
DROP INDEX payments_newest;
CREATE INDEX payments_newest ON payments (created_at, id) WHERE thanked_at IS NOT NULL;
CREATE TABLE thanks (payment_id TEXT PRIMARY KEY REFERENCES payments (id), at BIGINT NOT NULL);
INSERT INTO thanks SELECT id, thanked_at FROM payments WHERE thanked_at IS NOT NULL;
`

/** This version's migrations and one more. */
export function listWithNext(engine: EngineName): Migration[] {
  const sql = engine === 'sqlite' ? SQLITE + BOTH.replace('at BIGINT', 'at INTEGER') : POSTGRES + BOTH
  const next = { name: '9999-next.sql', sql, checksum: createHash('sha256').update(sql).digest('hex') }
  return [...listMigrations(engine), next]
}
