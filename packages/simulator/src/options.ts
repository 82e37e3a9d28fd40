// How a simulator is set up: which short codes exist, and where it is stricter than Daraja was seen to be.

import type { Organisation } from './tables.ts'

/** Safaricom's published sandbox short code: here a PayBill and a store (head office) number at once. */
export const SANDBOX_SHORT_CODE = '174379'
/** Safaricom's published sandbox passkey. */
export const SANDBOX_PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'
const SANDBOX_NAME = 'TUMAINI TRUST'

/** One organisation that takes money. */
export interface ShortCodeOption {
  /** PayBill or store number, 5 to 7 digits. */
  readonly shortCode: string
  /** As the prompt shows it. */
  readonly name: string
  /** Takes `CustomerPayBillOnline`; default true. */
  readonly isPayBill?: boolean
  /** Has tills, for `CustomerBuyGoodsOnline`; default true. */
  readonly isStore?: boolean
  /** Its till numbers; when left out, any other 5 to 8 digit number counts as one. */
  readonly tills?: readonly string[]
  /** Default: the simulator's passkey. */
  readonly passkey?: string
  readonly balanceKes?: number
  /** Above it payments fail with result code 8; default no limit. */
  readonly maxBalanceKes?: number
}

/** Where sources disagree or Daraja lets things pass, these switch leniency off, one by one. */
export interface Strictness {
  /** Numeric fields must be JSON numbers and text fields JSON strings. */
  readonly types: boolean
  /** Blanks around a value are not trimmed. */
  readonly whitespace: boolean
  /** Timestamp must be Nairobi time, give or take 15 minutes. */
  readonly timestampZone: boolean
  /** AccountReference above 12 and TransactionDesc above 13 characters are refused at once. */
  readonly lengths: boolean
  /** Callback URLs must be https, on loopback too. */
  readonly https: boolean
  /** The words forbidden in C2B URLs are refused in CallBackURL as well. */
  readonly urlWords: boolean
  /** A host with capital letters in a callback URL is refused. */
  readonly hostCase: boolean
  /** The same amount from the same phone within two minutes of a success fails with result code 17. */
  readonly repeatedAmounts: boolean
  /** C2B URLs can be registered once (production) instead of any number of times (sandbox). */
  readonly registerOnce: boolean
  /** Pull Transactions answers registered short codes only. */
  readonly pullRegistration: boolean
}

const LENIENT: Strictness = {
  types: false,
  whitespace: false,
  timestampZone: false,
  lengths: false,
  https: false,
  urlWords: false,
  hostCase: false,
  repeatedAmounts: false,
  registerOnce: false,
  pullRegistration: false,
}

/** Fills in what is left out. `true` switches everything on. */
export function resolveStrictness(strict: boolean | Partial<Strictness> | undefined): Strictness {
  if (typeof strict === 'object') return { ...LENIENT, ...strict }
  if (strict !== true) return LENIENT
  return Object.fromEntries(Object.keys(LENIENT).map(name => [name, true])) as unknown as Strictness
}

/**
 * The organisations, by default the sandbox's one.
 * @throws listing every short code that cannot be
 */
export function resolveOrganisations(
  shortCodes: readonly ShortCodeOption[] | undefined,
  passkey: string,
): Organisation[] {
  const options = shortCodes ?? [{ shortCode: SANDBOX_SHORT_CODE, name: SANDBOX_NAME }]
  const problems: string[] = []
  if (options.length === 0) problems.push('there must be at least one short code')
  const seen = new Set<string>()
  for (const { shortCode, name, tills } of options) {
    if (!/^\d{5,7}$/.test(shortCode)) problems.push(`short code "${shortCode}" must be 5 to 7 digits`)
    if (seen.has(shortCode)) problems.push(`short code ${shortCode} stands twice`)
    if (name.trim() === '') problems.push(`short code ${shortCode} needs a name`)
    for (const till of tills ?? []) {
      if (!/^\d{5,8}$/.test(till)) problems.push(`till "${till}" of ${shortCode} must be 5 to 8 digits`)
      if (till === shortCode) problems.push(`till ${till} cannot be its own store number`)
    }
    seen.add(shortCode)
  }
  if (problems.length > 0) throw new Error(`The simulator cannot start: ${problems.join('; ')}.`)
  return options.map(option => ({
    shortCode: option.shortCode,
    name: option.name,
    isPayBill: option.isPayBill ?? true,
    isStore: option.isStore ?? true,
    tills: option.tills ?? null,
    passkey: option.passkey ?? passkey,
    balanceKes: option.balanceKes ?? 0,
    maxBalanceKes: option.maxBalanceKes ?? null,
  }))
}
