// Subscribers' numbers: which ones exist, how callbacks write them, and how a log may show them.

import { createHash } from 'node:crypto'
import type { Faults } from './faults.ts'

const SUBSCRIBER = /^254(7|1)\d{8}$/

/** Whether M-PESA could serve this number: `2547########` or `2541########`. */
export function isSubscriberNumber(text: string): boolean {
  return SUBSCRIBER.test(text)
}

/** Reads a number as people type it (`0712…`, `+254 712…`, `254712…`); null for what M-PESA could not serve. */
export function parseTypedNumber(text: string): string | null {
  const digits = text.replace(/[\s()-]/g, '').replace(/^\+/, '')
  const match = /^(?:254|0)?([17]\d{8})$/.exec(digits)
  return match ? `254${match[1]}` : null
}

/** `2547•••••678`, for sentences that end up in terminals and logs. */
export function maskForPeople(phoneNumber: string): string {
  return `${phoneNumber.slice(0, 4)}•••••${phoneNumber.slice(-3)}`
}

/**
 * The number as M-PESA writes it in a callback, or null where it is left out. Masks have blanks inside, as recorded in
 * production; hashes are SHA-256 in hexadecimal.
 */
export function toWirePhoneNumber(phoneNumber: string, format: Faults['phoneFormat']): string | null {
  switch (format) {
    case 'plain':
      return phoneNumber
    case 'masked':
      return `${phoneNumber.slice(0, 4)} ***** ${phoneNumber.slice(-3)}`
    case 'hashed':
      return createHash('sha256').update(phoneNumber).digest('hex')
    case 'absent':
      return null
  }
}

const FIRST_NAMES = ['Amani', 'Neema', 'Baraka', 'Furaha', 'Imani', 'Rehema', 'Zawadi', 'Tumaini', 'Upendo', 'Jaribio']
const LAST_NAMES = ['Mfano', 'Sampuli', 'Mchango', 'Kitabu', 'Daraja', 'Bahari', 'Mlima', 'Safari', 'Jua', 'Mwezi']

/** An invented name, always the same for one number: Swahili words, nobody's. */
export function inventName(phoneNumber: string): { first: string; last: string } {
  const last = Number(phoneNumber.at(-1) ?? 0)
  const lastButOne = Number(phoneNumber.at(-2) ?? 0)
  return { first: FIRST_NAMES[last] ?? 'Amani', last: LAST_NAMES[(lastButOne + last) % 10] ?? 'Mfano' }
}
