// What one transaction of the funnel reads and writes. Both databases implement the same two steps around one pure,
// synchronous decision: load these facts, save these changes.

import type { ConcealedId } from '../concealing.ts'
import type { Payment, PaymentId } from '../payment.ts'
import type { InboxVerdict } from '../status-report.ts'
import type { MessageTable } from './correspondence-tables.ts'
import type { DonationTable, PaymentHistoryTable, ReceiptSerialTable, ReceiptTable } from './tables.ts'

/** Which rows a decision needs. */
export interface FactKeys {
  readonly paymentIds: readonly string[]
  readonly checkoutRequestIds: readonly ConcealedId[]
  readonly receiptNumbers: readonly string[]
  /** Amounts for which a confirmation and a payment without a receipt may belong together. */
  readonly matchAmountsKes: readonly number[]
  /** Such a match lies within this time of now. */
  readonly matchSinceMs: number
  /** What payers have typed as the account: whose it is. */
  readonly accounts: readonly string[]
}

export const NO_KEYS: FactKeys = {
  paymentIds: [],
  checkoutRequestIds: [],
  receiptNumbers: [],
  matchAmountsKes: [],
  matchSinceMs: 0,
  accounts: [],
}

/** A campaign and the code people type as the account. */
export interface CampaignAccount {
  readonly slug: string
  readonly accountReference: string
}

/** Those rows, as they are inside the transaction, with the receipts loaded payments claim or hold by inference. */
export interface Facts {
  readonly payments: ReadonlyMap<string, Payment>
  readonly paymentIdByCheckout: ReadonlyMap<ConcealedId, PaymentId>
  readonly receipts: ReadonlyMap<string, ReceiptTable>
  /** Paid payments without a receipt, of the amounts asked for. */
  readonly withoutReceipt: readonly Payment[]
  /** Receipts without a payment, of the amounts asked for. */
  readonly unmatched: readonly ReceiptTable[]
  /** All of them, where an account was asked for; their payments with such an account are among `payments`. */
  readonly campaigns: readonly CampaignAccount[]
}

/** What one report did to one payment, not linked to what was before it yet. */
export interface HistoryEntry extends Omit<PaymentHistoryTable, 'id' | 'chain_hash'> {}

export interface ChainedEntry extends Omit<PaymentHistoryTable, 'id'> {}

/** What became of one inbox row. */
export interface InboxOutcome {
  readonly id: number
  readonly verdict: InboxVerdict
  readonly because: string
  readonly paymentId: string | null
  /** Kept where no payment has it yet. */
  readonly checkoutRequestId?: ConcealedId | null
}

/** A payment nobody here had asked for, as it is before anything is said of it. */
export interface CreatedPayment {
  readonly payment: Payment
  /** null: it is in the books already, and gets another payment. */
  readonly donation: DonationTable | null
  /** null where nobody told the number. */
  readonly phoneSealed: Uint8Array | null
}

export interface Changes {
  /** When the decisions were made, milliseconds since 1970 UTC. */
  readonly atMs: number
  /** Stored before everything else; each is among the changed payments too. */
  readonly created: readonly CreatedPayment[]
  /** Changed payments, each once, in its last state. */
  readonly payments: readonly Payment[]
  /** New receipts, and known ones that changed owner; each once. */
  readonly receipts: readonly ReceiptTable[]
  /** Receipts nobody holds and nobody has confirmed. */
  readonly removedReceipts: readonly string[]
  readonly history: readonly HistoryEntry[]
  /** Links the history to the entry before it, whose hash the database holds locked. */
  readonly chainHistory: (previousHash: string) => ChainedEntry[]
  readonly settled: SettledPayments
  readonly totals: ReadonlyMap<string, { amountKes: number; gifts: number }>
  readonly inbox: readonly InboxOutcome[]
  /** Checkout requests that got their payment now: callbacks stored as unmatched for them are drained again. */
  readonly boundCheckouts: readonly ConcealedId[]
  /** Confirmations whose money lost the payment it had been taken for: they are drained again. */
  readonly reopened: readonly number[]
  /** For givers who can be told (`messages/write-messages.ts`). */
  readonly messages?: readonly NewMessage[]
}

/** A message about a payment, before it is known to whom it goes. */
export interface NewMessage extends Pick<MessageTable, 'id' | 'occasion' | 'channel' | 'created_at' | 'seal'> {
  readonly payment_id: string
}

/** Payments that became paid, in that order: those without a receipt number get one. */
export interface SettledPayments {
  readonly paymentIds: readonly PaymentId[]
  /** Whose numbers are given out. */
  readonly year: number
  /** Numbers them on from the last of the year, which nobody else can take meanwhile. */
  readonly toSerials: (paymentIds: readonly PaymentId[], last: number) => ReceiptSerialTable[]
}

/** A stored callback, as draining reads it. */
export interface StoredCallback {
  readonly id: number
  /** What came of it before, where an operator replays it; else null. */
  readonly verdict: InboxVerdict | null
  readonly receivedAtMs: number
  readonly peerAddress: string
  readonly isAllowed: boolean
  readonly door: 'payment' | 'key'
  readonly channel: CallbackChannel
  readonly namedId: string | null
  readonly bodySealed: Uint8Array
}

/**
 * Which stored callbacks to drain: the oldest undrained ones, or one of them, drained before or not. A dry run decides
 * and saves nothing.
 */
export type DrainSelection = { readonly limit: number } | { readonly id: number; readonly isDryRun: boolean }

export type CallbackChannel = 'stk' | 'c2b-validation' | 'c2b-confirmation'

/** A callback to be stored. */
export interface NewCallback extends Omit<StoredCallback, 'id' | 'verdict'> {
  readonly bodyHash: Uint8Array
}
