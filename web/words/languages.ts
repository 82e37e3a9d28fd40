// The languages the site speaks, and which one a visitor reads.

export const LANGUAGES = ['en', 'sw'] as const
export type Language = (typeof LANGUAGES)[number]

/** How each calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', sw: 'Kiswahili' }

/** True for a language the site speaks. */
export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some(language => language === value)
}

/** Longer lists of languages are nobody's honest wish. */
const MAX_ACCEPT_LENGTH = 200

/**
 * What a visitor reads: what they chose, or what their browser asks for.
 * @param chosen from the address or the cookie
 * @param accepted the `Accept-Language` header
 */
export function chooseLanguage(chosen: string | null | undefined, accepted: string | null): Language {
  if (isLanguage(chosen)) return chosen
  const wishes = (accepted ?? '')
    .slice(0, MAX_ACCEPT_LENGTH)
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = /^\s*q=([\d.]+)\s*$/.exec(parameters.join(';'))?.[1]
      return { language: tag.trim().split('-')[0], weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)
  return wishes.map(({ language }) => language).find(isLanguage) ?? 'en'
}
