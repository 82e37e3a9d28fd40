// AES-256-GCM as everything at rest is kept: key id (4) · nonce (12) · tag (16) · ciphertext. What it belongs to is associated
// data, so that it opens nowhere else.

import { createCipheriv, createDecipheriv, createSecretKey, hash } from 'node:crypto'

export interface SealedBox {
  /** @param nonce `NONCE_BYTES`, never the same for another text */
  close(plain: Uint8Array | string, nonce: Uint8Array, belongsTo: string): Buffer
  /** @throws {Error} where it was sealed with another secret, for another place, or was altered */
  open(bytes: Buffer, belongsTo: string): Buffer
}

export const NONCE_BYTES = 12
const KEY_ID_BYTES = 4
const TAG_BYTES = 16
const HEADER_BYTES = KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES

export function createSealedBox(key: Buffer): SealedBox {
  const keyId = hash('sha256', key, 'buffer').subarray(0, KEY_ID_BYTES)
  // Taken in once: a key given as bytes is taken in again at each use.
  const secret = createSecretKey(key)

  return {
    close(plain, nonce, belongsTo) {
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      cipher.setAAD(Buffer.from(belongsTo))
      // A stream cipher: nothing is left for the end.
      const ciphertext = cipher.update(plain)
      cipher.final()
      return Buffer.concat([keyId, nonce, cipher.getAuthTag(), ciphertext])
    },

    open(bytes, belongsTo) {
      if (!bytes.subarray(0, KEY_ID_BYTES).equals(keyId)) {
        throw new Error('this was sealed with another HARAMBEE_SECRET: start with the one it was written with')
      }
      const nonce = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', secret, nonce)
      decipher.setAAD(Buffer.from(belongsTo))
      decipher.setAuthTag(bytes.subarray(KEY_ID_BYTES + NONCE_BYTES, HEADER_BYTES))
      const plain = decipher.update(bytes.subarray(HEADER_BYTES))
      // Throws where the tag does not fit.
      decipher.final()
      return plain
    },
  }
}
