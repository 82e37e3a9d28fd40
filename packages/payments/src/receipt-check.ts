// Whether a printed receipt is genuine: its serial carries a short keyed check, and the answer says amount and date, and
// nothing of who gave. Serials can be counted through; checks cannot be guessed.

import { hash, timingSafeEqual } from 'node:crypto'
import type { Database } from './database/database.ts'
import { parseSerial, type ReceiptSerial, toSerialText } from './receipt-serial.ts'
import type { Sealer } from './sealing.ts'

/** Crockford's: no I, L, O or U, which are misread, and which spell words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Fifty bits: at twenty guesses an hour and address, nobody lives to see one fit. */
const CHECK_LENGTH = 10
/** Longer than any serial with its check. */
const MAX_LENGTH = 40

/**
 * What is true of a receipt. `unknown`: nobody here has written it, or it was misread. `void`: the money it was written for
 * proved to be another payment's, which has a receipt of its own.
 */
export type CheckedReceipt =
  | { readonly outcome: 'unknown' }
  | {
      readonly outcome: 'genuine' | 'given-back' | 'void'
      readonly serial: string
      readonly amountKes: number
      /** When M-PESA says the money moved; when it was settled, where it did not say. */
      readonly atMs: number
    }

const OUTCOMES: Readonly<Record<string, 'genuine' | 'given-back'>> = { succeeded: 'genuine', reversed: 'given-back' }

/** `2026-000417-7K2Q9XW3MB`: what the address of the check is made of. */
export function toReceiptCheck(sealer: Sealer, serial: ReceiptSerial): string {
  const digest = Buffer.from(sealer.sign('receipt-check', [serial.year, serial.number]), 'hex')
  const check = [...digest.subarray(0, CHECK_LENGTH)].map(byte => ALPHABET[byte % ALPHABET.length]).join('')
  return `${toSerialText(serial)}-${check}`
}

/** Reads what stands in an address: small letters are taken for large ones. The database is asked only where the check fits. */
export async function checkReceipt(
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  typed: string,
): Promise<CheckedReceipt> {
  const text = typed.slice(0, MAX_LENGTH).toUpperCase()
  const serial = parseSerial(text.slice(0, -CHECK_LENGTH - 1))
  // Compared whatever the serial is: the time tells nothing.
  const expected = toReceiptCheck(sealer, serial ?? { year: 0, number: 0 })
  const isGenuine = timingSafeEqual(hash('sha256', expected, 'buffer'), hash('sha256', text, 'buffer'))
  if (serial === null || !isGenuine) return { outcome: 'unknown' }
  const row = await database.kysely
    .selectFrom('receipt_serials')
    .innerJoin('payments', 'payments.id', 'receipt_serials.payment_id')
    .select(['status', 'amount_kes', 'occurred_at', 'settled_at', 'issued_at'])
    .where('year', '=', serial.year)
    .where('number', '=', serial.number)
    .executeTakeFirst()
  if (!row) return { outcome: 'unknown' }
  return {
    outcome: OUTCOMES[row.status] ?? 'void',
    serial: toSerialText(serial),
    amountKes: row.amount_kes,
    atMs: row.occurred_at ?? row.settled_at ?? row.issued_at,
  }
}
