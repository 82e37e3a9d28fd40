-- Pledges: days on which somebody asked to be reminded to give again. Nothing is ever taken by itself.

CREATE TABLE pledges (
  id             TEXT PRIMARY KEY,     -- random; stands in links
  donation_id    TEXT NOT NULL UNIQUE REFERENCES donations (id), -- the gift it was made with; it begins once that is paid
  campaign       TEXT NOT NULL REFERENCES campaigns (slug),
  amount_kes     BIGINT NOT NULL CHECK (amount_kes > 0),
  channel        TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  day_of_month   BIGINT CHECK (day_of_month BETWEEN 1 AND 28), -- of every month; null: once
  on_date        TEXT,                 -- YYYY-MM-DD in Nairobi, that day only; null: every month
  language       TEXT NOT NULL CHECK (language IN ('en', 'sw')),
  state          TEXT NOT NULL CHECK (state IN ('active', 'paused', 'stopped', 'done')),
  next_on        TEXT,                 -- YYYY-MM-DD in Nairobi, the next reminder's day
  next_at        BIGINT,              -- when it is due; null: none is
  reminded_on    TEXT,                 -- the day of the last reminder
  contact_sealed BYTEA,                 -- AES-256-GCM, JSON: the number that pays, and the address; null once forgotten
  phone_hash     TEXT NOT NULL,        -- keyed
  phone_masked   TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  seal           TEXT NOT NULL,        -- keyed hash of the row
  CHECK ((day_of_month IS NULL) <> (on_date IS NULL))
);
CREATE INDEX pledges_due ON pledges (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX pledges_by_phone ON pledges (phone_hash);
CREATE INDEX pledges_newest ON pledges (created_at, id);

ALTER TABLE messages ADD COLUMN pledge_id TEXT REFERENCES pledges (id);
CREATE INDEX messages_by_pledge ON messages (pledge_id) WHERE pledge_id IS NOT NULL;
