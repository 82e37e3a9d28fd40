// Checkout request ids at rest. Daraja ends them with the payer's last nine digits (docs/daraja.md §3), so they are
// encrypted like a number, though always to the same text: they are looked up, and no two payments may have the same.

import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hash } from 'node:crypto'
import type { Keys } from './keys.ts'

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
const BELONGS_TO = Buffer.from('checkout-request')
const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES

/**
 * AES-256-GCM whose nonce is a keyed hash of the text (as in RFC 8452): the same nonce only ever comes with the same text.
 * Format: key id (4) · nonce (12) · tag (16) · ciphertext.
 */
export function createConcealer(keys: Pick<Keys, 'checkout' | 'checkoutNonce'>): Concealer {
  const keyId = hash('sha256', keys.checkout, 'buffer').subarray(0, KEY_ID_BYTES)
  const [key, nonceKey] = [createSecretKey(keys.checkout), createSecretKey(keys.checkoutNonce)]

  return {
    conceal(checkoutRequestId) {
      const nonce = createHmac('sha256', nonceKey).update(checkoutRequestId).digest().subarray(0, NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(BELONGS_TO)
      const ciphertext = cipher.update(checkoutRequestId)
      cipher.final()
      const bytes = Buffer.concat([keyId, nonce, cipher.getAuthTag(), ciphertext])
      return `${PREFIX}${bytes.toString('base64url')}` as ConcealedId
    },

    reveal(concealed) {
      // Written by a version that did not conceal them.
      if (!concealed.startsWith(PREFIX)) return concealed
      const bytes = Buffer.from(concealed.slice(PREFIX.length), 'base64url')
      if (!bytes.subarray(0, KEY_ID_BYTES).equals(keyId)) {
        throw new Error('this was concealed with another HARAMBEE_SECRET: start with the one it was written with')
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES))
      decipher.setAAD(BELONGS_TO)
      decipher.setAuthTag(bytes.subarray(KEY_ID_BYTES + NONCE_BYTES, HEADER_BYTES))
      const plain = decipher.update(bytes.subarray(HEADER_BYTES))
      // Throws where the tag does not fit.
      decipher.final()
      return plain.toString()
    },
  }
}
