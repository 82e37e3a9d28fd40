// Everything M-PESA numbers: receipts, request ids, conversation ids, tokens. Made from the seed and counters that
// survive a restart, so none ever repeats and the same seed gives the same ones.

import { toCheckoutTime, toCompactDay, toNairobiDate } from './east-africa-time.ts'
import { createRandom, drawText, type Seed } from './seeded-random.ts'

const HEX = '0123456789abcdef'
const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const TOKEN_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const DAY_CHARACTERS = '123456789ABCDEFGHIJKLMNOPQRSTUV'
const TOKEN_LENGTH = 28
/** One digit and six letters or digits. */
const RECEIPT_TAILS = 10n * 36n ** 6n
/** Receipts whose year is A. */
const FIRST_RECEIPT_YEAR = 2006

export interface Identifiers {
  /** `2654-4b64-97ff-b827b542881d3130`: four groups and a running number (in use since January 2024). */
  merchantRequestId(): string
  /** The `requestId` of an error body. Same shape; not kept over a restart. */
  requestId(): string
  /** `ws_CO_` + Nairobi time + last nine digits of the phone. */
  checkoutRequestId(nowMs: number, phoneNumber: string): string
  /** Ten characters: year, month and day, then a digit and six more. */
  receiptNumber(nowMs: number): string
  /** `AG_20261124_` + 20 hexadecimal digits. */
  conversationId(nowMs: number): string
  /** 28 letters and digits. */
  accessToken(): string
}

/**
 * @param nextNumber counts up by name, from 1, over restarts
 * @param restarts tells apart the error bodies of one process and the next
 */
export function createIdentifiers(seed: Seed, nextNumber: (counter: string) => number, restarts: number): Identifiers {
  const merchantGroups = drawGroups(seed, 'merchant requests')
  const gatewayGroups = drawGroups(seed, `gateway requests ${restarts}`)
  const shuffleReceipt = createReceiptShuffle(seed)
  let requests = 0
  return {
    merchantRequestId: () => `${merchantGroups}${1000 + nextNumber('merchantRequest')}`,
    requestId() {
      requests += 1
      return `${gatewayGroups}${1000 + requests}`
    },
    checkoutRequestId: (nowMs, phoneNumber) => `ws_CO_${toCheckoutTime(nowMs)}${phoneNumber.slice(-9)}`,
    receiptNumber: nowMs => `${toReceiptPrefix(nowMs)}${shuffleReceipt(nextNumber('receipt'))}`,
    conversationId(nowMs) {
      const random = createRandom(seed, `conversation ${nextNumber('conversation')}`)
      return `AG_${toCompactDay(nowMs)}_2010${drawText(random, HEX, 16)}`
    },
    accessToken: () => drawText(createRandom(seed, `token ${nextNumber('token')}`), TOKEN_CHARACTERS, TOKEN_LENGTH),
  }
}

/** What results about nothing carry in place of a receipt: `UKO0000000`. */
export function toEmptyReceipt(nowMs: number): string {
  return `${toReceiptPrefix(nowMs)}0000000`
}

function toReceiptPrefix(nowMs: number): string {
  const { year, month, day } = toNairobiDate(nowMs)
  const yearLetter = String.fromCharCode(65 + ((((year - FIRST_RECEIPT_YEAR) % 26) + 26) % 26))
  return `${yearLetter}${String.fromCharCode(64 + month)}${DAY_CHARACTERS[day - 1]}`
}

/** The last four groups of a random UUID, as one server of Safaricom's keeps them for its lifetime. */
function drawGroups(seed: Seed, stream: string): string {
  const random = createRandom(seed, stream)
  const variant = drawText(random, '89ab', 1)
  return `${drawText(random, HEX, 4)}-4${drawText(random, HEX, 3)}-${variant}${drawText(random, HEX, 3)}-${drawText(random, HEX, 12)}`
}

/** Counts through all receipt tails in an order that looks random and never comes back to one. */
function createReceiptShuffle(seed: Seed): (count: number) => string {
  const random = createRandom(seed, 'receipts')
  let factor = BigInt(Math.floor(random() * 4294967296)) * 2n + 1n
  while (factor % 3n === 0n || factor % 5n === 0n) factor += 2n
  const start = BigInt(Math.floor(random() * 4294967296))
  return count => {
    let rest = Number((start + BigInt(count) * factor) % RECEIPT_TAILS)
    const digit = rest % 10
    rest = Math.floor(rest / 10)
    let tail = ''
    for (let position = 0; position < 6; position += 1) {
      tail += LETTERS_AND_DIGITS[rest % 36]
      rest = Math.floor(rest / 36)
    }
    return `${digit}${tail}`
  }
}
