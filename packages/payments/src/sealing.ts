// Personal data at rest: AES-256-GCM, with what it belongs to as associated data, so that a sealed value copied into
// another row or column does not open. Format: key id (4) · nonce (12) · tag (16) · ciphertext.

import { createHmac, createSecretKey } from 'node:crypto'
import { toNetwork } from './allow-list.ts'
import { type Concealer, createConcealer } from './concealing.ts'
import type { Keys } from './keys.ts'
import { createSealedBox, NONCE_BYTES } from './sealed-box.ts'

export interface Sealer extends Concealer {
  /** @param belongsTo names column and row, e.g. `payments.phone/<id>` */
  seal(plain: Uint8Array | string, belongsTo: string): Buffer
  /** @throws {Error} where it was sealed with another secret, for another place, or was altered */
  open(sealed: Uint8Array, belongsTo: string): Buffer
  /** A keyed hash of a phone number: equal numbers, equal hashes; nothing to be read from it without the key. */
  hashPhone(phoneNumber: string): string
  /**
   * A keyed hash of where somebody asks from: an IPv4 address, or the /64 an IPv6 address lies in, of which one household
   * has many.
   */
  hashAddress(address: string): string
  /** A keyed hash of a row's values, in hex. @param what names the kind of row */
  sign(what: string, values: readonly (string | number | null)[]): string
  /** A keyed hash of a callback's body: the digits a mask hides are few enough to be tried against a plain one. */
  hashBody(body: Uint8Array): Buffer
  /** A keyed hash of a giver's cookie. */
  hashGiver(cookie: string): string
}

/** Seals with the keys of one root secret. `random` returns that many random bytes. */
export function createSealer(keys: Keys, random: (bytes: number) => Buffer): Sealer {
  const box = createSealedBox(keys.sealing)
  // Taken in once: a key given as bytes is taken in again at each use.
  const [audit, phoneIndex, bodies, giver] = [
    createSecretKey(keys.audit),
    createSecretKey(keys.phoneIndex),
    createSecretKey(keys.bodies),
    createSecretKey(keys.giver),
  ]

  return {
    ...createConcealer(keys),
    seal: (plain, belongsTo) => box.close(plain, random(NONCE_BYTES), belongsTo),
    open: (sealed, belongsTo) => box.open(Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength), belongsTo),
    sign: (what, values) =>
      createHmac('sha256', audit)
        .update(JSON.stringify([what, ...values]))
        .digest('hex'),
    hashPhone: phoneNumber => createHmac('sha256', phoneIndex).update(phoneNumber).digest('hex'),
    hashAddress: address =>
      createHmac('sha256', phoneIndex)
        .update(`address ${toNetwork(address)}`)
        .digest('hex'),
    hashBody: body => createHmac('sha256', bodies).update(body).digest(),
    hashGiver: cookie => createHmac('sha256', giver).update(cookie).digest('hex'),
  }
}
