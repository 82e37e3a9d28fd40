// The prompt as it will look, drawn: so that a giver knows it when it comes, and knows another one for what it is.

import { formatShillings } from '@harambee/daraja'
import type { Words } from '../../../../words/words.ts'

interface Props {
  readonly words: Words
  readonly amountKes: number
  readonly charity: string
  readonly account: string | null
}

export function Handset({ words, amountKes, charity, account }: Props) {
  const { waiting } = words
  return (
    <figure className="handset">
      <div className="handset-case">
        <span className="handset-speaker" aria-hidden="true" />
        <div className="handset-screen">
          <div className="handset-prompt" lang="en">
            <p>{waiting.phoneQuestion(formatShillings(amountKes), charity, account)}</p>
            <p>{waiting.phonePin}</p>
            <p className="handset-pin" aria-hidden="true">
              ____
            </p>
            <p className="handset-keys" aria-hidden="true">
              <span>{waiting.phoneCancel}</span>
              <span>{waiting.phoneOk}</span>
            </p>
          </div>
        </div>
        <span className="handset-button" aria-hidden="true" />
      </div>
      <figcaption>{waiting.phoneCaption}</figcaption>
    </figure>
  )
}
