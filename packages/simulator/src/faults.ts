// Safaricom's bad weather: what can be made to go wrong, how often, and whether it goes wrong this time.

/** How often, from 0 (never) to 1 (always). */
export interface FaultRates {
  readonly callbackLost: number
  readonly callbackDuplicated: number
  readonly callbackBeforeResponse: number
  readonly callbackMalformed: number
  readonly callbackConflicting: number
  readonly pushResponseLost: number
  readonly push5xx: number
  readonly queryBusy: number
  readonly queryContradicts: number
  readonly tokenExpiresEarly: number
  readonly throttle: number
  readonly outage: number
  readonly resultCodeAsString: number
  readonly retryCallbacks: number
  /** Of the text message gateway: the message arrives, and its answer does not. */
  readonly smsAnswerLost: number
  readonly smsRefused: number
  readonly smsOutOfMoney: number
}

export interface Faults extends FaultRates {
  /** Added to every callback, in milliseconds of the simulator's clock. */
  readonly callbackDelayMs: number
  /** How callbacks and confirmations write the payer's number. */
  readonly phoneFormat: 'plain' | 'masked' | 'hashed' | 'absent'
  /** How a query says "not yet": Daraja has been seen to say it in four ways. */
  readonly pendingAnswer: PendingAnswer
}

export type PendingAnswer = (typeof PENDING_ANSWERS)[number]
export type RateName = keyof FaultRates

/** Clear skies. */
export const NO_FAULTS: Faults = {
  callbackLost: 0,
  callbackDuplicated: 0,
  callbackBeforeResponse: 0,
  callbackMalformed: 0,
  callbackConflicting: 0,
  pushResponseLost: 0,
  push5xx: 0,
  queryBusy: 0,
  queryContradicts: 0,
  tokenExpiresEarly: 0,
  throttle: 0,
  outage: 0,
  resultCodeAsString: 0,
  retryCallbacks: 0,
  smsAnswerLost: 0,
  smsRefused: 0,
  smsOutOfMoney: 0,
  callbackDelayMs: 0,
  phoneFormat: 'plain',
  pendingAnswer: 'being-processed',
}

const PHONE_FORMATS = ['plain', 'masked', 'hashed', 'absent'] as const
const PENDING_ANSWERS = ['being-processed', 'code-4999', 'empty-message', 'does-not-exist', 'mixed'] as const

/** A week: longer than anybody waits for a callback. */
const MAX_CALLBACK_DELAY_MS = 7 * 24 * 60 * 60 * 1000

/** Merges a change into the settings, or says everything that is wrong with it. */
export function changeFaults(current: Faults, change: Record<string, unknown>): { faults: Faults; problems: string[] } {
  const problems: string[] = []
  const merged: Record<string, unknown> = { ...current }
  for (const [name, value] of Object.entries(change)) {
    const problem = Object.hasOwn(NO_FAULTS, name)
      ? findProblem(name as keyof Faults, value)
      : `${name.slice(0, 60)} is no fault; there are: ${Object.keys(NO_FAULTS).join(', ')}`
    if (problem !== null) problems.push(problem)
    else merged[name] = value
  }
  return { faults: problems.length > 0 ? current : (merged as unknown as Faults), problems }
}

function findProblem(name: keyof Faults, value: unknown): string | null {
  switch (name) {
    case 'callbackDelayMs':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_CALLBACK_DELAY_MS
        ? null
        : `callbackDelayMs must be a whole number of milliseconds from 0 to ${MAX_CALLBACK_DELAY_MS}`
    case 'phoneFormat':
      return PHONE_FORMATS.some(format => format === value)
        ? null
        : `phoneFormat must be one of ${PHONE_FORMATS.join(', ')}`
    case 'pendingAnswer':
      return PENDING_ANSWERS.some(answer => answer === value)
        ? null
        : `pendingAnswer must be one of ${PENDING_ANSWERS.join(', ')}`
    default:
      return typeof value === 'number' && value >= 0 && value <= 1 ? null : `${name} must be a number from 0 to 1`
  }
}

/**
 * Whether a fault of this rate strikes now. 0 and 1 draw nothing, so that a fault which is off, or certain, does not
 * change what the others draw.
 */
export function strikes(rate: number, random: () => number): boolean {
  return rate > 0 && (rate >= 1 || random() < rate)
}
