// The facts a callback can hold, the same for every kind, so that one table can list them all.

/** What all kinds of callback have in common. A fact the bytes do not hold is null; times are epoch milliseconds. */
export interface CallbackFacts {
  readonly checkoutRequestId: string | null
  readonly merchantRequestId: string | null
  readonly resultCode: string | null
  /** For logs and operators only, never for donors. */
  readonly resultDescription: string | null
  /** true: paid, with receipt and whole amount · false: not paid · null: it does not say. */
  readonly succeeded: boolean | null
  readonly amountKes: number | null
  readonly receiptNumber: string | null
  readonly occurredAtMs: number | null
  /** null where it is masked, hashed or absent. */
  readonly phoneNumber: string | null
  readonly shortCode: string | null
  readonly accountReference: string | null
  readonly problems: readonly string[]
}

/** Outcome of a push. */
export interface StkCallback extends CallbackFacts {
  readonly kind: 'stk'
  readonly resultCode: string
}

/** A PayBill or till payment nobody prompted; validation and confirmation have the same body. */
export interface C2bCallback extends CallbackFacts {
  readonly kind: 'c2b'
  readonly receiptNumber: string
  /** As Daraja wrote it: plain, masked or hashed. */
  readonly payer: string | null
}

/** Outcome of a status query, reversal, balance or payout. */
export interface ResultCallback extends CallbackFacts {
  readonly kind: 'result'
  readonly originatorConversationId: string | null
  readonly conversationId: string | null
  /** First value wins where Daraja repeats a key. */
  readonly parameters: ReadonlyMap<string, string>
}

/** Not a callback, or not readable. */
export interface UnrecognisedCallback extends CallbackFacts {
  readonly kind: 'unrecognised'
}

export type Callback = StkCallback | C2bCallback | ResultCallback | UnrecognisedCallback

/** No fact at all. */
export const NO_FACTS: CallbackFacts = {
  checkoutRequestId: null,
  merchantRequestId: null,
  resultCode: null,
  resultDescription: null,
  succeeded: null,
  amountKes: null,
  receiptNumber: null,
  occurredAtMs: null,
  phoneNumber: null,
  shortCode: null,
  accountReference: null,
  problems: [],
}

/** True for a JSON object (no array, no null). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
