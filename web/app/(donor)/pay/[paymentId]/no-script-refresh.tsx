// Looking again without JavaScript: every eight seconds, ten times, and with a way to stop it (WCAG F41 is about pages
// that do it for ever).

import type { Words } from '../../../../words/words.ts'

interface Props {
  readonly words: Words
  readonly path: string
  /** How often it has looked; null: it was told to stop. */
  readonly looks: number | null
}

const INTERVAL_SECONDS = 8
const MAX_LOOKS = 10

export function NoScriptRefresh({ words, path, looks }: Props) {
  if (looks === null || !willLookAgain(looks)) return null
  return (
    <noscript>
      <meta httpEquiv="refresh" content={`${INTERVAL_SECONDS};url=${path}?looks=${looks + 1}`} />
      <p className="hint">
        {words.waiting.refreshing} <a href={`${path}?looks=stop`}>{words.waiting.stopRefreshing}</a>
      </p>
    </noscript>
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
