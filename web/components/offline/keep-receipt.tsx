'use client'

// Puts a receipt of one's own on the phone, and takes it off again. Only by a button: phones are shared, and what is kept can
// be read by whoever holds the phone. What is kept is the light version, which needs nothing else to be read.

import { useEffect, useState } from 'react'
import { keepEn } from '../../words/keep-en.ts'
import { keepSw } from '../../words/keep-sw.ts'
import type { Language } from '../../words/languages.ts'

interface Props {
  readonly path: string
  readonly language: Language
}

const KEEP_WORDS: Readonly<Record<Language, typeof keepEn>> = { en: keepEn, sw: keepSw }

/** Where service-worker.js looks for them. */
const RECEIPTS = 'receipts'
/** The server says so of a receipt that belongs to this browser, and of nothing else (lighten-answer.ts). */
const KEPT_HEADER = 'kept-receipt'

type State = 'absent' | 'open' | 'kept' | 'failed'

export function KeepReceipt({ path, language }: Props) {
  const words = KEEP_WORDS[language]
  const [state, setState] = useState<State>('absent')
  const [isChanged, setIsChanged] = useState(false)
  useEffect(() => {
    // Neither is there over plain http, and the worker not in every private window.
    if (!('caches' in window) || !navigator.serviceWorker) return
    isKept(path).then(
      kept => setState(kept ? 'kept' : 'open'),
      () => {},
    )
  }, [path])
  if (state === 'absent') return null
  const change = (how: (path: string) => Promise<State>) => async () => {
    const next = await how(path).catch(() => 'failed' as const)
    setState(next)
    setIsChanged(true)
  }
  const said = (
    <>
      {state === 'kept' ? words.kept : state === 'failed' ? words.keepFailed : words.keepHint}{' '}
      {state === 'kept' ? <a href="/kept">{words.allKept}</a> : null}
    </>
  )
  return (
    <div className="keep">
      <button type="button" className="button button-plain" onClick={change(state === 'kept' ? clear : keep)}>
        {state === 'kept' ? words.clear : words.keep}
      </button>
      {/* What stands there when the page is opened is no news to who listens. */}
      {isChanged ? null : <p className="hint">{said}</p>}
      <p className="hint" role="status">
        {isChanged ? said : null}
      </p>
    </div>
  )
}

async function isKept(path: string): Promise<boolean> {
  // Not opened where it does not exist: looking keeps nothing.
  return (await caches.has(RECEIPTS)) && (await (await caches.open(RECEIPTS)).match(path)) !== undefined
}

async function keep(path: string): Promise<State> {
  const answer = await fetch(`${path}?kept`, { cache: 'no-store' })
  if (!answer.ok || answer.headers.get(KEPT_HEADER) === null) return 'failed'
  await (await caches.open(RECEIPTS)).put(path, answer)
  return 'kept'
}

async function clear(path: string): Promise<State> {
  await (await caches.open(RECEIPTS)).delete(path)
  return 'open'
}
