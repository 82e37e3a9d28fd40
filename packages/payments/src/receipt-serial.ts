// The serial number of a receipt, such as 2026-000417: gapless in each year. The year is that of Nairobi when the payment
// was settled in these books, not when the money moved: a number never has to be put into a year that is over.

import { toEastAfricaDay } from '@harambee/daraja'
import { signSerial } from './audit.ts'
import type { ReceiptSerialTable } from './database/tables.ts'
import type { Sealer } from './sealing.ts'

/** Which receipt of which year. */
export interface ReceiptSerial {
  readonly year: number
  readonly number: number
}

const DIGITS = 6

/** The year in Nairobi. */
export function toSerialYear(atMs: number): number {
  return Number(toEastAfricaDay(atMs).slice(0, 4))
}

/** As people read it. More than a million a year take more digits. */
export function toSerialText({ year, number }: ReceiptSerial): string {
  return `${year}-${String(number).padStart(DIGITS, '0')}`
}

/** @returns null where it is not written as `toSerialText` writes it */
export function parseSerial(text: string): ReceiptSerial | null {
  const parts = /^(\d{4})-(\d{6,9})$/.exec(text)
  if (!parts) return null
  const serial = { year: Number(parts[1]), number: Number(parts[2]) }
  return serial.number > 0 && toSerialText(serial) === text ? serial : null
}

/**
 * Rows for payments that have just been settled, numbered on from the last of the year.
 * @param last the highest number of that year so far
 */
export function toSerialRows(
  sealer: Sealer,
  paymentIds: readonly string[],
  issuedAtMs: number,
  last: number,
): ReceiptSerialTable[] {
  return paymentIds.map((paymentId, index) => {
    const row = {
      payment_id: paymentId,
      year: toSerialYear(issuedAtMs),
      number: last + index + 1,
      issued_at: issuedAtMs,
    }
    return { ...row, seal: signSerial(sealer, row) }
  })
}
