// The tables as Kysely sees them: column names and types, the same on every database.

import type { Generated } from 'kysely'
import type { GiverLanguageTable, MessageTable, PledgeTable } from './correspondence-tables.ts'

export interface Tables {
  campaigns: CampaignTable
  campaign_totals: CampaignTotalTable
  donations: DonationTable
  payments: PaymentTable
  inbox: InboxTable
  receipts: ReceiptTable
  payment_history: PaymentHistoryTable
  history_head: HistoryHeadTable
  access_tokens: AccessTokenTable
  secret_mark: SecretMarkTable
  schema_migrations: SchemaMigrationTable
  backups: BackupTable
  prompts: PromptTable
  stopped_phones: StoppedPhoneTable
  security_keys: SecurityKeyTable
  unlisted_addresses: UnlistedAddressTable
  campaign_pictures: CampaignPictureTable
  campaign_edits: CampaignEditTable
  charity: CharityTable
  donation_details: DonationDetailsTable
  receipt_serials: ReceiptSerialTable
  tasks: TaskTable
  giver_languages: GiverLanguageTable
  messages: MessageTable
  pledges: PledgeTable
}

export interface CampaignTable {
  slug: string
  account_reference: string
  goal_kes: number
  floor_kes: number
  ends_on: string | null
  content: string
  created_at: number
  seal: string
  starts_on: string | null
}

export interface CampaignTotalTable {
  campaign: string
  amount_kes: number
  gifts: number
}

export interface DonationTable {
  id: string
  campaign: string
  giver_hash: string | null
  created_at: number
  seal: string
}

export interface PaymentTable {
  id: string
  donation_id: string
  campaign: string
  status: string
  failure_reason: string | null
  result_code: string | null
  review_reason: string | null
  flag: string | null
  amount_kes: number
  phone_sealed: Uint8Array | null
  phone_hash: string
  phone_masked: string
  short_code: string
  account_reference: string
  checkout_request_id: string | null
  merchant_request_id: string | null
  receipt_number: string | null
  is_receipt_inferred: number
  claim: string | null
  doubt: string | null
  sources: string
  created_at: number
  pushed_at: number | null
  settled_at: number | null
  occurred_at: number | null
  next_query_at: number | null
  last_query_at: number | null
  query_count: number
  query_turn: number
}

export interface InboxTable {
  id: Generated<number>
  received_at: number
  peer_address: string
  is_allowed: number
  door: string
  channel: string
  named_id: string | null
  body_sealed: Uint8Array
  body_hash: Uint8Array
  verdict: string | null
  because: string | null
  payment_id: string | null
  checkout_request_id: string | null
  drained_at: number | null
}

export interface ReceiptTable {
  receipt_number: string
  payment_id: string | null
  channel: string
  amount_kes: number
  confirmed_kes: number | null
  account_reference: string | null
  payer: string | null
  occurred_at: number | null
  inbox_id: number | null
  created_at: number
  seal: string
}

export interface PaymentHistoryTable {
  id: Generated<number>
  payment_id: string
  at: number
  source: string
  said: string
  verdict: string
  because: string
  status_before: string
  status_after: string
  result_code: string | null
  amount_kes: number | null
  receipt_number: string | null
  inbox_id: number | null
  payment_hash: string
  chain_hash: string
}

export interface HistoryHeadTable {
  id: number
  entries: number
  hash: string
}

export interface AccessTokenTable {
  name: string
  token_sealed: Uint8Array | null
  expires_at: number
  lease_owner: string | null
  lease_until: number
}

export interface SecretMarkTable {
  id: number
  mark: string
}

export interface SchemaMigrationTable {
  name: string
  checksum: string
  applied_at: number
}

export interface BackupTable {
  made_at: number
  path: string
  bytes: number
  entries: number
  hash: string
}

export interface PromptTable {
  payment_id: string
  asked_at: number
  phone_hash: string
  address_hash: string | null
}

export interface StoppedPhoneTable {
  phone_hash: string
  stopped_at: number
  address_hash: string | null
}

export interface SecurityKeyTable {
  key_id: string
  first_used_at: number
  last_heard_at: number | null
}

export interface UnlistedAddressTable {
  peer_address: string
  first_at: number
  last_at: number
  callbacks: number
  was_stored: number
}

export interface CampaignPictureTable {
  hash: string
  media_type: string
  bytes: Uint8Array
  created_at: number
}

export interface CampaignEditTable {
  id: string
  campaign: string
  at: number
  was: string
  became: string
  seal: string
}

export interface CharityTable {
  id: number
  content: string
  changed_at: number
  seal: string
}

export interface DonationDetailsTable {
  donation_id: string
  campaign: string
  details_sealed: Uint8Array
  may_show: number
  shows_amount: number
  state: string
  created_at: number
  seal: string
}

export interface ReceiptSerialTable {
  payment_id: string
  year: number
  number: number
  issued_at: number
  seal: string
}

export interface TaskTable {
  id: string
  donation_id: string
  payment_id: string
  receipt_number: string
  message_sealed: Uint8Array | null
  state: string
  outcome: string | null
  because: string
  linked_payment_id: string | null
  conversation_id: string | null
  due_at: number
  created_at: number
  changed_at: number
  resolved_by: string | null
  note_sealed: Uint8Array | null
  seal: string
}
