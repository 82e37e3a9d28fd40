'use client'

// Counts the seconds until a prompt may be sent again, then has the server render the page anew: it decides. Without
// JavaScript the sentence stands still and the server still decides.

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'

interface Props {
  readonly waitMs: number
  /** With `slot` where the seconds go. */
  readonly sentence: string
  readonly slot: string
}

const SECOND_MS = 1_000

export function RetryCountdown({ waitMs, sentence, slot }: Props) {
  const router = useRouter()
  const [seconds, setSeconds] = useState(Math.ceil(waitMs / SECOND_MS))
  useEffect(() => {
    const endsMs = performance.now() + waitMs
    const timer = setInterval(() => {
      const leftMs = endsMs - performance.now()
      setSeconds(Math.max(0, Math.ceil(leftMs / SECOND_MS)))
      if (leftMs > 0) return
      clearInterval(timer)
      router.refresh()
    }, SECOND_MS)
    return () => clearInterval(timer)
  }, [waitMs, router])
  return <p className="hint countdown">{sentence.replace(slot, String(seconds))}</p>
}
