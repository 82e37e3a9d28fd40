-- What a person has to look into: a giver says they have paid, with M-PESA's message or its code. Kept once for each code of
-- a donation, also where the books settled it at once, so that it is known who has told what.
CREATE TABLE tasks (
  id                TEXT PRIMARY KEY,
  donation_id       TEXT NOT NULL REFERENCES donations (id),
  payment_id        TEXT NOT NULL REFERENCES payments (id), -- on whose page it was told
  receipt_number    TEXT NOT NULL,        -- as it was told, in capitals
  message_sealed    BLOB,                 -- AES-256-GCM; null: forgotten
  state             TEXT NOT NULL CHECK (state IN ('asking', 'open', 'done')),
  outcome           TEXT CHECK (outcome IN ('linked', 'dismissed')),
  because           TEXT NOT NULL,        -- for the treasurer
  linked_payment_id TEXT REFERENCES payments (id),
  conversation_id   TEXT,                 -- of the question to M-PESA, while it is asked
  due_at            INTEGER NOT NULL,     -- by when a person was promised to have looked
  created_at        INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL,
  resolved_by       TEXT,
  note_sealed       BLOB,                 -- AES-256-GCM
  seal              TEXT NOT NULL,        -- keyed hash of the row
  UNIQUE (donation_id, receipt_number)
) STRICT;
CREATE INDEX tasks_open ON tasks (created_at) WHERE state <> 'done';
