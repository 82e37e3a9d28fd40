'use client'

// Says that there is no network while that is so, and has the browser keep the page that is shown then (/sw.js). The page
// itself goes on by its own means when the network is back (follow-payment.ts).

import { useEffect, useState } from 'react'
import { FRAME_WORDS } from '../../words/frame.ts'
import type { Language } from '../../words/languages.ts'

export function OfflineNotice({ language }: { readonly language: Language }) {
  const [isOffline, setIsOffline] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    // The page itself comes first on a slow network.
    if (document.readyState === 'complete') registerWorker()
    else addEventListener('load', registerWorker, { once: true, signal: stop.signal })
    const look = () => setIsOffline(!navigator.onLine)
    look()
    addEventListener('online', look, { signal: stop.signal })
    addEventListener('offline', look, { signal: stop.signal })
    return () => stop.abort()
  }, [])
  return isOffline ? (
    <p className="offline" role="alert">
      {FRAME_WORDS[language].light.offline}
    </p>
  ) : null
}

/** Refused in private windows and over plain http: the page works as it does without. */
function registerWorker(): void {
  navigator.serviceWorker?.register('/sw.js').catch(() => {})
}
