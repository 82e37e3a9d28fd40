// Every key we use, derived from one root secret that stands in no URL, so that a leaked URL forges nothing else.

import { hkdfSync } from 'node:crypto'

export interface Keys {
  /** Signs the tokens in callback URLs. */
  readonly callbackToken: Buffer
  /** Encrypts phone numbers, callback bodies and the access token at rest. */
  readonly sealing: Buffer
  /** Hashes phone numbers, so that they can be found and compared. */
  readonly phoneIndex: Buffer
  /** Conceals checkout request ids, which end with digits of a phone number. */
  readonly checkout: Buffer
  readonly checkoutNonce: Buffer
  /** Hashes callback bodies: a plain hash gives away what little is unknown of them, by trying. */
  readonly bodies: Buffer
  /** Hashes the cookies of givers. */
  readonly giver: Buffer
  /** Signs links that show a payment to whoever holds them. */
  readonly receiptLink: Buffer
  /** Signs rows of the books. */
  readonly audit: Buffer
  /** Next.js Server Actions; the same in every process and across redeploys. */
  readonly serverActions: Buffer
}

const KEY_BYTES = 32

/** Derives them from `HARAMBEE_SECRET` (HKDF-SHA-256, RFC 5869, one label each). */
export function deriveKeys(rootSecret: string): Keys {
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', rootSecret, 'harambee/v1', label, KEY_BYTES))
  return {
    callbackToken: derive('callback-token'),
    sealing: derive('sealing'),
    phoneIndex: derive('phone-index'),
    checkout: derive('checkout-request'),
    checkoutNonce: derive('checkout-request-nonce'),
    bodies: derive('callback-bodies'),
    giver: derive('giver'),
    receiptLink: derive('receipt-link'),
    audit: derive('audit'),
    serverActions: derive('server-actions'),
  }
}
