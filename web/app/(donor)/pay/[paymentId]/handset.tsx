// The prompt as it will look, drawn: so that a giver knows it when it comes, and knows another one for what it is.

import type { waitingClockEn } from '../../../../words/waiting-clock-en.ts'

interface Props {
  readonly said: typeof waitingClockEn
  /** As it is written: `KSh 500`. */
  readonly amount: string
  readonly charity: string
  readonly account: string | null
}

export function Handset({ said, amount, charity, account }: Props) {
  return (
    <figure className="handset">
      <div className="handset-case">
        <span className="handset-speaker" aria-hidden="true" />
        <div className="handset-screen">
          <div className="handset-prompt" lang="en">
            <p>{said.phoneQuestion(amount, charity, account)}</p>
            <p>{said.phonePin}</p>
            <p className="handset-pin" aria-hidden="true">
              ____
            </p>
            <p className="handset-keys" aria-hidden="true">
              <span>{said.phoneCancel}</span>
              <span>{said.phoneOk}</span>
            </p>
          </div>
        </div>
        <span className="handset-button" aria-hidden="true" />
      </div>
      <figcaption>{said.phoneCaption}</figcaption>
    </figure>
  )
}
