// Reads when a giver wants to be reminded to give again: untrusted fields in, a wish or what keeps it from being one out.
// Pure.

import { isReminderDate, LAST_DAY_OF_MONTH, type PledgeWish } from '@harambee/payments'
import type { PledgeProblem, TypedPledge } from './gift-answer.ts'

export interface ReadPledge {
  readonly typed: TypedPledge
  /** null: no reminder is wanted, or something about it is to be mended. */
  readonly wish: PledgeWish | null
  readonly problem: PledgeProblem | null
}

interface Context {
  /** How people can be reminded here. */
  readonly channels: readonly PledgeWish['channel'][]
  /** What was typed as the e-mail address. */
  readonly email: string
  readonly nowMs: number
}

const MAX_LENGTH = 20

export function readPledge(form: FormData, { channels, email, nowMs }: Context): ReadPledge {
  const typed: TypedPledge = {
    remind: toText(form, 'remind'),
    day: toText(form, 'remindDay'),
    date: toText(form, 'remindOn'),
    by: toText(form, 'remindBy'),
  }
  const isMonthly = typed.remind === 'monthly'
  if (channels.length === 0 || (!isMonthly && typed.remind !== 'once')) return { typed, wish: null, problem: null }
  const channel = channels.find(one => one === typed.by) ?? channels[0] ?? 'sms'
  if (channel === 'email' && email === '') return { typed, wish: null, problem: 'no-email' }
  if (isMonthly) {
    const dayOfMonth = /^\d{1,2}$/.test(typed.day) ? Number(typed.day) : 0
    if (dayOfMonth < 1 || dayOfMonth > LAST_DAY_OF_MONTH) return { typed, wish: null, problem: 'no-day' }
    return { typed, wish: { channel, dayOfMonth, onDate: null }, problem: null }
  }
  if (!isReminderDate(typed.date, nowMs)) return { typed, wish: null, problem: 'no-date' }
  return { typed, wish: { channel, dayOfMonth: null, onDate: typed.date }, problem: null }
}

function toText(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.slice(0, MAX_LENGTH).trim() : ''
}
