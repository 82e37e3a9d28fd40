// The dictionary of a language.

import { en, type Words } from './en.ts'
import type { Language } from './languages.ts'
import { sw } from './sw.ts'

export type { Words }

const WORDS: Readonly<Record<Language, Words>> = { en, sw }

/** Everything the site says in one language. */
export function toWords(language: Language): Words {
  return WORDS[language]
}
