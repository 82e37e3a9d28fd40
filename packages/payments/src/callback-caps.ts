// How much of one thing the inbox takes. Somebody who holds one payment's token, or plays a genuine callback back for ever,
// is answered like everybody else and stores nothing more; the payment is asked about, so that nothing real is lost.

import type { NewCallback } from './database/changes.ts'
import type { Database } from './database/database.ts'
import { countPaymentCallbacks } from './queries/count-payment-callbacks.ts'
import { createRowCap } from './row-cap.ts'

export interface CallbackCaps {
  /**
   * Stores a callback, unless enough of its kind is stored.
   * @returns 0 where it is stored, else how many of its kind have been turned away by now
   */
  store(
    row: Omit<NewCallback, 'bodySealed' | 'bodyHash'>,
    bodyHash: Buffer,
    store: () => Promise<void>,
  ): Promise<number>
}

/** A real payment has one callback, and a second delivery now and then. From addresses on the list, and as many from others. */
export const MOST_ROWS_PER_PAYMENT = 20
/**
 * Through the shared doors nobody is named, and money nobody has asked for comes that way: only the very same bytes again
 * are turned away.
 */
export const MOST_EQUAL_ROWS = 20

/** Some 2 MB each. */
const MOST_PAYMENTS = 10_000
const MOST_BODIES = 10_000

export function createCallbackCaps(database: Pick<Database, 'kysely'>): CallbackCaps {
  const capPayments = (isAllowed: boolean) =>
    createRowCap({
      mostRows: MOST_ROWS_PER_PAYMENT,
      mostKeys: MOST_PAYMENTS,
      countStored: paymentId => countPaymentCallbacks(database.kysely, { paymentId, isAllowed }, MOST_ROWS_PER_PAYMENT),
    })
  const ofPayments = { listed: capPayments(true), unlisted: capPayments(false) }
  const ofBodies = createRowCap({ mostRows: MOST_EQUAL_ROWS, mostKeys: MOST_BODIES })

  return {
    store({ namedId, channel, isAllowed }, bodyHash, store) {
      const from = isAllowed ? 'listed' : 'unlisted'
      return namedId === null
        ? ofBodies.store(`${channel} ${from} ${bodyHash.toString('base64')}`, store)
        : ofPayments[from].store(namedId, store)
    },
  }
}
