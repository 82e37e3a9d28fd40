-- What the front line counts: prompts, phones that want none, security keys in use, and who was turned away.

-- Every prompt that was asked for, in the transaction of its payment's row: what the limits count. Rows older than the
-- longest window are removed. Not part of a backup.
CREATE TABLE prompts (
  payment_id   TEXT PRIMARY KEY REFERENCES payments (id),
  asked_at     BIGINT NOT NULL,
  phone_hash   TEXT NOT NULL,          -- keyed
  address_hash TEXT                    -- keyed, of the address the giver's browser asked from; null from the command line
);
CREATE INDEX prompts_by_phone ON prompts (phone_hash, asked_at);
CREATE INDEX prompts_by_address ON prompts (address_hash, asked_at) WHERE address_hash IS NOT NULL;
CREATE INDEX prompts_newest ON prompts (asked_at);

-- Phones whose owner wants no more prompts.
CREATE TABLE stopped_phones (
  phone_hash   TEXT PRIMARY KEY,       -- keyed
  stopped_at   BIGINT NOT NULL,
  address_hash TEXT                    -- of the address it was asked from; null from the command line
);
CREATE INDEX stopped_phones_by_address ON stopped_phones (address_hash, stopped_at) WHERE address_hash IS NOT NULL;

-- When each security key began to be ours, and when it last came in: tells when an old one can go. Not part of a backup.
CREATE TABLE security_keys (
  key_id        TEXT PRIMARY KEY,      -- keyed hash of the key
  first_used_at BIGINT NOT NULL,      -- put into a new URL
  last_heard_at BIGINT                -- a callback came through it
);

-- Callbacks with a right token from addresses that are not on the allow-list. Not part of a backup.
CREATE TABLE unlisted_addresses (
  peer_address TEXT PRIMARY KEY,
  first_at     BIGINT NOT NULL,
  last_at      BIGINT NOT NULL,
  callbacks    BIGINT NOT NULL,
  was_stored   SMALLINT NOT NULL      -- 0: turned away (mode enforce)
);
