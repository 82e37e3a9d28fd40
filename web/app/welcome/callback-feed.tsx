'use client'

// The callbacks as they arrive. Looks again every second and a half while somebody can see it.

import { useEffect, useState } from 'react'
import type { CallbackLine } from './callback-lines.ts'

interface Props {
  readonly initial: readonly CallbackLine[]
  readonly label: string
  readonly empty: string
}

const INTERVAL_MS = 1_500

export function CallbackFeed({ initial, label, empty }: Props) {
  const [lines, setLines] = useState(initial)
  useEffect(() => {
    const look = async () => {
      if (document.visibilityState !== 'visible') return
      try {
        const answer = await fetch('/welcome/callbacks', { cache: 'no-store' })
        if (answer.ok) setLines((await answer.json()) as CallbackLine[])
      } catch {
        // The site restarts: the next look comes by itself.
      }
    }
    const timer = setInterval(look, INTERVAL_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <div role="log" aria-label={label} className="feed" tabIndex={0}>
      {lines.length === 0 ? <p className="hint">{empty}</p> : null}
      <ol>
        {lines.map(({ id, time, text, verdict, isOdd }) => (
          <li key={id} className={isOdd ? 'odd' : undefined}>
            <span className="feed-time">{time}</span>
            <span className="feed-text">{text}</span>
            <span className="feed-verdict">→ {verdict}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
