'use client'

// Only a script can open the print dialogue, so the button appears with it.

import { useEffect, useState } from 'react'

export function PrintButton({ text }: { readonly text: string }) {
  const [isReady, setIsReady] = useState(false)
  useEffect(() => setIsReady(true), [])
  return isReady ? (
    <button type="button" className="button button-plain" onClick={() => print()}>
      {text}
    </button>
  ) : null
}
