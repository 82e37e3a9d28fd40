// What a start prints once everything answers: where everything is, and what to try.

import { isAbsolute, relative } from 'node:path'
import { type Configuration, toDatabasePath } from '@harambee/payments'
import type { Terminal } from '../terminal.ts'

/** Addresses as a script reads them. The callback URL ends with the security key: it is printed once, here. */
export interface Addresses {
  readonly mode: 'demo' | 'sandbox' | 'live'
  readonly site: string
  /** Demo only. */
  readonly welcome: string | null
  readonly donationPage: string | null
  readonly virtualPhone: string | null
  readonly callbackUrl: string
  readonly database: string
}

/** @param campaign the campaign to show first; null where there is none yet */
export function toAddresses(configuration: Configuration, root: string, campaign: string | null): Addresses {
  const { serving, daraja, callbacks } = configuration
  const site = serving.publicOrigins[0] ?? `http://localhost:${serving.port}`
  const isDemo = daraja.mode === 'demo'
  return {
    mode: daraja.mode,
    site,
    welcome: isDemo ? `${site}/welcome` : null,
    donationPage: campaign === null ? null : `${site}/give/${campaign}`,
    virtualPhone: isDemo ? `http://localhost:${serving.simulatorPort}` : null,
    callbackUrl: callbacks.base.reveal(),
    database: toDatabaseName(serving.databaseUrl, root),
  }
}

/** The addresses for a person, the callback URL with its key among them: it is what people paste (CONTRACTS). */
export function toAddressLines(addresses: Addresses, { paint }: Pick<Terminal, 'paint'>): string[] {
  const rows: [string, string | null][] = [
    ['Start here', addresses.welcome],
    ['Site', addresses.welcome || addresses.donationPage ? null : addresses.site],
    ['Donation page', addresses.donationPage],
    ['Virtual phone', addresses.virtualPhone],
    ['Callback URL', addresses.callbackUrl],
    ['Database', addresses.database],
  ]
  const known = rows.filter((row): row is [string, string] => row[1] !== null)
  return [
    '',
    `  ${paint.bold(HEADLINES[addresses.mode])}`,
    '',
    ...known.map(([name, value]) => `  ${paint.dim(name.padEnd(15))} ${value}`),
    '',
    ...toHints(addresses).map(hint => `  ${hint}`),
    '',
  ]
}

const HEADLINES = {
  demo: 'Harambee is running. Everything below is on this machine; no real money moves.',
  sandbox: "Harambee is running with Safaricom's sandbox.",
  live: 'Harambee is running. Real money moves.',
} as const

function toHints({ mode, donationPage }: Addresses): string[] {
  if (mode === 'demo')
    return ['Try: give KSh 500 on the page, then type PIN 1234 on the phone. Ctrl-C stops everything.']
  const hints = ['"npx harambee doctor" checks the set-up. Ctrl-C stops everything.']
  if (donationPage === null) hints.unshift('There is no campaign yet: "npx harambee campaigns add FILE.json".')
  return hints
}

function toDatabaseName(databaseUrl: string, root: string): string {
  if (!databaseUrl.startsWith('file:'))
    return `${databaseUrl.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '')} (PostgreSQL)`
  const path = toDatabasePath(databaseUrl, root)
  const short = relative(root, path)
  const isInside = short !== '' && !short.startsWith('..') && !isAbsolute(short)
  return `${isInside ? `./${short}` : path} (SQLite)`
}
