// What a receipt says: everything the drawing needs, gathered from the books by find-receipt-facts.ts or by whoever else
// has them. Equal facts are equal bytes.

import type { Language } from '../languages.ts'

/** The languages receipts are written in. */

/**
 * `confirmed` the charity has the money · `given-back` it went back to the payer · `void` it proved to be another payment's,
 * which has a receipt of its own.
 */
export type ReceiptState = 'confirmed' | 'given-back' | 'void'

export interface ReceiptFacts {
  readonly language: Language
  readonly state: ReceiptState
  /** Anything but `live` is marked as a specimen or a test on the receipt's face. */
  readonly mode: 'live' | 'sandbox' | 'demo'
  /** `2026-000417` */
  readonly serial: string
  /** Where anybody can check it: `https://…/v/2026-000417-7K2Q9XW3MB`. */
  readonly checkUrl: string
  readonly amountKes: number
  /** When M-PESA says the money moved; else when it was settled. Milliseconds since 1970 UTC. */
  readonly givenAtMs: number
  /** M-PESA's code; null: it follows. */
  readonly receiptNumber: string | null
  /** M-PESA's code of the way back; null: it was not given back, or nobody has told the code. */
  readonly reversalNumber: string | null
  /** `0712 ••• 678` */
  readonly payerMasked: string
  /** What the giver has told. */
  readonly giver: { readonly name: string | null; readonly kraPin: string | null }
  readonly campaign: { readonly title: string; readonly jina: string }
  readonly charity: ReceiptCharity
  /** How far the campaign was with this gift; null draws no cloth. */
  readonly cloth: { readonly raisedKes: number; readonly goalKes: number } | null
  /** Where the same donation was paid more than once. */
  readonly doubled: {
    /** M-PESA's codes of the others, as far as they are known. */
    readonly others: readonly string[]
    /** What the giver wants done with this one; null: nothing was said. */
    readonly wish: 'keep' | 'give-back' | null
  } | null
}

/** Who received it. What is not known is left out. */
export interface ReceiptCharity {
  readonly legalName: string
  readonly registrationNumber: string | null
  readonly kraPin: string | null
  /** `validUntil` is YYYY-MM-DD, the last day. */
  readonly exemption: { readonly certificateNumber: string; readonly validUntil: string } | null
  /** As on an envelope, one line each. */
  readonly address: readonly string[]
  /** Where to ask: an e-mail address, a phone number. */
  readonly contact: string | null
}
