// What waits in the database: callbacks nobody has looked at, payments nobody has settled.

import type { Engine } from '@harambee/payments'
import { counted } from '../counted.ts'
import { type Check, ill, well } from './check.ts'

/** A running engine drains within a second. */
const BACKLOG_AGE_MS = 60_000
/** Questions are asked for the first two minutes and then less and less often; this long and something is wrong. */
const WAITING_AGE_MS = 30 * 60_000
/** Counted up to this. */
const MOST = 10_000

/** @param isEngineRunning whether somebody is there to work on them */
export async function checkBooks(engine: Engine, isEngineRunning: boolean): Promise<Check[]> {
  return [
    await checkBacklog(engine, isEngineRunning),
    await checkReview(engine),
    await checkWaiting(engine, isEngineRunning),
  ]
}

async function checkBacklog(engine: Engine, isEngineRunning: boolean): Promise<Check> {
  const waiting = await engine.listInbox({ verdict: 'none', limit: MOST })
  const oldest = waiting.at(-1)
  if (!oldest) return well('inbox-backlog', 'No callback waits to be looked at.')
  const message = `${countSome(waiting.length, 'callback')} ${waiting.length === 1 ? 'waits' : 'wait'} to be looked at.`
  if (engine.ports.nowMs() - oldest.receivedAtMs < BACKLOG_AGE_MS) return well('inbox-backlog', message)
  const fix = isEngineRunning
    ? 'Look at what the engine logs: something keeps it from working through them.'
    : 'Start the engine, which works through them: npm start'
  return ill('inbox-backlog', message, fix)
}

async function checkReview(engine: Engine): Promise<Check> {
  const found = (await engine.listPayments({ status: 'review', limit: MOST })) ?? []
  if (found.length === 0) return well('payments-in-review', 'No payment needs a person.')
  return ill(
    'payments-in-review',
    `${countSome(found.length, 'payment')} ${found.length === 1 ? 'needs' : 'need'} a person.`,
    'See "npx harambee payments list --status review", compare with the M-PESA statement, and try "npx harambee reconcile".',
  )
}

async function checkWaiting(engine: Engine, isEngineRunning: boolean): Promise<Check> {
  const beforeMs = engine.ports.nowMs() - WAITING_AGE_MS
  const lists = [
    await engine.listPayments({ status: 'created', limit: MOST }),
    await engine.listPayments({ status: 'pending', limit: MOST }),
  ]
  const waiting = lists.flatMap(list => list ?? []).filter(payment => payment.createdAtMs < beforeMs)
  if (waiting.length === 0) return well('payments-waiting', 'No payment has been open for longer than half an hour.')
  const fix = isEngineRunning
    ? 'Ask Daraja about them now: npx harambee reconcile'
    : 'Start the engine, which asks Daraja about them (npm start), or ask now: npx harambee reconcile'
  const message = `${countSome(waiting.length, 'payment')} open for longer than half an hour.`
  return ill('payments-waiting', message, fix)
}

function countSome(number: number, thing: string): string {
  return number >= MOST ? `${MOST} ${thing}s or more` : counted(number, thing)
}
