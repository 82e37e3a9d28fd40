// What leads to a pledge: a random id and a keyed check of it, both short enough for a text message. Eighty bits each.

import { hash, timingSafeEqual } from 'node:crypto'
import type { Sealer } from '../sealing.ts'

/** Crockford's: no I, L, O or U, which are misread, and which spell words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 16

/** @param random that many random bytes */
export function makePledgeId(random: (bytes: number) => Buffer): string {
  return toLetters(random(LENGTH))
}

/** `/pledge/<id>/<token>`. */
export function toPledgePath(sealer: Sealer, id: string): string {
  return `/pledge/${id}/${toToken(sealer, id)}`
}

/** Constant time, whatever is wrong with it. Small letters are taken for large ones. */
export function isPledgeLink(sealer: Sealer, id: string, token: string): boolean {
  const isId = /^[0-9A-Z]{16}$/.test(id)
  const [expected, given] = [toToken(sealer, id), token.slice(0, 2 * LENGTH).toUpperCase()]
  return timingSafeEqual(hash('sha256', expected, 'buffer'), hash('sha256', given, 'buffer')) && isId
}

function toToken(sealer: Sealer, id: string): string {
  return toLetters(Buffer.from(sealer.sign('pledge-link', [id]), 'hex').subarray(0, LENGTH))
}

function toLetters(bytes: Uint8Array): string {
  return [...bytes].map(byte => ALPHABET[byte % ALPHABET.length]).join('')
}
