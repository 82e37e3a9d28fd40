// What every page needs to know of its visitor before it is rendered: the language they read and the cookie that makes
// their browser the giver. Nothing is guarded here: who may see what is decided where it is read (server/visitor.ts).

import { type NextRequest, NextResponse } from 'next/server'
import { createGiver, isGiver, toGiverCookie, toGiverCookieName } from './server/giver-cookie.ts'
import { LANGUAGE_COOKIE, LANGUAGE_HEADER } from './server/visitor-names.ts'
import { chooseLanguage, isLanguage } from './words/languages.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

export function proxy(request: NextRequest): NextResponse {
  const protocol = request.headers.get('x-forwarded-proto')
  const wished = request.nextUrl.searchParams.get('lang')
  const remembered = request.cookies.get(LANGUAGE_COOKIE)?.value
  const language = chooseLanguage(isLanguage(wished) ? wished : remembered, request.headers.get('accept-language'))

  const headers = new Headers(request.headers)
  headers.set(LANGUAGE_HEADER, language)
  const response = NextResponse.next({ request: { headers } })
  if (isLanguage(wished) && wished !== remembered) {
    const isSecure = protocol === 'https'
    response.cookies.set({
      name: LANGUAGE_COOKIE,
      value: wished,
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure,
      path: '/',
      maxAge: YEAR_SECONDS,
    })
  }
  if (!isGiver(request.cookies.get(toGiverCookieName(protocol))?.value)) {
    response.cookies.set(toGiverCookie(protocol, createGiver()))
  }
  return response
}

export const config = {
  // Pages only: not the status of a payment, its events, pictures that caches keep, or the files of a build.
  matcher: ['/((?!_next/|icon|pictures/|embed\\.css|.*/(?:status|events|callbacks|embed)$).*)'],
}
