'use client'

// Copies the campaign's address. Without JavaScript it is not there: the address itself can be read beside it.

import { useEffect, useState } from 'react'

interface Props {
  readonly address: string
  readonly label: string
  readonly done: string
}

export function CopyLink({ address, label, done }: Props) {
  const [state, setState] = useState<'absent' | 'ready' | 'copied'>('absent')
  useEffect(() => {
    if (navigator.clipboard) setState('ready')
  }, [])
  if (state === 'absent') return null
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => setState('copied'),
      () => setState('absent'),
    )
  return (
    <button type="button" className="link" onClick={copy}>
      <span aria-live="polite">{state === 'copied' ? `✓ ${done}` : label}</span>
    </button>
  )
}
