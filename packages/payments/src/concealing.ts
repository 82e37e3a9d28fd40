// Checkout request ids at rest. Daraja ends them with the payer's last nine digits (docs/daraja.md §3), so they are
// encrypted like a number, though always to the same text: they are looked up, and no two payments may have the same.

import { createHmac, createSecretKey } from 'node:crypto'
import type { Keys } from './keys.ts'
import { createSealedBox, NONCE_BYTES } from './sealed-box.ts'

declare const concealedId: unique symbol
/** A checkout request id as it is stored: `c1.` and base64url. Equal ids, equal texts; nothing to be read without the key. */
export type ConcealedId = string & { readonly [concealedId]: true }

export interface Concealer {
  /** What stands in the database for what Daraja calls it. */
  conceal(checkoutRequestId: string): ConcealedId
  /**
   * What Daraja calls it: for Daraja, and for an operator's eyes.
   * @throws {Error} where it was concealed with another secret, or altered
   */
  reveal(concealed: ConcealedId): string
}

const PREFIX = 'c1.'
const BELONGS_TO = 'checkout-request'

/** Its nonce is a keyed hash of the text (as in RFC 8452): the same nonce only ever comes with the same text. */
export function createConcealer(keys: Pick<Keys, 'checkout' | 'checkoutNonce'>): Concealer {
  const box = createSealedBox(keys.checkout)
  const nonceKey = createSecretKey(keys.checkoutNonce)

  return {
    conceal(checkoutRequestId) {
      const nonce = createHmac('sha256', nonceKey).update(checkoutRequestId).digest().subarray(0, NONCE_BYTES)
      return `${PREFIX}${box.close(checkoutRequestId, nonce, BELONGS_TO).toString('base64url')}` as ConcealedId
    },

    reveal(concealed) {
      // Written by a version that did not conceal them.
      if (!concealed.startsWith(PREFIX)) return concealed
      return box.open(Buffer.from(concealed.slice(PREFIX.length), 'base64url'), BELONGS_TO).toString()
    },
  }
}
