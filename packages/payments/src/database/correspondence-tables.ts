// The tables of what givers are told: messages, and the pledges some of them remind of.

import type { Generated } from 'kysely'

export interface GiverLanguageTable {
  donation_id: string
  language: string
}

export interface MessageTable {
  id: string
  payment_id: string | null
  pledge_id: string | null
  occasion: string
  channel: string
  state: string
  attempts: Generated<number>
  round: Generated<number>
  turn: Generated<number>
  next_at: number | null
  content_sealed: Uint8Array | null
  because: string | null
  reference: string | null
  created_at: number
  settled_at: number | null
  seal: string
}

export interface PledgeTable {
  id: string
  donation_id: string
  campaign: string
  amount_kes: number
  channel: string
  day_of_month: number | null
  on_date: string | null
  language: string
  state: string
  next_on: string | null
  next_at: number | null
  reminded_on: string | null
  contact_sealed: Uint8Array | null
  phone_hash: string
  phone_masked: string
  created_at: number
  changed_at: number
  seal: string
}
