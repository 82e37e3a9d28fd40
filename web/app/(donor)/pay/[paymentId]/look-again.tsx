// Looking again: by a button, and without JavaScript by itself too: every eight seconds, ten times, and with a way to stop it
// (WCAG F41 is about pages that do it for ever).

import type { waitingClockEn } from '../../../../words/waiting-clock-en.ts'
import { withLink } from './signed-link.ts'

interface Props {
  readonly said: typeof waitingClockEn
  readonly path: string
  /** The token the page was opened with; null: none. */
  readonly link: string | null
  /** How often it has looked; null: it was told to stop. */
  readonly looks: number | null
}

const INTERVAL_SECONDS = 8
const MAX_LOOKS = 10

export function LookAgain({ said, path, link, looks }: Props) {
  const toLooks = (next: string) => withLink(path, link, { looks: next })
  return (
    <>
      <form method="post" action={withLink(`${path}/check`, link)} className="check-form">
        <button type="submit" className="button button-plain">
          {said.check}
        </button>
        <span className="hint">{said.checkHelp}</span>
      </form>
      {looks !== null && willLookAgain(looks) ? (
        <noscript>
          <meta httpEquiv="refresh" content={`${INTERVAL_SECONDS};url=${toLooks(String(looks + 1))}`} />
          <p className="hint">
            {said.refreshing} <a href={toLooks('stop')}>{said.stopRefreshing}</a>
          </p>
        </noscript>
      ) : null}
    </>
  )
}

/** Whether a browser without JavaScript looks again by itself. */
export function willLookAgain(looks: number | null): boolean {
  return looks !== null && looks < MAX_LOOKS
}

/** Reads the `looks` of the address. */
export function readLooks(value: string | string[] | undefined): number | null {
  if (value === undefined) return 0
  return typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : null
}
