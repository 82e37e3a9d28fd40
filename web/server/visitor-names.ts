// The names under which proxy.ts tells the pages about their visitor.

export const LANGUAGE_HEADER = 'x-harambee-language'
export const LANGUAGE_COOKIE = 'lang'
