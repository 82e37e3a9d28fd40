// Which tables a backup holds, in an order in which they can be filled again: what is referred to comes first.

import type { Tables } from '../database/tables.ts'

export interface BackedUpTable {
  readonly name: keyof Tables
  /** The column its rows are read by, page after page. */
  readonly key: string
  /** Rows are numbered by the database; the numbering goes on after the highest. */
  readonly isNumbered: boolean
}

export const BACKED_UP_TABLES: readonly BackedUpTable[] = [
  table('campaigns', 'slug'),
  table('campaign_totals', 'campaign'),
  table('donations', 'id'),
  table('payments', 'id'),
  table('inbox', 'id', { isNumbered: true }),
  table('receipts', 'receipt_number'),
  table('payment_history', 'id', { isNumbered: true }),
  table('history_head', 'id'),
  table('stopped_phones', 'phone_hash'),
  table('campaign_pictures', 'hash'),
  table('campaign_edits', 'id'),
  table('charity', 'id'),
  table('donation_details', 'donation_id'),
  table('receipt_serials', 'payment_id'),
  table('tasks', 'id'),
  table('giver_languages', 'donation_id'),
  table('pledges', 'id'),
  table('messages', 'id'),
]

/**
 * Not in a backup: a token that is long over, what its first line tells (secret, migrations), earlier backups, and what
 * the front line counts over hours.
 */
export const LEFT_OUT_TABLES: readonly (keyof Tables)[] = [
  'access_tokens',
  'secret_mark',
  'schema_migrations',
  'backups',
  'prompts',
  'security_keys',
  'unlisted_addresses',
]

function table(name: keyof Tables, key: string, more: Partial<Pick<BackedUpTable, 'isNumbered'>> = {}): BackedUpTable {
  return { name, key, isNumbered: false, ...more }
}
