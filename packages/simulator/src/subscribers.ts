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
