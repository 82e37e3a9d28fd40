'use client'

// Keeps the page of a payment true while somebody looks at it. The server renders every state; this only asks it to do so
// again when something has changed, and takes the reader along when the verdict is in.

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { followPayment } from './follow-payment.ts'

interface Props {
  readonly path: string
  /** The token of the signed link it was opened with; null: the giver's own browser. */
  readonly link: string | null
  /** What the page shows now. */
  readonly version: string
  /** Whether anything can still change. */
  readonly isOpen: boolean
  /** `paid`, `not-paid`, …; null while nobody knows. */
  readonly verdict: string | null
  /** When the page has more to offer, without anything having changed: so long after it was rendered. */
  readonly renewAfterMs: number | null
}

const VIBRATION_MS = 200
/** A timer may fire a little early. */
const SLACK_MS = 500

export function LivePayment({ path, link, version, isOpen, verdict, renewAfterMs }: Props) {
  const router = useRouter()
  const query = link === null ? '' : `?link=${encodeURIComponent(link)}`
  const shown = useRef(version)
  const knownVerdict = useRef(verdict)
  shown.current = version

  useEffect(() => {
    if (!isOpen) return
    return followPayment({
      eventsUrl: `${path}/events${query}`,
      statusUrl: `${path}/status${query}`,
      currentVersion: () => shown.current,
      onChanged: () => router.refresh(),
    })
  }, [isOpen, path, query, router])

  useEffect(() => {
    if (renewAfterMs === null) return
    const timer = setTimeout(async () => {
      // Only over a connection that lives, as in follow-payment.ts.
      const answer = await fetch(`${path}/status${query}`, { cache: 'no-store' }).catch(() => null)
      if (answer?.ok) router.refresh()
    }, renewAfterMs + SLACK_MS)
    return () => clearTimeout(timer)
  }, [renewAfterMs, path, query, router])

  useEffect(() => {
    if (verdict === knownVerdict.current) return
    knownVerdict.current = verdict
    const heading = document.querySelector<HTMLElement>('h1')
    heading?.focus()
    heading?.scrollIntoView({ block: 'nearest' })
    const wantsCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    if (verdict === 'paid' && !wantsCalm) navigator.vibrate?.(VIBRATION_MS)
  }, [verdict])

  return null
}
