// What every part of the simulator works with: the ports to the outside, the memory, the clock and the dice.

import type { Agenda } from './agenda.ts'
import type { LoggedCallback } from './callbacks/callback-log.ts'
import type { Events } from './events.ts'
import { type Faults, NO_FAULTS, type RateName, strikes } from './faults.ts'
import type { Identifiers } from './identifiers.ts'
import type { Indexes } from './indexes.ts'
import type { Strictness } from './options.ts'
import type { SimulatorPorts } from './ports.ts'
import type { LoggedRequest } from './request-log.ts'
import type { Ring } from './ring.ts'
import type { Seed } from './seeded-random.ts'
import type { Store } from './store.ts'
import type { Organisation } from './tables.ts'

/** Whose requests are answered; null where any consumer key and secret will do. */
export type Consumer = { readonly key: string; readonly secret: string } | null

/** Whose text messages are taken; null where any user name and key will do. */
export type SmsAccount = { readonly username: string; readonly apiKey: string } | null

/** One running simulator. The fields that change are replaced as a whole by a reset. */
export interface Core {
  readonly ports: SimulatorPorts
  readonly strict: Strictness
  readonly consumer: Consumer
  readonly smsAccount: SmsAccount
  /** As they are at the start, with what they own then. */
  readonly organisations: readonly Organisation[]
  readonly store: Store
  readonly agenda: Agenda
  readonly events: Events
  readonly requestLog: Ring<LoggedRequest>
  readonly callbackLog: Ring<LoggedCallback>
  readonly index: Indexes
  seed: Seed
  identifiers: Identifiers
  /** The dice of the faults. */
  random: () => number
  /** Counts resets and the end: answers to POSTs of an earlier life change nothing. */
  life: number
}

/** The weather now. */
export function currentFaults(core: Core): Faults {
  return core.store.rows.faults.get('now') ?? NO_FAULTS
}

/** Whether this fault strikes now. */
export function faultStrikes(core: Core, name: RateName): boolean {
  return strikes(currentFaults(core)[name], core.random)
}

/** Counts up by name, from 1, over restarts. */
export function nextNumber(core: Pick<Core, 'store'>, counter: string): number {
  const number = (core.store.rows.counters.get(counter) ?? 0) + 1
  core.store.put('counters', counter, number)
  return number
}

/** Does one step of work; what it changed is written down as one line before anybody hears of it. */
export function runStep<T>(core: Core, work: () => T): T {
  try {
    return work()
  } finally {
    core.store.commit()
  }
}

/** Runs a step at a moment of the simulator's clock. */
export function runLater(core: Core, dueMs: number, work: () => void): void {
  core.agenda.at(dueMs, () => runStep(core, work))
}
