// What is asked for, and why it may be refused.

import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { DonationDetails } from './donation-details.ts'
import type { Language } from './languages.ts'
import type { Payment, PaymentId } from './payment.ts'
import type { PledgeWish } from './pledges/pledge.ts'

/** What a donor, or an operator on the command line, asks for. */
export interface PaymentIntent {
  /** Made by whoever rendered the form, so that pressing twice is one payment. */
  readonly id: PaymentId
  readonly campaign: string
  readonly amountKes: Shillings
  /** null: the one of `retryOf`. */
  readonly phoneNumber: PhoneNumber | null
  /** The cookie of the browser that gives; null from the command line. */
  readonly giver: string | null
  /** The true address that browser asks from; null from the command line: then it is not counted per address. */
  readonly peerAddress: string | null
  /** An earlier payment of the same donation. */
  readonly retryOf?: PaymentId | null
  /** What the giver tells besides; kept with a new donation only, so that nobody can put words beside another's gift. */
  readonly details?: DonationDetails | null
  /** What the giver reads; kept with a new donation. */
  readonly language?: Language | null
  /** When to be reminded to give again; kept with a new donation. */
  readonly pledge?: PledgeWish | null
}

/** Why nobody was asked. `payment`: the one in the way, where there is one. */
export interface Refusal {
  readonly outcome: 'refused'
  readonly reason:
    | 'no-such-campaign'
    | 'campaign-not-open'
    | 'campaign-ended'
    | 'amount-too-small'
    | 'prompt-open'
    | 'still-checking'
    | 'no-phone'
    | 'phone-stopped'
    | 'phone-limit'
    | 'address-limit'
    | 'overall-limit'
  readonly payment: Payment | null
  /** The smallest amount the campaign takes, for `amount-too-small`. */
  readonly floorKes?: number
  /** When a limit lets the next prompt through, milliseconds since 1970 UTC; absent where that is no matter of time. */
  readonly retryAtMs?: number
}

export function refused(reason: Refusal['reason'], payment: Payment | null): Refusal {
  return { outcome: 'refused', reason, payment }
}
