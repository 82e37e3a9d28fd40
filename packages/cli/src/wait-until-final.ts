// Waits for a payment to become final: told by the database when something changes, and looking by itself as well.

import { type Engine, isFinal, type Payment } from '@harambee/payments'
import { pause } from './clock.ts'

/** How often to look, whatever has been heard. */
const POLL_MS = 1_000
/** A question this late is one no engine is asking: none runs, so it is asked from here. */
const OVERDUE_MS = 5_000

/** @returns the payment as it is when it is final or in review, or when the time is up */
export async function waitUntilFinal(engine: Engine, payment: Payment, timeoutMs: number): Promise<Payment> {
  const { ports, watch } = engine
  const untilMs = ports.nowMs() + timeoutMs
  let current = payment
  let wake = () => {}
  const unsubscribe = watch.subscribe(payment.id, changed => {
    current = changed
    wake()
  })
  try {
    while (!isSettled(current) && ports.nowMs() < untilMs) {
      const change = new AbortController()
      wake = () => change.abort()
      await pause(Math.min(POLL_MS, untilMs - ports.nowMs()), change.signal)
      current = await look(engine, current)
    }
  } finally {
    unsubscribe()
  }
  return current
}

async function look(engine: Engine, payment: Payment): Promise<Payment> {
  const found = (await engine.findDonation(payment.id, null))?.payment ?? payment
  const isOverdue = found.nextQueryAtMs !== null && found.nextQueryAtMs + OVERDUE_MS < engine.ports.nowMs()
  return isOverdue && !isSettled(found) ? engine.reconciler.ask(found) : found
}

/** Nothing more happens by itself: final, or a person has to look. */
function isSettled({ status }: Payment): boolean {
  return isFinal(status) || status === 'review'
}
