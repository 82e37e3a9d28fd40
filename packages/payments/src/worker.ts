// The engine's loops: drain the inbox, ask Daraja about what is due, and forget old prompts. They go on until aborted, and
// whatever fails is tried again: everything they need stands in the database.

import { LONGEST_WINDOW_MS } from './configuration/prompt-limits.ts'
import type { Changes, StoredCallback } from './database/changes.ts'
import { type Database, isDataError } from './database/database.ts'
import type { DrainSettings } from './drain-conclusion.ts'
import { createDrain } from './drain-inbox.ts'
import { toErrorText } from './log.ts'
import { type Loop, startLoop } from './loop.ts'
import type { ListenerMetrics } from './metrics.ts'
import type { PaidAlready } from './paid-already/paid-already.ts'
import type { Ports } from './ports.ts'
import { prunePrompts } from './queries/prune-prompts.ts'
import { skipBadCallback } from './queries/skip-bad-callback.ts'
import type { Reconciler } from './reconcile.ts'

/** The loops; a kick means that something has been stored or changed. */
export interface Worker extends Loop {
  /** Callbacks have been stored, and nothing else: whoever asks Daraja has nothing new to do. */
  drain(): void
}

/** Callbacks in one transaction. */
const DRAIN_BATCH = 256
/**
 * After a round that found this many there is a rest before new callbacks begin another: under load they are drained some
 * hundreds at a time instead of a few dozen, which costs a fifth less for each. Where few come, none of them waits.
 */
const DRAIN_REST_MS = 20
const MANY = 32
/** Callbacks another process had begun on are looked at again so soon: it may have died, and its connection outlives it. */
const LEFT_TO_OTHERS_MS = 1_000
/** A look at the database now and then, should news of a change have been missed. */
const LONGEST_SLEEP_MS = 300_000
/** How often prompts no limit counts any more are removed. */
const PRUNE_EVERY_MS = 60 * 60_000

export interface WorkerContext {
  readonly database: Database
  readonly ports: Ports
  readonly drainSettings: DrainSettings
  readonly reconciler: Reconciler
  readonly paidAlready: Pick<PaidAlready, 'settle'>
  readonly metrics: ListenerMetrics
  /** Told which payments have changed, so that waiting pages learn of it. */
  readonly onChanged: (paymentIds: readonly string[]) => void
  /** Told what a batch changed. */
  readonly onDrained?: (changes: Changes) => void
}

/** Starts them. */
export function startWorker(context: WorkerContext): Worker {
  const { database, ports, reconciler, metrics } = context
  let restedAtMs = Number.NEGATIVE_INFINITY
  let cancelRest: (() => void) | null = null
  const drain = startLoop(ports, 'drain', async () => {
    const { drained, isLeft } = await drainAll({ ...context, onDrained })
    restedAtMs = drained < MANY ? Number.NEGATIVE_INFINITY : ports.nowMs() + DRAIN_REST_MS
    return isLeft ? LEFT_TO_OTHERS_MS : LONGEST_SLEEP_MS
  })
  const reconcile = startLoop(ports, 'reconcile', async () => {
    metrics.queries.inc(await reconciler.askDue())
    return Math.min(await reconciler.nextDueInMs(), LONGEST_SLEEP_MS)
  })
  const prune = startLoop(ports, 'prune', async () => {
    await prunePrompts(database.kysely, ports.nowMs() - LONGEST_WINDOW_MS)
    return PRUNE_EVERY_MS
  })
  const tasks = startLoop(ports, 'tasks', async () =>
    Math.min((await context.paidAlready.settle()) ?? LONGEST_SLEEP_MS, LONGEST_SLEEP_MS),
  )
  const kick = () => {
    drain.kick()
    reconcile.kick()
    tasks.kick()
  }
  function onDrained({ payments, boundCheckouts, reopened, inbox }: Changes): void {
    // Money that may have been told of, or an answer to a question about it.
    if (inbox.some(({ verdict }) => verdict === 'unmatched')) tasks.kick()
    if (payments.some(({ nextQueryAtMs }) => nextQueryAtMs !== null)) reconcile.kick()
    // Callbacks that had found no payment have one now, and confirmations whose money is another's are looked at again.
    if (boundCheckouts.length > 0 || reopened.length > 0) drain.kick()
  }
  function drainSoon(): void {
    if (cancelRest) return
    // A clock that was set back does not make anybody wait longer.
    const restMs = Math.min(restedAtMs - ports.nowMs(), DRAIN_REST_MS)
    const begin = () => {
      cancelRest = null
      drain.kick()
    }
    if (restMs <= 0) begin()
    else cancelRest = ports.setTimer(restMs, begin)
  }
  // What other processes store and change: a replay, a second listener, a donor who presses "check now".
  const stopWatching = database.watch(kick)
  return {
    kick,
    drain: drainSoon,
    async stop() {
      stopWatching()
      cancelRest?.()
      await Promise.all([drain.stop(), reconcile.stop(), prune.stop(), tasks.stop()])
      // What was stored while the last round ran would wait for the next start.
      await drainAll(context)
    },
  }
}

interface Drained {
  /** Callbacks. */
  readonly drained: number
  /** Others have begun on some that wait still. */
  readonly isLeft: boolean
}

/** Drains until nothing is left but what others have begun on. */
export async function drainAll(context: Omit<WorkerContext, 'reconciler' | 'paidAlready'>): Promise<Drained> {
  let total = 0
  for (let limit = DRAIN_BATCH; ; ) {
    let batch: Drained
    let firstId: number | undefined
    try {
      batch = await drainBatch(context, limit, rows => {
        firstId = rows[0]?.id
      })
    } catch (error) {
      if (!isDataError(error) || firstId === undefined) throw error
      // One of them breaks a rule of the database: take them one by one, and set the bad one aside.
      if (limit > 1) {
        limit = 1
        continue
      }
      await skipBadCallback(context.database, firstId, context.ports.nowMs(), toErrorText(error))
      context.ports.log.error('a callback breaks a rule of the database and was set aside', {
        error: toErrorText(error),
      })
      limit = DRAIN_BATCH
      continue
    }
    total += batch.drained
    if (batch.drained < limit) return { ...batch, drained: total }
  }
}

async function drainBatch(
  context: Omit<WorkerContext, 'reconciler' | 'paidAlready'>,
  limit: number,
  onTaken: (rows: readonly StoredCallback[]) => void,
): Promise<Drained> {
  const { database, ports, drainSettings, metrics } = context
  const drain = createDrain(drainSettings, ports.nowMs())
  const {
    drained,
    changes,
    isLeft = false,
  } = await database.drain(
    { limit },
    rows => {
      onTaken(rows)
      if (rows.length > 0) ports.reach('callbacks-draining')
      return drain.prepare(rows)
    },
    drain.decide,
  )
  if (drained > 0) ports.reach('callbacks-drained')
  for (const outcome of changes.inbox) metrics.drained.inc({ verdict: outcome.verdict })
  for (const payment of changes.payments) {
    if (payment.status === 'succeeded' && payment.settledAtMs === changes.atMs) {
      ports.log.story(
        `KSh ${payment.amountKes} for ${payment.campaign} is in the books${payment.receiptNumber ? `, receipt ${payment.receiptNumber.slice(0, 3)}•••••••` : ''}.`,
        { paymentId: payment.id },
      )
    } else if (payment.status === 'failed' && payment.settledAtMs === changes.atMs) {
      ports.log.story(`Not paid: ${payment.failureReason} (code ${payment.resultCode}).`, { paymentId: payment.id })
    } else if (payment.status === 'review') {
      ports.log.warn('a payment needs a person', { paymentId: payment.id, reviewReason: payment.reviewReason })
    }
  }
  if (changes.payments.length > 0) context.onChanged(changes.payments.map(payment => payment.id))
  context.onDrained?.(changes)
  return { drained, isLeft }
}
