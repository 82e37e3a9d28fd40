// How a stored callback is recognised by the bytes that were sent: by their keyed hash, under the secret these tests share.

import { randomBytes } from 'node:crypto'
import { deriveKeys } from '@harambee/payments'
import { createSealer } from '@harambee/payments/testing'

export const TEST_SECRET = 'h'.repeat(64)

const sealer = createSealer(deriveKeys(TEST_SECRET), randomBytes)

/** In hex, as databases print it. */
export function hashBody(body: string | Uint8Array): string {
  return sealer.hashBody(Buffer.from(body)).toString('hex')
}
