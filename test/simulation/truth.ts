// What really happened, as the simulator and the wires saw it. The engine never reads this; the checkers read nothing else
// but this and the database.

import type { Simulator } from '@harambee/simulator'

/** What the world knows of one payment from outside. */
export interface Witness {
  /** Checkout requests the simulator made for it: prompts on a phone. */
  readonly checkouts: Set<string>
  /** A callback that said paid, and was acknowledged with 200. */
  hasAcknowledgedSuccess: boolean
  /** A message that denied a payment which had been made was delivered. */
  wasDenied: boolean
  /** A push left for it, wherever it ended. */
  wasPushed: boolean
  /** Somebody told the engine that it was not paid: Daraja, or whoever pretends to be it. */
  wasCalledFailed: boolean
  /** A callback that names its checkout request was acknowledged. (An engine may die with a push's answer in its hands.) */
  isCheckoutKnown: boolean
}

export interface MovedMoney {
  readonly receiptNumber: string
  readonly amountKes: number
  readonly completedAtMs: number
}

export interface Truth {
  witness(paymentId: string): Witness
  readonly witnesses: ReadonlyMap<string, Witness>
  /** SHA-256 of every body that was answered with 200 at a right door, in hex. */
  readonly acknowledged: Set<string>
  /** Receipts of money that moved for this payment, with its amount. */
  receiptsOf(paymentId: string): MovedMoney[]
  /** Money that moved for this account, prompted or not. */
  findOfAccount(receiptNumber: string, accountReference: string): MovedMoney | undefined
}

export function createTruth(simulator: Simulator): Truth {
  const witnesses = new Map<string, Witness>()
  return {
    witnesses,
    acknowledged: new Set(),
    witness(paymentId) {
      const known = witnesses.get(paymentId)
      if (known) return known
      const fresh = {
        checkouts: new Set<string>(),
        hasAcknowledgedSuccess: false,
        wasDenied: false,
        wasPushed: false,
        wasCalledFailed: false,
        isCheckoutKnown: false,
      }
      witnesses.set(paymentId, fresh)
      return fresh
    },
    findOfAccount(receiptNumber, account) {
      const receipt = simulator
        .ledger()
        .receipts.find(one => one.receiptNumber === receiptNumber && one.accountReference === account)
      return receipt && { ...receipt, completedAtMs: Date.parse(receipt.completedAt) }
    },
    receiptsOf(paymentId) {
      const checkouts = witnesses.get(paymentId)?.checkouts
      if (!checkouts || checkouts.size === 0) return []
      return simulator
        .ledger()
        .receipts.filter(({ checkoutRequestId }) => checkoutRequestId !== null && checkouts.has(checkoutRequestId))
        .map(({ receiptNumber, amountKes, completedAt }) => ({
          receiptNumber,
          amountKes,
          completedAtMs: Date.parse(completedAt),
        }))
    },
  }
}
