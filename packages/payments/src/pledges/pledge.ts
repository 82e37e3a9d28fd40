// A pledge: a day on which somebody wants to be reminded to give again, every month or once. It takes no money: it writes to
// them, and nothing happens before they press a button and type their PIN.

import type { PhoneNumber, Shillings } from '@harambee/daraja'
import { toEastAfricaDay } from '@harambee/daraja'
import { z } from 'zod'
import type { Language } from '../languages.ts'
import type { Channel } from '../messages/message.ts'

/** What a giver asks for on the form: one of the two days. */
export interface PledgeWish {
  readonly channel: Channel
  /** 1 to 28, which every month has. */
  readonly dayOfMonth: number | null
  /** `YYYY-MM-DD` in Nairobi. */
  readonly onDate: string | null
}

export const PLEDGE_STATES = ['active', 'paused', 'stopped', 'done'] as const
/** done: its one day has come · stopped: for good, and whom it reminded is forgotten */
export type PledgeState = (typeof PLEDGE_STATES)[number]

export interface Pledge extends PledgeWish {
  readonly id: string
  readonly donationId: string
  readonly campaign: string
  readonly amountKes: Shillings
  readonly language: Language
  readonly state: PledgeState
  readonly nextOn: string | null
  readonly nextAtMs: number | null
  readonly remindedOn: string | null
  readonly contact: PledgeContact | null
  readonly phoneHash: string
  readonly phoneMasked: string
  readonly createdAtMs: number
  readonly changedAtMs: number
}

const contactSchema = z.object({ phone: z.string(), email: z.string().nullable() })

/** Who pays, and where e-mails go. */
export interface PledgeContact {
  readonly phone: PhoneNumber
  readonly email: string | null
}

export const CONTACT_BELONGS_TO = (pledgeId: string): string => `pledges.contact_sealed/${pledgeId}`

export function readContactText(json: string): PledgeContact {
  return contactSchema.parse(JSON.parse(json)) as PledgeContact
}

export const LAST_DAY_OF_MONTH = 28
const DAY_MS = 24 * 60 * 60_000
/** Nobody plans further ahead. */
const LONGEST_AHEAD_MS = 366 * DAY_MS
/** At nine in the morning in Nairobi, which is three hours ahead of UTC all year. */
const NINE_IN_NAIROBI = 'T06:00:00Z'

/** Whether a day may be asked for: tomorrow at the earliest, a year ahead at most. */
export function isReminderDate(day: string, nowMs: number): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false
  const dueMs = toDueMs(day)
  // A 31st of June reads back as another day.
  const isReal = Number.isFinite(dueMs) && toEastAfricaDay(dueMs) === day
  return isReal && day > toEastAfricaDay(nowMs) && dueMs <= nowMs + LONGEST_AHEAD_MS
}

/** When a day's reminder is due. @param day `YYYY-MM-DD` in Nairobi */
export function toDueMs(day: string): number {
  return Date.parse(`${day}${NINE_IN_NAIROBI}`)
}

/** Of what was given in one month, the first reminder comes in the next. */
export function toFirstDay({ dayOfMonth, onDate }: PledgeWish, nowMs: number): string {
  if (onDate !== null) return onDate
  const [year = 0, month = 0] = toEastAfricaDay(nowMs).split('-').map(Number)
  return toDayText(year, month + 1, dayOfMonth ?? 1)
}

/** The next such day after today; null where it was to be once. However many were missed, one reminder is enough. */
export function toNextDay({ dayOfMonth, onDate }: PledgeWish, nowMs: number): string | null {
  if (onDate !== null || dayOfMonth === null) return null
  const today = toEastAfricaDay(nowMs)
  const [year = 0, month = 0] = today.split('-').map(Number)
  const thisMonth = toDayText(year, month, dayOfMonth)
  return thisMonth > today ? thisMonth : toDayText(year, month + 1, dayOfMonth)
}

/** @param month 1 to 13: the 13th is the next year's first */
function toDayText(year: number, month: number, day: number): string {
  const [inYear, inMonth] = month > 12 ? [year + 1, month - 12] : [year, month]
  return `${inYear}-${String(inMonth).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
