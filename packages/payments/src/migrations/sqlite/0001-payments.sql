-- Campaigns, donations, payments, their history, the inbox and the receipts.
-- Times are milliseconds since 1970 UTC; money is whole shillings; phone numbers are sealed, hashed and masked.

CREATE TABLE campaigns (
  slug              TEXT PRIMARY KEY,
  account_reference TEXT NOT NULL UNIQUE,
  goal_kes          INTEGER NOT NULL CHECK (goal_kes > 0),
  floor_kes         INTEGER NOT NULL CHECK (floor_kes > 0),
  ends_on           TEXT,              -- YYYY-MM-DD in Nairobi, the last day
  content           TEXT NOT NULL,     -- JSON: what the page says, by language
  created_at        INTEGER NOT NULL,
  seal              TEXT NOT NULL      -- keyed hash of the row
) STRICT;

-- Kept in the transaction that settles a payment; `harambee verify` recomputes it.
CREATE TABLE campaign_totals (
  campaign   TEXT PRIMARY KEY REFERENCES campaigns (slug),
  amount_kes INTEGER NOT NULL DEFAULT 0 CHECK (amount_kes >= 0),
  gifts      INTEGER NOT NULL DEFAULT 0 CHECK (gifts >= 0)
) STRICT;

CREATE TABLE donations (
  id         TEXT PRIMARY KEY,
  campaign   TEXT NOT NULL REFERENCES campaigns (slug),
  giver_hash TEXT,                     -- of the cookie of the browser that gave; null from the command line
  created_at INTEGER NOT NULL,
  seal       TEXT NOT NULL             -- keyed hash of the row
) STRICT;

CREATE TABLE payments (
  id                  TEXT PRIMARY KEY,
  donation_id         TEXT NOT NULL REFERENCES donations (id),
  campaign            TEXT NOT NULL REFERENCES campaigns (slug),
  status              TEXT NOT NULL CHECK (status IN ('created', 'pending', 'succeeded', 'failed', 'review', 'reversed')),
  failure_reason      TEXT,
  result_code         TEXT,
  review_reason       TEXT,
  flag                TEXT,
  amount_kes          INTEGER NOT NULL CHECK (amount_kes > 0),
  phone_sealed        BLOB,            -- AES-256-GCM; null once forgotten
  phone_hash          TEXT NOT NULL,   -- keyed
  phone_masked        TEXT NOT NULL,
  short_code          TEXT NOT NULL,
  account_reference   TEXT NOT NULL,
  checkout_request_id TEXT,
  merchant_request_id TEXT,
  receipt_number      TEXT,
  is_receipt_inferred INTEGER NOT NULL DEFAULT 0,
  claim               TEXT,            -- JSON: a success that waits for a query
  doubt               TEXT,            -- JSON: a failure that waits for a query
  sources             TEXT NOT NULL DEFAULT '',
  created_at          INTEGER NOT NULL,
  pushed_at           INTEGER,
  settled_at          INTEGER,
  occurred_at         INTEGER,
  next_query_at       INTEGER,
  last_query_at       INTEGER,
  query_count         INTEGER NOT NULL DEFAULT 0,
  query_turn          INTEGER NOT NULL DEFAULT 0, -- fences the lease of whoever asks
  CHECK (status <> 'failed' OR failure_reason IS NOT NULL),
  CHECK (status <> 'review' OR review_reason IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX payments_checkout_request ON payments (checkout_request_id) WHERE checkout_request_id IS NOT NULL;
CREATE UNIQUE INDEX payments_receipt ON payments (receipt_number) WHERE receipt_number IS NOT NULL;
CREATE INDEX payments_newest ON payments (created_at, id);
CREATE INDEX payments_by_status ON payments (status, created_at, id);
CREATE INDEX payments_due ON payments (next_query_at) WHERE next_query_at IS NOT NULL;
CREATE INDEX payments_by_phone ON payments (phone_hash, created_at);
CREATE INDEX payments_by_donation ON payments (donation_id, created_at);
CREATE INDEX payments_by_campaign ON payments (campaign, settled_at) WHERE status = 'succeeded';
CREATE INDEX payments_without_receipt ON payments (amount_kes, settled_at)
  WHERE status = 'succeeded' AND receipt_number IS NULL;

-- Every callback with a right key, stored before it is answered. Bodies hold phone numbers, so they are sealed.
CREATE TABLE inbox (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at  INTEGER NOT NULL,
  peer_address TEXT NOT NULL,
  is_allowed   INTEGER NOT NULL,       -- the address is on the allow-list
  door         TEXT NOT NULL CHECK (door IN ('payment', 'key')),
  channel      TEXT NOT NULL CHECK (channel IN ('stk', 'c2b-validation', 'c2b-confirmation')),
  named_id     TEXT,                   -- the payment the path names, its token verified
  body_sealed  BLOB NOT NULL,
  body_hash    BLOB NOT NULL,          -- SHA-256
  verdict      TEXT,                   -- null: not drained yet
  because      TEXT,
  payment_id   TEXT,
  checkout_request_id TEXT,            -- of an unmatched callback: its push may still be answered
  drained_at   INTEGER
) STRICT;
CREATE INDEX inbox_undrained ON inbox (id) WHERE verdict IS NULL;
CREATE INDEX inbox_unmatched ON inbox (checkout_request_id) WHERE verdict = 'unmatched';
CREATE INDEX inbox_by_verdict ON inbox (verdict, id);
CREATE INDEX inbox_by_payment ON inbox (payment_id, id) WHERE payment_id IS NOT NULL;

-- One row per M-PESA receipt, whichever channel brought it. payment_id null: money nobody has matched yet.
CREATE TABLE receipts (
  receipt_number    TEXT PRIMARY KEY,
  payment_id        TEXT UNIQUE REFERENCES payments (id),
  channel           TEXT NOT NULL CHECK (channel IN ('callback', 'confirmation', 'operator', 'statement')),
  amount_kes        INTEGER NOT NULL CHECK (amount_kes > 0),
  confirmed_kes     INTEGER,           -- what a C2B confirmation said; null: there was none
  account_reference TEXT,
  payer             TEXT,              -- JSON: what the confirmation shows of the payer's number, hashed or masked
  occurred_at       INTEGER,
  inbox_id          INTEGER REFERENCES inbox (id),
  created_at        INTEGER NOT NULL,
  seal              TEXT NOT NULL      -- keyed hash of the row
) STRICT;
CREATE INDEX receipts_unmatched ON receipts (amount_kes, occurred_at) WHERE payment_id IS NULL;

-- Append-only: what every source said, and what came of it.
CREATE TABLE payment_history (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  payment_id     TEXT NOT NULL REFERENCES payments (id),
  at             INTEGER NOT NULL,
  source         TEXT NOT NULL,
  said           TEXT NOT NULL,
  verdict        TEXT NOT NULL,
  because        TEXT NOT NULL,
  status_before  TEXT NOT NULL,
  status_after   TEXT NOT NULL,
  result_code    TEXT,
  amount_kes     INTEGER,
  receipt_number TEXT,
  inbox_id       INTEGER,
  payment_hash   TEXT NOT NULL,        -- keyed hash of the payment as it is after this
  chain_hash     TEXT NOT NULL         -- keyed hash of this row and the one before it
) STRICT;
CREATE INDEX payment_history_by_payment ON payment_history (payment_id, id);
CREATE TRIGGER payment_history_is_append_only_1 BEFORE UPDATE ON payment_history
BEGIN SELECT RAISE(ABORT, 'payment_history is append-only'); END;
CREATE TRIGGER payment_history_is_append_only_2 BEFORE DELETE ON payment_history
BEGIN SELECT RAISE(ABORT, 'payment_history is append-only'); END;

-- The end of the chain. Locked by whoever appends, last of all locks.
CREATE TABLE history_head (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  entries INTEGER NOT NULL,
  hash    TEXT NOT NULL
) STRICT;
INSERT INTO history_head (id, entries, hash) VALUES (1, 0, '');

-- Daraja's access token, shared by every process: a new one invalidates the old.
CREATE TABLE access_tokens (
  name         TEXT PRIMARY KEY,       -- of the consumer key, hashed
  token_sealed BLOB,
  expires_at   INTEGER NOT NULL DEFAULT 0,
  lease_owner  TEXT,
  lease_until  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which HARAMBEE_SECRET the database was begun with: a keyed hash of nothing. Not part of a backup.
CREATE TABLE secret_mark (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  mark TEXT NOT NULL
) STRICT;

-- Backups that were made, so that the age of the last can be told. Not part of a backup.
CREATE TABLE backups (
  made_at INTEGER NOT NULL,
  path    TEXT NOT NULL,
  bytes   INTEGER NOT NULL,
  entries INTEGER NOT NULL,            -- of the history in it
  hash    TEXT NOT NULL            -- of the last of them
) STRICT;
CREATE INDEX backups_newest ON backups (made_at);
