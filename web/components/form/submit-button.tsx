// The one button. Its text always says what pressing it does; while the form is on its way it says that instead.

import type { ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  readonly sending: string
  /** Not yet: the reason stands beside it. The server refuses too. */
  readonly isWaiting?: boolean
}

export function SubmitButton({ children, sending, isWaiting = false }: Props) {
  return (
    <button type="submit" className="button" aria-disabled={isWaiting || undefined}>
      <span className="at-rest">{children}</span>
      <span className="busy">{sending}</span>
    </button>
  )
}
