// Phones with M-PESA accounts. Every valid number is one; it is written down once something about it changes.

import type { Core } from './core.ts'
import { toCompactDay } from './east-africa-time.ts'
import type { Behaviour, Subscriber } from './tables.ts'

/** What a number nobody has set up is like. */
export const DEFAULT_PIN = '1234'
export const DEFAULT_BALANCE_KES = 5_000

/** Three wrong PINs in a row lock an account. */
export const WRONG_PINS_TO_LOCK = 3

export const BEHAVIOURS: readonly Behaviour[] = [
  'manual',
  'pays',
  'cancels',
  'ignores',
  'no-funds',
  'wrong-pin',
  'pays-late',
]

/** The subscriber behind a number; unknown numbers have the defaults. */
export function findSubscriber(core: Core, phoneNumber: string): Subscriber {
  return (
    core.store.rows.subscribers.get(phoneNumber) ?? {
      phoneNumber,
      pin: DEFAULT_PIN,
      balanceKes: DEFAULT_BALANCE_KES,
      behaviour: 'manual',
      delayMs: null,
      wrongPins: 0,
      isLocked: false,
      spentOn: '',
      spentKes: 0,
    }
  )
}

export function saveSubscriber(core: Core, subscriber: Subscriber): void {
  core.store.put('subscribers', subscriber.phoneNumber, subscriber)
}

/** What has left this phone today, Nairobi time. */
export function spentTodayKes(core: Core, subscriber: Subscriber): number {
  return subscriber.spentOn === toCompactDay(core.agenda.nowMs()) ? subscriber.spentKes : 0
}

/** Merges a change as it came from outside, or says everything that is wrong with it. Setting a PIN unlocks the account. */
export function changeSubscriber(
  core: Core,
  phoneNumber: string,
  change: Record<string, unknown>,
): { subscriber: Subscriber; problems: string[] } {
  const current = findSubscriber(core, phoneNumber)
  const { pin = current.pin, balanceKes = current.balanceKes, delayMs = current.delayMs } = change
  const problems: string[] = []
  const isPin = typeof pin === 'string' && /^\d{4}$/.test(pin)
  if (!isPin) problems.push('"pin" must be text of four digits, like "1234"')
  const isBalance = isWhole(balanceKes, MAX_SET_BALANCE_KES)
  if (!isBalance) problems.push(`"balanceKes" must be a whole number from 0 to ${MAX_SET_BALANCE_KES}`)
  const isDelay = delayMs === null || isWhole(delayMs, MAX_DELAY_MS)
  if (!isDelay) problems.push(`"delayMs" must be null or a whole number of milliseconds from 0 to ${MAX_DELAY_MS}`)
  const behaviour = BEHAVIOURS.find(name => name === (change.behaviour ?? current.behaviour))
  if (behaviour === undefined) problems.push(`"behaviour" must be one of ${BEHAVIOURS.join(', ')}`)
  for (const name of Object.keys(change)) {
    if (!CHANGEABLE.includes(name))
      problems.push(`"${name.slice(0, 40)}" cannot be set; there are: ${CHANGEABLE.join(', ')}`)
  }
  if (problems.length > 0 || !isPin || !isBalance || !isDelay || behaviour === undefined) {
    return { subscriber: current, problems }
  }
  const unlocked = change.pin === undefined ? {} : { wrongPins: 0, isLocked: false }
  return { subscriber: { ...current, pin, balanceKes, delayMs, behaviour, ...unlocked }, problems }
}

const CHANGEABLE = ['pin', 'balanceKes', 'behaviour', 'delayMs']
/** Richer than M-PESA lets anybody be, for tests that pay all day. */
const MAX_SET_BALANCE_KES = 1_000_000_000
/** A week. */
const MAX_DELAY_MS = 7 * 24 * 60 * 60 * 1000

function isWhole(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
}
