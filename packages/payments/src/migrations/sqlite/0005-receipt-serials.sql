-- The number of each gift's receipt: 1, 2, 3, … in each year, in the order in which payments were settled. Given in the
-- transaction that settles the payment, while the end of the history is locked; never changed and never taken back.
CREATE TABLE receipt_serials (
  payment_id TEXT PRIMARY KEY REFERENCES payments (id),
  year       INTEGER NOT NULL CHECK (year > 0),      -- in Nairobi, in which it was given
  number     INTEGER NOT NULL CHECK (number > 0),
  issued_at  INTEGER NOT NULL,
  seal       TEXT NOT NULL,                          -- keyed hash of the row
  UNIQUE (year, number)
) STRICT;
CREATE TRIGGER receipt_serials_are_append_only_1 BEFORE UPDATE ON receipt_serials
BEGIN SELECT RAISE(ABORT, 'receipt_serials is append-only'); END;
CREATE TRIGGER receipt_serials_are_append_only_2 BEFORE DELETE ON receipt_serials
BEGIN SELECT RAISE(ABORT, 'receipt_serials is append-only'); END;
