-- Messages to givers: each is written in the transaction that settles its payment, and sent afterwards by whichever engine
-- comes first. And the language in which a giver reads.

CREATE TABLE giver_languages (
  donation_id TEXT PRIMARY KEY REFERENCES donations (id),
  language    TEXT NOT NULL CHECK (language IN ('en', 'sw'))
);

CREATE TABLE messages (
  id             TEXT PRIMARY KEY,     -- <payment>/<occasion>/<channel>: there is one of each
  payment_id     TEXT REFERENCES payments (id),
  occasion       TEXT NOT NULL CHECK (occasion IN ('receipt', 'reversal', 'reminder')),
  channel        TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'unknown', 'gave-up', 'dropped')),
  attempts       BIGINT NOT NULL DEFAULT 0,
  round          BIGINT NOT NULL DEFAULT 1, -- how often it was to be sent: once, and again as an operator wishes
  turn           BIGINT NOT NULL DEFAULT 0, -- fences the lease of whoever sends
  next_at        BIGINT,              -- when to send it, or when that lease is over; null: nothing more happens by itself
  content_sealed BYTEA,                 -- AES-256-GCM, JSON: to whom and what; null before it is sent and once it is forgotten
  because        TEXT,                 -- what the last attempt came to
  reference      TEXT,                 -- what its carrier calls it
  created_at     BIGINT NOT NULL,
  settled_at     BIGINT,              -- when its state became final
  seal           TEXT NOT NULL         -- keyed hash of what never changes
);
CREATE INDEX messages_due ON messages (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX messages_newest ON messages (created_at, id);
CREATE INDEX messages_by_state ON messages (state, created_at, id);
CREATE INDEX messages_by_payment ON messages (payment_id) WHERE payment_id IS NOT NULL;
