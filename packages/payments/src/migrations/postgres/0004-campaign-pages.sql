-- What a campaign's page shows besides its texts: a picture, who gave, and who the charity is. And what was edited, and when.

ALTER TABLE campaigns ADD COLUMN starts_on TEXT; -- YYYY-MM-DD in Nairobi, the first day; null: from the beginning

-- Pictures as they were given to us. Their name is the SHA-256 of their bytes; a campaign's signed content holds that name.
CREATE TABLE campaign_pictures (
  hash       TEXT PRIMARY KEY,
  media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp')),
  bytes      BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);

-- One row for each edit of a campaign: the campaign before it, and the seal of the campaign after it.
CREATE TABLE campaign_edits (
  id       TEXT PRIMARY KEY,           -- <slug>/<0001…>
  campaign TEXT NOT NULL REFERENCES campaigns (slug),
  at       BIGINT NOT NULL,
  was      TEXT NOT NULL,              -- JSON: the row's values
  became   TEXT NOT NULL,              -- the row's seal after the edit
  seal     TEXT NOT NULL               -- keyed hash of the row
);
CREATE INDEX campaign_edits_by_campaign ON campaign_edits (campaign, id);

-- Who the charity is, in law.
CREATE TABLE charity (
  id         BIGINT PRIMARY KEY CHECK (id = 1),
  content    TEXT NOT NULL,            -- JSON
  changed_at BIGINT NOT NULL,
  seal       TEXT NOT NULL             -- keyed hash of the row
);

-- What a giver chose to tell: name, message, in whose name, e-mail. Removed when the giver's number is forgotten.
CREATE TABLE donation_details (
  donation_id    TEXT PRIMARY KEY REFERENCES donations (id),
  campaign       TEXT NOT NULL REFERENCES campaigns (slug),
  details_sealed BYTEA NOT NULL,        -- AES-256-GCM, JSON
  may_show       SMALLINT NOT NULL,     -- the giver wants to be named on the page
  shows_amount   SMALLINT NOT NULL,     -- with the amount
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'hidden')),
  created_at     BIGINT NOT NULL,
  seal           TEXT NOT NULL         -- keyed hash of the row
);
CREATE INDEX donation_details_by_campaign ON donation_details (campaign, state, created_at);
