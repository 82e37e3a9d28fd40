// Paying by hand: for phones no prompt reaches, and for people who would rather.

import type { Words } from '../../../../words/words.ts'
import type { PaymentDoor } from '../../payment-door.ts'

interface Props {
  readonly words: Words
  readonly door: PaymentDoor
  readonly summary: string
}

export function Fallback({ words, door, summary }: Props) {
  const { give } = words
  const isPayBill = door.kind === 'pay-bill'
  return (
    <div className="fallback">
      <p>
        <strong>{summary}</strong>
      </p>
      <p>{isPayBill ? give.payBill : give.buyGoods}</p>
      <dl>
        <div>
          <dt>{isPayBill ? give.businessNumber : give.tillNumber}</dt>
          <dd>{door.number}</dd>
        </div>
        {door.account === null ? null : (
          <div>
            <dt>{give.account}</dt>
            <dd>{door.account}</dd>
          </div>
        )}
      </dl>
      {door.isPractice ? <p className="practice">{give.practiceFallback}</p> : null}
    </div>
  )
}
