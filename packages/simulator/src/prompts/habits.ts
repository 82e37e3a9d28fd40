// How a subscriber who has a habit answers prompts: what they do, and how long they take.

import type { Behaviour, Subscriber } from '../tables.ts'

/** What ends a prompt. `no-funds` enters the right PIN on an empty account. */
export type PromptAnswer = 'pay' | 'cancel' | 'wrong-pin' | 'no-funds'

const ACTIONS: Readonly<Record<Behaviour, PromptAnswer | null>> = {
  manual: null,
  pays: 'pay',
  cancels: 'cancel',
  ignores: null,
  'no-funds': 'no-funds',
  'wrong-pin': 'wrong-pin',
  'pays-late': 'pay',
}

const USUAL_DELAY_MS = 1_000
/** The slowest payment on record came 72 s after its push. */
const LATE_DELAY_MS = 70_000

/** What this behaviour does by itself; null where somebody else has to act, or nobody does. */
export function actionOf(behaviour: Behaviour): PromptAnswer | null {
  return ACTIONS[behaviour]
}

/** How long after the push this subscriber acts. */
export function habitDelayMs(subscriber: Subscriber): number {
  return subscriber.delayMs ?? (subscriber.behaviour === 'pays-late' ? LATE_DELAY_MS : USUAL_DELAY_MS)
}
