// A simulator's beginning, new beginning and end: filled from its journal, started over, or let go.

import { createAgenda } from './agenda.ts'
import { type LoggedCallback, MAX_LOGGED_CALLBACKS } from './callbacks/callback-log.ts'
import { resumeCallback } from './callbacks/send-callback.ts'
import type { Consumer, Core, SmsAccount } from './core.ts'
import { nextNumber, runStep } from './core.ts'
import { createEvents } from './events.ts'
import { createIdentifiers } from './identifiers.ts'
import { clearIndexes, createIndexes, fillIndexes } from './indexes.ts'
import type { Journal } from './journal.ts'
import { resumeValidation } from './menu-payment.ts'
import type { Strictness } from './options.ts'
import type { SimulatorPorts } from './ports.ts'
import { resumePrompt } from './prompts/open-prompt.ts'
import { type LoggedRequest, MAX_LOGGED_REQUESTS } from './request-log.ts'
import { createRing } from './ring.ts'
import { createRandom, formatSeed, nextSeed, parseSeed, type Seed } from './seeded-random.ts'
import { createStore } from './store.ts'
import type { Organisation } from './tables.ts'

/** What a simulator is made of, all decided. */
export interface CoreOptions {
  readonly ports: SimulatorPorts
  readonly seed: Seed
  readonly journal: Journal | undefined
  readonly strict: Strictness
  readonly consumer: Consumer
  readonly smsAccount: SmsAccount
  readonly organisations: readonly Organisation[]
}

/**
 * A simulator as its journal left it: what was due goes on, what was open is still open. Without a journal, a fresh one.
 * @throws when the journal is damaged or not one
 */
export function createCore(options: CoreOptions): Core {
  // A full disk is told once there is somebody to tell.
  let tellTrouble: (message: string) => void = () => {}
  const store = createStore(options.journal, message => tellTrouble(message))
  const known = store.rows.settings.get('now')
  const agenda = createAgenda(options.ports, known?.clockOffsetMs ?? 0)
  const seed = parseSeed(known?.seed) ?? options.seed
  const restarts = known === undefined ? 0 : known.restarts + 1
  const core: Core = {
    ports: options.ports,
    strict: options.strict,
    consumer: options.consumer,
    smsAccount: options.smsAccount,
    organisations: options.organisations,
    store,
    agenda,
    events: createEvents(agenda.nowMs),
    requestLog: createRing<LoggedRequest>(MAX_LOGGED_REQUESTS),
    callbackLog: createRing<LoggedCallback>(MAX_LOGGED_CALLBACKS),
    index: createIndexes(),
    ...createDice(store, seed, restarts),
    life: 1,
  }
  tellTrouble = message => core.events.tell('warning', () => `The journal cannot be written: ${message}.`)
  runStep(core, () => {
    saveSettings(core, restarts)
    for (const organisation of options.organisations) {
      const earlier = store.rows.organisations.get(organisation.shortCode)
      const balanceKes = earlier?.balanceKes ?? organisation.balanceKes
      store.put('organisations', organisation.shortCode, { ...organisation, balanceKes })
    }
  })
  fillIndexes(core.index, store.rows)
  resumeWork(core)
  return core
}

/** Starts over: nothing has happened, the clock is the port's, the seed is this one or the next. */
export function resetCore(core: Core, seed: Seed | undefined): void {
  endLife(core)
  core.store.clear()
  clearIndexes(core.index)
  core.requestLog.clear()
  core.callbackLog.clear()
  Object.assign(core, createDice(core.store, seed ?? nextSeed(core.seed), 0))
  saveSettings(core, 0)
  for (const organisation of core.organisations) core.store.put('organisations', organisation.shortCode, organisation)
  core.store.commit()
  core.events.tell('reset', () => `Everything starts over, with seed ${formatSeed(core.seed)}.`)
}

/** Moves the simulator's clock; everything due on the way happens at its own moment. */
export function advanceCore(core: Core, byMs: number): void {
  core.agenda.advance(byMs)
  const { restarts = 0 } = core.store.rows.settings.get('now') ?? {}
  runStep(core, () => saveSettings(core, restarts))
  core.events.tell('clock', () => `The clock moved forward by ${byMs / 1000} seconds.`)
}

/** Lets go of everything; whoever waits is answered. */
export function closeCore(core: Core): void {
  endLife(core)
  core.events.close()
  core.store.close()
}

function createDice(store: Core['store'], seed: Seed, restarts: number): Pick<Core, 'seed' | 'identifiers' | 'random'> {
  const identifiers = createIdentifiers(seed, counter => nextNumber({ store }, counter), restarts)
  return { seed, identifiers, random: createRandom(seed, `faults ${restarts}`) }
}

function saveSettings(core: Core, restarts: number): void {
  const clockOffsetMs = core.agenda.offsetMs()
  core.store.put('settings', 'now', { seed: formatSeed(core.seed), clockOffsetMs, restarts })
}

function resumeWork(core: Core): void {
  for (const prompt of core.store.rows.prompts.values()) {
    if (prompt.state === 'open' || prompt.state === 'processing') resumePrompt(core, prompt)
  }
  for (const pending of core.store.rows.pendingPayments.values()) resumeValidation(core, pending)
  for (const waiting of core.store.rows.waitingCallbacks.values()) {
    if (waiting.kind !== 'c2b-validation') resumeCallback(core, waiting)
  }
}

function endLife(core: Core): void {
  core.life += 1
  core.agenda.clear(0)
  const callbackWaiters = [...core.index.callbackWaiters.values()].flat()
  const paymentWaiters = [...core.index.paymentWaiters.values()]
  core.index.callbackWaiters.clear()
  core.index.paymentWaiters.clear()
  for (const free of callbackWaiters) free()
  for (const tell of paymentWaiters) tell({ resultCode: 'reset', receiptNumber: null })
}
