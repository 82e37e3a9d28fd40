// The simulator in process: everything it does goes through its ports, so that a simulation can run it under a clock of
// its own and get the same bytes from the same seed.

import { answerByHand, type HandAction, resendCallback, setFaults, setSubscriber } from './control/act.ts'
import { listCallbacks, listOpenPrompts, lookAtPhone, lookAtSubscriber, readLedger } from './control/look.ts'
import { type Outcome, unwrap } from './control/outcome.ts'
import { type PayBillAnswer, type PayBillRequest, payFromMenu } from './control/pay-from-menu.ts'
import { advanceClock, startOver } from './control/time.ts'
import type { CallbackView, Ledger, PhoneView, PromptView, SubscriberView } from './control/views.ts'
import { type Core, currentFaults, runStep } from './core.ts'
import { handleDaraja } from './daraja/gateway.ts'
import type { DarajaAnswer, DarajaRequest } from './daraja/reply.ts'
import type { SimulatorEvent } from './events.ts'
import type { Faults } from './faults.ts'
import type { Journal } from './journal.ts'
import { closeCore, createCore } from './life.ts'
import {
  resolveOrganisations,
  resolveStrictness,
  SANDBOX_PASSKEY,
  type ShortCodeOption,
  type Strictness,
} from './options.ts'
import type { SimulatorPorts } from './ports.ts'
import { type LoggedRequest, MAX_LOGGED_REQUESTS } from './request-log.ts'
import { formatSeed, parseSeed, type Seed } from './seeded-random.ts'
import type { Subscriber } from './tables.ts'

/** How a simulator is set up. */
export interface SimulatorOptions {
  readonly ports: SimulatorPorts
  /** `0x1f`, `"31"`, `31` or `31n`. A journal that has a seed goes on with that. */
  readonly seed: Seed | number | string
  /** Where what happened is kept; without one it lives in memory only. */
  readonly journal?: Journal
  /** Default: Safaricom's published sandbox passkey. */
  readonly passkey?: string
  /** Default: 174379, a PayBill and a store at once. */
  readonly shortCodes?: readonly ShortCodeOption[]
  /** Default: lenient wherever sources disagree; `true` is strict everywhere. */
  readonly strict?: boolean | Partial<Strictness>
  /** Default: any key and secret are let in. */
  readonly consumer?: { readonly key: string; readonly secret: string }
  /** Default: text messages of any user name and key are taken. */
  readonly smsAccount?: { readonly username: string; readonly apiKey: string }
}

/** One simulated Safaricom. Methods throw, with what to do, when asked for what cannot be. */
export interface Simulator {
  /** `0x…` */
  readonly seed: string
  /** The simulator's time, in milliseconds since 1970 UTC. */
  nowMs(): number
  /** Answers one request to Daraja's own paths; `'cut'` where the connection ends without an answer. */
  handle(request: DarajaRequest): Promise<DarajaAnswer>
  /** Prompts on a screen now, oldest first. */
  prompts(): PromptView[]
  /** Does what a person does with an open prompt; `pay` without a PIN types the right one. */
  answer(checkoutRequestId: string, action: HandAction, pin?: string): PromptView
  subscriber(phoneNumber: string): SubscriberView
  setSubscriber(
    phoneNumber: string,
    change: Partial<Pick<Subscriber, 'pin' | 'balanceKes' | 'behaviour' | 'delayMs'>>,
  ): SubscriberView
  /** Balance, open prompt and messages of one phone. */
  phone(phoneNumber: string): PhoneView
  faults(): Faults
  setFaults(change: Partial<Faults>): Faults
  /** The truth: every receipt, and every prompt ever shown. */
  ledger(): Ledger
  /** What clients sent, newest first. */
  requests(): LoggedRequest[]
  /** What was posted, lost or is still to come. */
  callbacks(): CallbackView[]
  /** Posts an earlier callback again, as it was. */
  resendCallback(id: string): CallbackView
  /** A person pays from the phone's own menu. */
  payByPayBill(payment: PayBillRequest): Promise<PayBillAnswer>
  /** Starts over, with this seed or the next. */
  reset(seed?: Seed | number | string): void
  /** Moves the simulator's clock forward. */
  advance(byMs: number): void
  /** Hears everything that happens from now on; the answer ends that. */
  onEvent(listener: (event: SimulatorEvent) => void): () => void
  /** The last events, oldest first. */
  recentEvents(): SimulatorEvent[]
  /** Ends it: nothing more is posted, whoever waits is answered. */
  close(): void
}

/**
 * A simulator whose outside world is `options.ports`.
 * @throws where the options or the journal cannot be used, saying why
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  return wrapCore(openCore(options))
}

/** The inside of a simulator, for an HTTP server around it. */
export function openCore(options: SimulatorOptions): Core {
  const seed = parseSeed(options.seed)
  if (seed === null) throw new Error(`"${options.seed}" is no seed; write it like 0x1f or 31.`)
  return createCore({
    ports: options.ports,
    seed,
    journal: options.journal,
    strict: resolveStrictness(options.strict),
    consumer: options.consumer ?? null,
    smsAccount: options.smsAccount ?? null,
    organisations: resolveOrganisations(options.shortCodes, options.passkey ?? SANDBOX_PASSKEY),
  })
}

/** The outside of a simulator. */
export function wrapCore(core: Core): Simulator {
  const step = <T>(work: () => Outcome<T>): T => unwrap(runStep(core, work))
  return {
    get seed() {
      return formatSeed(core.seed)
    },
    nowMs: () => core.agenda.nowMs(),
    handle: request => handleDaraja(core, request),
    prompts: () => listOpenPrompts(core),
    answer: (checkoutRequestId, action, pin) => step(() => answerByHand(core, checkoutRequestId, action, pin)),
    subscriber: phoneNumber => unwrap(lookAtSubscriber(core, phoneNumber)),
    setSubscriber: (phoneNumber, change) => step(() => setSubscriber(core, phoneNumber, { ...change })),
    phone: phoneNumber => unwrap(lookAtPhone(core, phoneNumber)),
    faults: () => currentFaults(core),
    setFaults: change => step(() => setFaults(core, { ...change })),
    ledger: () => readLedger(core),
    requests: () => core.requestLog.newest(MAX_LOGGED_REQUESTS),
    callbacks: () => listCallbacks(core),
    resendCallback: id => step(() => resendCallback(core, id)),
    payByPayBill: async payment => unwrap(await payFromMenu(core, payment)),
    reset: seed => void unwrap(startOver(core, seed)),
    advance: byMs => void unwrap(advanceClock(core, byMs)),
    onEvent: listener => core.events.subscribe(listener),
    recentEvents: () => core.events.recent(),
    close: () => closeCore(core),
  }
}
