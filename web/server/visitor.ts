// Who is looking at a page: the language they read, and the cookie of the browser that gives.

import { cookies, headers } from 'next/headers'
import { chooseLanguage, type Language } from '../words/languages.ts'
import { toWords, type Words } from '../words/words.ts'
import { createGiver, isGiver, toGiverCookie, toGiverCookieName } from './giver-cookie.ts'
import { LANGUAGE_COOKIE, LANGUAGE_HEADER } from './visitor-names.ts'

export interface Visitor {
  readonly language: Language
  readonly words: Words
  /** null: this browser has no cookie of ours. */
  readonly giver: string | null
}

/** The visitor of the request being answered. */
export async function readVisitor(): Promise<Visitor> {
  const [requestHeaders, requestCookies] = await Promise.all([headers(), cookies()])
  const language = chooseLanguage(
    requestHeaders.get(LANGUAGE_HEADER) ?? requestCookies.get(LANGUAGE_COOKIE)?.value,
    requestHeaders.get('accept-language'),
  )
  const giver = requestCookies.get(toGiverCookieName(requestHeaders.get('x-forwarded-proto')))?.value
  return { language, words: toWords(language), giver: isGiver(giver) ? giver : null }
}

/** The giver's cookie, made and set now where the browser has none: only where a response can still carry it. */
export async function ensureGiver(): Promise<string> {
  const { giver } = await readVisitor()
  if (giver !== null) return giver
  const made = createGiver()
  const [requestHeaders, requestCookies] = await Promise.all([headers(), cookies()])
  requestCookies.set(toGiverCookie(requestHeaders.get('x-forwarded-proto'), made))
  return made
}
