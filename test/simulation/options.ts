// What kind of world a seed makes: how many people, engines and phones, which kinds of trouble exist in it at all, and how
// often they strike. Some worlds are quiet but for one fault, some have everything at once: either finds what the other
// hides.

import type { Dice } from './dice.ts'

export interface WorldOptions {
  readonly startMs: number
  readonly engines: number
  readonly payments: number
  readonly phones: number
  /** How long there is trouble, in milliseconds. */
  readonly troubleMs: number
  /** How long, from the start, no query is answered. */
  readonly silenceMs: number
  /** Each rate is a chance, 0 where the kind does not exist in this world. */
  readonly rates: Readonly<Record<Rate, number>>
  /** Addresses callbacks come from that are not on the list, while observing; else all are listed. */
  readonly unlistedAddresses: boolean
  readonly phoneFormat: 'plain' | 'masked' | 'hashed' | 'absent'
  readonly pendingAnswer: 'being-processed' | 'code-4999' | 'empty-message' | 'does-not-exist' | 'mixed'
  readonly confirm: 'doors' | 'always'
  /** C2B confirmations are sent as well. */
  readonly confirmations: boolean
  /** `wide`: so many that nobody is refused a prompt, and more happens. */
  readonly promptLimits: 'default' | 'wide'
}

/** What strikes by chance. */
export const RATES = [
  'callbackLost',
  'callbackLate',
  'callbackDoubled',
  'callbackBeforeAnswer',
  'callbackMalformed',
  'callbackContradicting',
  'callbackCut',
  'pushRequestLost',
  'pushAnswerLost',
  'push5xx',
  'pushHtml',
  'pushThrottled',
  'pushUnsent',
  'tokenRefused',
  'outage',
  'queryBusy',
  'queryContradicts',
  'queryLost',
  'forge',
  'replay',
  'crash',
  'pause',
  'clockJump',
  'databaseBusy',
  'diskFull',
  'outcomeUnknown',
  'doubleTap',
  'retry',
  'payBill',
  'reconcile',
] as const

export type Rate = (typeof RATES)[number]

/** Moments at which days, months and years end in Nairobi, and one in the middle of nowhere. */
const STARTS = [
  '2026-11-24T09:00:00Z',
  '2026-11-24T20:50:00Z',
  '2026-12-31T20:40:00Z',
  '2027-02-28T20:55:00Z',
  '2028-02-28T20:45:00Z',
  '2028-02-29T20:45:00Z',
  '2026-10-31T20:59:30Z',
]

const MINUTE_MS = 60_000
/** Long enough for payments to be given up while there is still trouble. */
const LONGER_THAN_A_DAY = 28 * 60
/** Long enough for them to be asked about again while there is still trouble. */
const LONGER_THAN_TWO_DAYS = 60 * 60

/** Draws them. */
export function drawOptions(dice: Dice): WorldOptions {
  const kinds = dice.pick([0.1, 0.3, 0.5, 0.9])
  const strength = dice.pick([0.05, 0.2, 0.5, 0.9])
  const rates = Object.fromEntries(
    RATES.map(rate => [rate, dice.happens(kinds) ? strength * dice.pick([0.3, 1]) : 0]),
  ) as Record<Rate, number>
  const isQueryDown = dice.happens(0.15)
  // Safaricom is down for more than a day, and what it has to say comes later than anybody waits; when it is up again, its
  // troubles are not over.
  const isDayOfSilence = dice.happens(0.15)
  const troubleMinutes = dice.pick([2, 2, 10, 10, 45, 45, LONGER_THAN_A_DAY])
  return {
    startMs: Date.parse(dice.pick(STARTS)),
    engines: dice.pick([1, 1, 2, 2, 3]),
    payments: dice.whole(1, 8),
    phones: dice.whole(1, 4),
    troubleMs: (isDayOfSilence ? LONGER_THAN_TWO_DAYS : troubleMinutes) * MINUTE_MS,
    silenceMs: isDayOfSilence ? LONGER_THAN_A_DAY * MINUTE_MS : 0,
    rates: {
      ...rates,
      ...(isQueryDown && { queryLost: 1 }),
      ...(isDayOfSilence && { callbackLate: 1, callbackLost: 0.3, callbackDoubled: 0.5, callbackMalformed: 0.3 }),
      ...(isDayOfSilence && { callbackContradicting: 0.3, callbackCut: 0.3, outage: 0.3, queryBusy: 0.3 }),
      ...(isDayOfSilence && { queryContradicts: 0.3, tokenRefused: 0.3, queryLost: 0.3 }),
      doubleTap: dice.pick([0, 0.3]),
      retry: dice.pick([0, 0.7]),
      payBill: dice.pick([0, 0, 0.3]),
      reconcile: dice.pick([0, 0, 0.5]),
    },
    unlistedAddresses: dice.happens(0.15),
    phoneFormat: dice.pick(['plain', 'plain', 'masked', 'hashed', 'absent']),
    pendingAnswer: dice.pick(['being-processed', 'code-4999', 'empty-message', 'does-not-exist', 'mixed']),
    confirm: dice.happens(0.1) ? 'always' : 'doors',
    confirmations: dice.happens(0.3),
    promptLimits: dice.branch('limits').happens(0.2) ? 'default' : 'wide',
  }
}

/** One line for a person who wants to know what world it was. */
export function describeOptions(options: WorldOptions): string {
  const on = Object.entries(options.rates)
    .filter(([, rate]) => rate > 0)
    .map(([name, rate]) => `${name} ${rate.toFixed(2)}`)
  const { startMs, troubleMs, silenceMs, rates: _, ...rest } = options
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`)
  const when = [`start ${new Date(startMs).toISOString()}`, `trouble ${troubleMs / MINUTE_MS} min`]
  if (silenceMs > 0) when.push(`silence ${silenceMs / MINUTE_MS} min`)
  return [...when, ...facts, ...on].join(' · ')
}
