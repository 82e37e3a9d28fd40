// Values nobody else has, and every form in which one of them could leak: as it is, in base64 wherever it begins, in hex,
// in URLs, and a phone number in every grouping people write.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Canary {
  readonly name: string
  readonly forms: readonly string[]
}

/** Where something was found. Never the value itself: a report is kept. */
export interface Leak {
  readonly canary: string
  readonly place: string
  readonly around: string
}

/** Bytes of base64 at either end that depend on what stands beside. */
const UNSURE = 4
/** Shorter forms are found by chance. */
const LEAST_LENGTH = 8
const AROUND = 60

/** A secret or a name. */
export function secretCanary(name: string, value: string): Canary {
  return { name, forms: toForms(value) }
}

/** @param phoneNumber `254` and nine digits */
export function phoneCanary(phoneNumber: string): Canary {
  const nine = phoneNumber.slice(3)
  const [first, second, third] = [nine.slice(0, 3), nine.slice(3, 6), nine.slice(6)]
  const grouped = [' ', '-', '.', '\u00a0', '%20', '+', '&nbsp;'].map(blank => [first, second, third].join(blank))
  return {
    name: `phone …${phoneNumber.slice(-3)}`,
    // Its checkout request ends with the same nine digits, and every spelling of the number holds them.
    forms: [...new Set([nine, ...grouped, ...toForms(nine), ...toForms(phoneNumber), ...toForms(`0${nine}`)])],
  }
}

/** Everything of these canaries that stands in a text. Bytes are to be read as latin1. */
export function findLeaks(canaries: readonly Canary[], place: string, text: string): Leak[] {
  const leaks: Leak[] = []
  for (const { name, forms } of canaries) {
    for (const form of forms) {
      const index = text.indexOf(form)
      if (index < 0) continue
      const [before, after] = [text.slice(Math.max(0, index - AROUND), index), text.slice(index + form.length)]
      leaks.push({ canary: name, place, around: `${before}[…]${after.slice(0, AROUND)}` })
    }
  }
  return leaks
}

/** The same of every file in a folder, names included. */
export function findLeaksInFolder(canaries: readonly Canary[], folder: string): { leaks: Leak[]; files: number } {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const leaks = names.flatMap(entry => {
    const path = join(entry.parentPath, entry.name)
    return findLeaks(canaries, path.slice(folder.length), `${path}\n${readFileSync(path, 'latin1')}`)
  })
  return { leaks, files: names.length }
}

function toForms(value: string): string[] {
  const bytes = Buffer.from(value)
  const base64 = [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    return text.slice(shift === 0 ? 0 : UNSURE, shift === 0 || (shift + bytes.length) % 3 === 0 ? undefined : -1)
  })
  // Whole groups only: what follows changes the last one.
  const sure = base64.map(text => text.slice(0, text.length - (text.length % 4 || 0)))
  const hex = bytes.toString('hex')
  const percent = [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const forms = [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    [...value].reverse().join(''),
    hex,
    hex.toUpperCase(),
    percent,
    percent.toUpperCase(),
    ...sure,
    ...sure.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  return [...new Set(forms)].filter(form => form.length >= LEAST_LENGTH)
}
