// What the simulator remembers: one row type per table. Rows are plain JSON, because the journal holds them as they are.

import type { Faults } from './faults.ts'

/** How a subscriber answers prompts without anybody pressing a key. */
export type Behaviour = 'manual' | 'pays' | 'cancels' | 'ignores' | 'no-funds' | 'wrong-pin' | 'pays-late'

/** One phone with an M-PESA account. */
export interface Subscriber {
  readonly phoneNumber: string
  readonly pin: string
  readonly balanceKes: number
  readonly behaviour: Behaviour
  /** How long the behaviour takes to answer; null for its own default. */
  readonly delayMs: number | null
  readonly wrongPins: number
  readonly isLocked: boolean
  /** The Nairobi day `spentKes` counts for, `YYYYMMDD`. */
  readonly spentOn: string
  readonly spentKes: number
}

/** A PayBill or store with its money. */
export interface Organisation {
  readonly shortCode: string
  readonly name: string
  readonly isPayBill: boolean
  readonly isStore: boolean
  /** Till numbers of this store; null = any 5 to 8 digit number other than the store's own. */
  readonly tills: readonly string[] | null
  readonly passkey: string
  readonly balanceKes: number
  /** Result code 8 above it; null for no limit. */
  readonly maxBalanceKes: number | null
}

export type PromptState =
  | 'open'
  | 'processing'
  | 'paid'
  | 'cancelled'
  | 'unanswered'
  | 'wrong-pin'
  | 'insufficient-funds'
  | 'failed'

/** One accepted push: a checkout request. */
export interface Prompt {
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
  readonly phoneNumber: string
  readonly amountKes: number
  /** Who gets the money: the PayBill, or the till. */
  readonly shortCode: string
  /** Who asked: the PayBill, or the till's store. */
  readonly businessShortCode: string
  readonly isPayBill: boolean
  readonly accountReference: string
  readonly description: string
  readonly callbackUrl: string
  readonly state: PromptState
  /** Whether it ever reached the phone's screen. */
  readonly isShown: boolean
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** When the subscriber's behaviour answers by itself; null for a human, or for silence. */
  readonly actsAtMs: number | null
  readonly behaviour: Behaviour
  readonly resultCode: string | null
  readonly receiptNumber: string | null
  readonly completedAtMs: number | null
}

/** Money that moved from a phone to an organisation. */
export interface Receipt {
  readonly receiptNumber: string
  readonly source: 'stk' | 'paybill' | 'simulate'
  readonly amountKes: number
  readonly phoneNumber: string
  readonly shortCode: string
  readonly isPayBill: boolean
  readonly accountReference: string
  readonly checkoutRequestId: string | null
  /** MerchantRequestID of a push; the originator id of a C2B simulation. */
  readonly conversationId: string
  readonly completedAtMs: number
  /** Receipt number of the reversal that gave it back. */
  readonly reversedBy: string | null
}

/** Money given back. */
export interface Reversal {
  readonly receiptNumber: string
  readonly originalReceiptNumber: string
  readonly amountKes: number
  readonly phoneNumber: string
  readonly shortCode: string
  readonly completedAtMs: number
}

export type CallbackKind = 'stk' | 'c2b-validation' | 'c2b-confirmation' | 'result'

/** A POST to the organisation that is still to be made. */
export interface WaitingCallback {
  readonly id: string
  readonly kind: CallbackKind
  readonly checkoutRequestId: string | null
  readonly url: string
  readonly shortCode: string
  readonly body: string
  readonly dueAtMs: number
  readonly attempt: number
  readonly retriesLeft: number
  readonly isDuplicate: boolean
  readonly isConflicting: boolean
  readonly isMalformed: boolean
  /** The callback this one repeats because a person asked for it. */
  readonly resentFrom: string | null
}

/** A payment from the phone's own menu, waiting for the organisation's validation. */
export interface PendingPayment {
  readonly source: 'paybill' | 'simulate'
  readonly receiptNumber: string
  readonly conversationId: string
  readonly phoneNumber: string
  readonly amountKes: number
  readonly shortCode: string
  readonly isPayBill: boolean
  readonly accountReference: string
  readonly startedAtMs: number
  /** The validation that is on its way. */
  readonly callbackId: string
}

/**
 * How such a payment ended: a result code as prompts have them, or `no-receiver`, `rejected` (by the organisation),
 * `busy` (the ledger is full) and `reset`.
 */
export interface MenuPaymentOutcome {
  readonly resultCode: string
  readonly receiptNumber: string | null
}

/** C2B addresses of one short code. */
export interface C2bRegistration {
  readonly shortCode: string
  readonly version: 1 | 2
  readonly responseType: 'Completed' | 'Cancelled'
  readonly confirmationUrl: string
  readonly validationUrl: string
}

export interface AccessToken {
  readonly token: string
  readonly consumerKey: string
  readonly expiresAtMs: number
}

/** A text message on a phone. */
export interface Message {
  readonly phoneNumber: string
  readonly atMs: number
  readonly text: string
  /** Who sent it; M-PESA where nobody stands here. */
  readonly from?: string
}

export interface Settings {
  readonly seed: string
  readonly clockOffsetMs: number
  readonly restarts: number
}

/** Table name → row. */
export interface Tables {
  settings: Settings
  faults: Faults
  counters: number
  subscribers: Subscriber
  organisations: Organisation
  tills: string
  tokens: AccessToken
  prompts: Prompt
  receipts: Receipt
  reversals: Reversal
  waitingCallbacks: WaitingCallback
  pendingPayments: PendingPayment
  c2bRegistrations: C2bRegistration
  pullRegistrations: string
  messages: Message
}

export type TableName = keyof Tables
