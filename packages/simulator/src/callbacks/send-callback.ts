// Sends what organisations hear. A callback is a row before it is a request: it survives a killed process, and it is
// gone only when somebody answered or nobody will be asked again.

import { type Core, currentFaults, faultStrikes, nextNumber, runLater, runStep } from '../core.ts'
import type { CallbackAnswer } from '../ports.ts'
import type { CallbackKind, WaitingCallback } from '../tables.ts'
import { malform } from './malform.ts'

/** What is to be told, and to whom. */
export interface NewCallback {
  readonly kind: CallbackKind
  readonly checkoutRequestId: string | null
  readonly url: string
  readonly shortCode: string
  readonly body: string
  /** Time M-PESA itself takes, before any weather. */
  readonly afterMs?: number
  /** Makes another result for the same checkout request, for when `callbackConflicting` strikes. */
  readonly contradict?: () => string
}

/** Daraja gives up on a receiver after this long. */
const CALLBACK_TIMEOUT_MS = 30_000
/** Two contradicting callbacks come this far apart. */
const CONFLICT_AFTER_MS = 1_000
/** Waits before the second, third and fourth try, where `retryCallbacks` makes Daraja try again at all. */
const RETRY_AFTER_MS = [10_000, 60_000, 180_000] as const

/** A callback as it is when no fault has touched it. */
export const UNTOUCHED = {
  attempt: 1,
  retriesLeft: 0,
  isDuplicate: false,
  isConflicting: false,
  isMalformed: false,
  resentFrom: null,
} as const

/** Plans a callback through today's weather: lost, late, broken, doubled or contradicted. */
export function sendCallback(core: Core, callback: NewCallback): void {
  const dueAtMs = core.agenda.nowMs() + (callback.afterMs ?? 0) + currentFaults(core).callbackDelayMs
  const retriesLeft = faultStrikes(core, 'retryCallbacks') ? RETRY_AFTER_MS.length : 0
  const isMalformed = faultStrikes(core, 'callbackMalformed')
  const planned: Omit<WaitingCallback, 'id'> = {
    kind: callback.kind,
    checkoutRequestId: callback.checkoutRequestId,
    url: callback.url,
    shortCode: callback.shortCode,
    body: isMalformed ? malform(callback.body, core.random) : callback.body,
    dueAtMs,
    ...UNTOUCHED,
    retriesLeft,
    isMalformed,
  }
  if (faultStrikes(core, 'callbackLost')) loseCallback(core, planned)
  else enqueueThroughWeather(core, planned, callback.contradict)
}

/** Writes a callback down and sends it when it is due, as it is. */
export function enqueueCallback(core: Core, callback: Omit<WaitingCallback, 'id'>): WaitingCallback {
  const waiting = writeDownCallback(core, callback)
  resumeCallback(core, waiting)
  return waiting
}

/** Writes a callback down; whoever calls puts it on the agenda. */
export function writeDownCallback(core: Core, callback: Omit<WaitingCallback, 'id'>): WaitingCallback {
  const waiting: WaitingCallback = { id: String(nextNumber(core, 'callback')), ...callback }
  core.store.put('waitingCallbacks', waiting.id, waiting)
  return waiting
}

/** Puts a written-down callback on the agenda, after a restart too. */
export function resumeCallback(core: Core, waiting: WaitingCallback): void {
  runLater(core, waiting.dueAtMs, () =>
    postCallback(core, waiting.id, CALLBACK_TIMEOUT_MS, (posted, answer) => {
      if (posted.retriesLeft > 0 && !isTaken(answer)) retry(core, posted)
      else core.store.remove('waitingCallbacks', posted.id)
      freeWaiters(core, posted.checkoutRequestId)
    }),
  )
}

/**
 * Posts one written-down callback.
 * @param whenOver decides what becomes of its row; runs as a step, and not at all after a reset
 */
export function postCallback(
  core: Core,
  id: string,
  timeoutMs: number,
  whenOver: (posted: WaitingCallback, answer: CallbackAnswer) => void,
): void {
  const waiting = core.store.rows.waitingCallbacks.get(id)
  if (waiting === undefined) return
  const { life } = core
  const over = (answer: CallbackAnswer) => {
    if (core.life !== life) return
    runStep(core, () => {
      recordPosted(core, waiting, answer)
      whenOver(waiting, answer)
    })
  }
  core.ports
    .postCallback({ url: waiting.url, headers: headersOf(waiting), body: waiting.body, timeoutMs })
    .then(over, () => over('failed'))
}

/** Lets go of whoever waits until this checkout request's callback is over. */
function freeWaiters(core: Core, checkoutRequestId: string | null): void {
  if (checkoutRequestId === null) return
  const waiters = core.index.callbackWaiters.get(checkoutRequestId)
  if (waiters === undefined) return
  core.index.callbackWaiters.delete(checkoutRequestId)
  for (const free of waiters) free()
}

/** Where a callback goes, without the secret its path may hold. */
function toPublicAddress(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an unreadable address'
}

function enqueueThroughWeather(
  core: Core,
  planned: Omit<WaitingCallback, 'id'>,
  contradict: NewCallback['contradict'],
): void {
  const isContradicted = contradict !== undefined && faultStrikes(core, 'callbackConflicting')
  const isLieFirst = isContradicted && core.random() < 0.5
  const laterMs = planned.dueAtMs + CONFLICT_AFTER_MS
  const truth = isLieFirst ? { ...planned, dueAtMs: laterMs } : planned
  enqueueCallback(core, truth)
  if (faultStrikes(core, 'callbackDuplicated')) enqueueCallback(core, { ...truth, isDuplicate: true })
  if (!isContradicted) return
  enqueueCallback(core, {
    ...planned,
    body: contradict(),
    dueAtMs: isLieFirst ? planned.dueAtMs : laterMs,
    isMalformed: false,
    isConflicting: true,
  })
}

function loseCallback(core: Core, planned: Omit<WaitingCallback, 'id'>): void {
  const lost = { id: String(nextNumber(core, 'callback')), ...planned }
  core.callbackLog.add({ ...lost, atMs: core.agenda.nowMs(), status: null, isLost: true })
  core.events.tell(
    'callback-lost',
    () => `A ${describeKind(lost)} got lost on its way to ${toPublicAddress(lost.url)}.`,
  )
  freeWaiters(core, lost.checkoutRequestId)
}

function retry(core: Core, posted: WaitingCallback): void {
  const afterMs = RETRY_AFTER_MS[RETRY_AFTER_MS.length - posted.retriesLeft] ?? RETRY_AFTER_MS[0]
  const again: WaitingCallback = {
    ...posted,
    dueAtMs: core.agenda.nowMs() + afterMs,
    attempt: posted.attempt + 1,
    retriesLeft: posted.retriesLeft - 1,
  }
  core.store.put('waitingCallbacks', again.id, again)
  resumeCallback(core, again)
}

function recordPosted(core: Core, posted: WaitingCallback, answer: CallbackAnswer): void {
  const status = answer === 'failed' ? null : answer.status
  core.callbackLog.add({ ...posted, atMs: core.agenda.nowMs(), status, isLost: false })
  core.events.tell('callback', () => {
    const how = status === null ? 'no answer came' : `the answer was ${status}`
    return `Posted a ${describeKind(posted)} to ${toPublicAddress(posted.url)}; ${how}.`
  })
}

function isTaken(answer: CallbackAnswer): boolean {
  return answer !== 'failed' && answer.status >= 200 && answer.status < 300
}

function headersOf(waiting: WaitingCallback): Record<string, string> {
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' }
  return waiting.kind === 'stk' ? { ...headers, Businessshortcode: waiting.shortCode } : headers
}

function describeKind(callback: Omit<WaitingCallback, 'id'>): string {
  const traits = [
    callback.isDuplicate ? 'second' : '',
    callback.isMalformed ? 'malformed' : '',
    callback.isConflicting ? 'contradicting' : '',
    callback.resentFrom === null ? '' : 'repeated',
  ]
  const nouns = {
    stk: 'callback',
    'c2b-validation': 'validation',
    'c2b-confirmation': 'confirmation',
    result: 'result',
  }
  return [...traits, nouns[callback.kind]].filter(word => word !== '').join(' ')
}
