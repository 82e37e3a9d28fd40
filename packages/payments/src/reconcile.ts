// Asks Daraja what became of payments nobody has told us about, by the schedule, within the rate Daraja allows, until
// each is final or a person has to look. Everything it needs stands in the database: after a crash it goes on.

import type { Daraja, StkQueryAnswer } from '@harambee/daraja'
import { applyReport } from './apply-report.ts'
import type { Database } from './database/database.ts'
import type { Payment } from './payment.ts'
import type { Ports } from './ports.ts'
import { claimQuery } from './queries/claim-query.ts'
import { findNextDue, listDuePayments } from './queries/list-due-payments.ts'
import { listOpenPayments } from './queries/list-open-payments.ts'
import { PUSH_DEADLINE_MS, toGiveUpAtMs } from './query-schedule.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Sealer } from './sealing.ts'
import type { QueryReport } from './status-report.ts'

export interface Reconciler {
  /**
   * Asks about every payment that is due.
   * @returns how many it dealt with
   */
  askDue(): Promise<number>
  /** In how many milliseconds the next payment is due; 0 where one is, infinite where none will be. */
  nextDueInMs(): Promise<number>
  /** Asks about one payment now, due or not. Returns the payment as it is then. */
  ask(payment: Payment): Promise<Payment>
  /** Asks about every payment whose outcome Daraja may still tell, due or not. */
  askAll(): Promise<Reconciliation>
}

/** What asking about everything open has found out. */
export interface Reconciliation {
  readonly asked: number
  readonly succeeded: number
  readonly failed: number
  /** Open still. */
  readonly stillUnknown: number
  /** For a person to look at. */
  readonly review: number
}

/** Payments looked at in one round; the rest comes in the next. */
const MAX_ROUND = 200
/** Questions in flight at once. */
const MAX_CONCURRENT = 8
/** A process that dies while asking holds the question up for this long. Longer than a query may take. */
const LEASE_MS = 60_000

export function createReconciler(options: {
  database: Database
  sealer: Sealer
  daraja: Daraja
  ports: Ports
  rateLimit: RateLimit
  /** Told which payment has changed, so that waiting pages learn of it. */
  onChanged: (paymentIds: readonly string[]) => void
}): Reconciler {
  const { database, sealer, daraja, ports, rateLimit } = options

  /** @param turn which claim it is asked under; undefined: out of turn */
  async function ask(payment: Payment, turn?: number): Promise<Payment> {
    const { checkoutRequestId } = payment
    const nowMs = ports.nowMs()
    if (payment.status === 'created' && nowMs >= payment.createdAtMs + PUSH_DEADLINE_MS) {
      return apply(payment, { source: 'push', said: 'unknown', atMs: nowMs })
    }
    if (checkoutRequestId === null) return giveUpIfTime(payment)

    const answer = await daraja.queryStkPush(sealer.reveal(checkoutRequestId))
    ports.reach('query-answered')
    if (isTooFast(answer)) rateLimit.slowDown()
    if (answer.outcome === 'rejected') {
      const { reason, errorCode, message } = answer.problem
      ports.log.warn('a query was refused', { paymentId: payment.id, reason, errorCode, message })
    }
    const report = toQueryReport(answer, ports.nowMs())
    return giveUpIfTime(await apply(payment, turn === undefined ? report : { ...report, turn }))
  }

  async function apply(payment: Payment, report: Parameters<typeof applyReport>[2]): Promise<Payment> {
    const decision = await applyReport(options, payment, report)
    if (report.source === 'query') ports.reach('query-applied')
    const after = decision?.payment ?? payment
    if (after.status !== payment.status) tell(after)
    if (report.source === 'query' && decision?.claimVerdict === 'contradiction') {
      const message = 'a callback said paid, and Safaricom does not agree with it: somebody may be forging callbacks'
      ports.log.warn(message, { paymentId: payment.id, inboxId: payment.claim?.inboxId })
    }
    options.onChanged([payment.id])
    return after
  }

  function tell({ id: paymentId, status, amountKes, failureReason, resultCode }: Payment): void {
    const { log } = ports
    if (status === 'succeeded')
      log.story(`Asked, Safaricom says: paid. KSh ${amountKes} is in the books.`, { paymentId })
    if (status === 'failed')
      log.story(`Asked, Safaricom says: not paid (${failureReason}, code ${resultCode}).`, { paymentId })
    if (status === 'review') log.warn('nobody could say what became of a payment: a person has to look', { paymentId })
  }

  async function giveUpIfTime(payment: Payment): Promise<Payment> {
    const atMs = ports.nowMs()
    const isOpen = payment.status === 'created' || payment.status === 'pending'
    const isWaiting = isOpen || (payment.status === 'failed' && payment.claim !== null)
    if (!isWaiting || atMs < toGiveUpAtMs(payment)) return payment
    return apply(payment, { source: 'clock', said: 'gave-up', atMs })
  }

  async function askInTurn(payment: Payment): Promise<Payment> {
    if (payment.checkoutRequestId !== null) await rateLimit.wait()
    return ask(payment)
  }

  return {
    ask: askInTurn,

    async askAll() {
      const found = { asked: 0, succeeded: 0, failed: 0, stillUnknown: 0, review: 0 }
      for (let after: Payment | null = null; ; ) {
        const open: Payment[] = await listOpenPayments(database.kysely, MAX_ROUND, after)
        await runConcurrently(open, MAX_CONCURRENT, async payment => {
          if (payment.checkoutRequestId !== null) found.asked += 1
          const { status } = await askInTurn(payment)
          if (status === 'succeeded' || status === 'failed' || status === 'review') found[status] += 1
          else found.stillUnknown += 1
        })
        after = open.at(-1) ?? null
        if (open.length < MAX_ROUND) return found
      }
    },

    async askDue() {
      const due = await listDuePayments(database.kysely, ports.nowMs(), MAX_ROUND)
      let asked = 0
      await runConcurrently(due, MAX_CONCURRENT, async payment => {
        // First our turn, then the lease: a lease must not lapse while it waits for a turn.
        if (payment.checkoutRequestId !== null) await rateLimit.wait()
        // Another engine may have seen the same row; only one of us moves its time on.
        const turn = await claimQuery(database.kysely, payment, ports.nowMs() + LEASE_MS)
        if (turn === null) return
        ports.reach('query-claimed')
        asked += 1
        await ask(payment, turn)
      })
      return asked
    },

    async nextDueInMs() {
      const dueAtMs = await findNextDue(database.kysely)
      return dueAtMs === null ? Number.POSITIVE_INFINITY : Math.max(0, dueAtMs - ports.nowMs())
    },
  }
}

/** What Daraja's answer says of the payment. */
export function toQueryReport(answer: StkQueryAnswer, atMs: number): QueryReport {
  if (answer.outcome !== 'accepted') return { source: 'query', said: 'nothing', atMs }
  if (answer.state === 'succeeded') return { source: 'query', said: 'succeeded', atMs }
  if (answer.state === 'processing') return { source: 'query', said: 'processing', atMs }
  return { source: 'query', said: 'failed', resultCode: answer.resultCode, atMs }
}

/** "System is busy" is about M-PESA; these are about us. */
function isTooFast(answer: StkQueryAnswer): boolean {
  if (answer.outcome !== 'rejected' || answer.problem.reason !== 'throttled') return false
  return answer.problem.httpStatus === 429 || /spike|quota|too many|rate/i.test(answer.problem.message)
}

async function runConcurrently<T>(items: readonly T[], atOnce: number, run: (item: T) => Promise<void>): Promise<void> {
  const remaining = items.values()
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (const item of remaining) await run(item)
  })
  await Promise.all(workers)
}
