// What belongs to one request and to nothing else, from the moment `serve.ts` takes it to the last byte of the page. The
// Server Action leaves here what was wrong with a form, and the page it renders next finds it: typed phone numbers never
// pass through a cookie, a URL or the browser.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { GiftAnswer } from '../app/(donor)/give/[campaign]/gift-answer.ts'
import type { PaidAnswer } from '../app/(donor)/pay/[paymentId]/paid-answer.ts'
import type { Version } from './light/version.ts'

export interface RequestScope {
  /** The path as the browser sees it, without the query. */
  readonly path: string
  /** The token of the signed link it was asked for with; null: none. Links to the same page keep it. */
  readonly link: string | null
  /** The true address of whoever asks. */
  readonly peerAddress: string
  /** The version of the page this browser gets, and where it finds the other. */
  readonly version: Version
  readonly otherVersionHref: string
  /** The status code the page wants; null: whatever Next.js chooses. */
  status: number | null
  /** What came of the form in this request; null where none was sent or it led elsewhere. */
  answer: GiftAnswer | null
  /** What came of a message that somebody has paid; absent where none was sent or it led elsewhere. */
  paid?: PaidAnswer
  /** Whether the page is a receipt of this browser's own, which may be kept on the phone. */
  mayBeKept: boolean
}

const NO_REQUEST: RequestScope = {
  ...{ path: '', link: null, peerAddress: 'unknown', version: 'full', otherVersionHref: '' },
  ...{ status: null, answer: null, mayBeKept: false },
}

const SCOPES_KEY = Symbol.for('harambee.request-scopes')
type Holder = { [SCOPES_KEY]?: AsyncLocalStorage<RequestScope> }

// One store for all copies of this module (see engine.ts).
const holder = globalThis as Holder
holder[SCOPES_KEY] ??= new AsyncLocalStorage<RequestScope>()
const scopes = holder[SCOPES_KEY]

/** Runs everything of one request within its scope. */
export function withRequestScope<Result>(scope: RequestScope, run: () => Result): Result {
  return scopes.run(scope, run)
}

/** The scope of the request being answered. */
export function requestScope(): RequestScope {
  return scopes.getStore() ?? { ...NO_REQUEST }
}
