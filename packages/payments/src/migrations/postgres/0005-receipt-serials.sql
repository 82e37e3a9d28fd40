-- The number of each gift's receipt: 1, 2, 3, … in each year, in the order in which payments were settled. Given in the
-- transaction that settles the payment, while the end of the history is locked; never changed and never taken back.
CREATE TABLE receipt_serials (
  payment_id TEXT PRIMARY KEY REFERENCES payments (id),
  year       BIGINT NOT NULL CHECK (year > 0),       -- in Nairobi, in which it was given
  number     BIGINT NOT NULL CHECK (number > 0),
  issued_at  BIGINT NOT NULL,
  seal       TEXT NOT NULL,                          -- keyed hash of the row
  UNIQUE (year, number)
);
CREATE TRIGGER receipt_serials_are_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_serials
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
