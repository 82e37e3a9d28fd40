// What a sent form is answered with where it does not lead to a payment: the form again, with what was typed and what to
// mend. Lives for one request (server/request-scope.ts).

import type { MoneyProblem, PhoneNumberProblem, Shillings } from '@harambee/daraja'

/** What was typed, to be shown again. */
export interface TypedGift {
  readonly phone: string
  /** The chosen radio: an amount, or `other`. */
  readonly amount: string
  readonly otherAmount: string
  readonly details: TypedDetails
  readonly pledge?: TypedPledge
}

/** When a giver wants to be reminded, as it was typed. */
export interface TypedPledge {
  readonly remind: string
  readonly day: string
  readonly date: string
  readonly by: string
}

export type PledgeProblem = 'no-email' | 'no-day' | 'no-date'

/** What a giver told besides, to be shown again. */
export interface TypedDetails {
  readonly name: string
  readonly message: string
  readonly tribute: string
  readonly email: string
  readonly kraPin: string
  readonly showName: boolean
  readonly showAmount: boolean
}

export type PhoneProblem = PhoneNumberProblem | { readonly problem: 'several' }

export type AmountProblem =
  | MoneyProblem
  | { readonly problem: 'none-chosen' }
  | { readonly problem: 'several' }
  | { readonly problem: 'below-floor'; readonly floorKes: number }

/** Why the whole form was not sent. */
export type RequestProblem =
  /** A prompt stands open on this phone; `paymentId` where it is this giver's own. */
  | { readonly problem: 'prompt-open'; readonly paymentId: string | null }
  /** M-PESA is still working on the attempt before. */
  | { readonly problem: 'still-checking' }
  | { readonly problem: 'too-early'; readonly waitSeconds: number }
  | { readonly problem: 'no-retry' }
  /** No more prompts may go to this phone for now, or its owner wants none: the two look alike to whoever asks. */
  | { readonly problem: 'phone-limit' }
  | { readonly problem: 'address-limit' | 'overall-limit'; readonly waitMinutes: number }
  | { readonly problem: 'unavailable' }

/** Whether a gift can still be made, only not with a prompt. */
export function isByHandOnly(problem: RequestProblem | null): boolean {
  return problem !== null && ['phone-limit', 'address-limit', 'overall-limit'].includes(problem.problem)
}

export interface GiftAnswer {
  readonly typed: TypedGift
  readonly phone: PhoneProblem | null
  readonly amount: AmountProblem | null
  readonly isEmailWrong: boolean
  readonly isPinWrong: boolean
  readonly pledge?: PledgeProblem | null
  readonly request: RequestProblem | null
  /** A large gift that has to be confirmed; the form comes back with the amount in words. */
  readonly confirmKes: Shillings | null
}
