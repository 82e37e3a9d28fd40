// The languages givers are spoken to in: those of the site.

export const LANGUAGES = ['en', 'sw'] as const
export type Language = (typeof LANGUAGES)[number]

/** Of who gave by hand, or from the command line. */
export const DEFAULT_LANGUAGE: Language = 'en'
