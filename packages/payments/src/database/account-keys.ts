// Which account references to look up for what payers have typed.

import { guessReferences, toPlainReference } from '../account-reference.ts'
import type { CampaignAccount } from './changes.ts'

/** Attempts of one donation that are read; more are somebody's script. */
export const MAX_ATTEMPTS = 100

/** `own`: references a donation may have · `codes`: campaigns' codes, which payments carried before donations had references. */
export function toAccountKeys(
  typed: readonly string[],
  campaigns: readonly CampaignAccount[],
): { readonly own: readonly string[]; readonly codes: readonly string[] } {
  const accounts = campaigns.map(({ accountReference }) => accountReference)
  const own = new Set<string>()
  const codes = new Set<string>()
  for (const text of new Set(typed)) {
    const code = accounts.find(account => toPlainReference(account) === toPlainReference(text))
    if (code !== undefined) {
      codes.add(code)
      continue
    }
    const { exact, near } = guessReferences(text, accounts)
    for (const reference of [...exact, ...near]) own.add(reference)
  }
  return { own: [...own], codes: [...codes] }
}
