// The facts a treasurer asks for when a giver rings up. Folded away: givers need none of them.

import type { Payment } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { toDateTime } from '../../../../words/dates.ts'

interface Props {
  readonly payment: Payment
  readonly visitor: Visitor
}

export function TreasurerDetails({ payment, visitor }: Props) {
  const { words, language } = visitor
  const rows = [
    [words.failed.code, payment.resultCode ?? '–'],
    [words.failed.reason, payment.failureReason ?? payment.reviewReason ?? '–'],
    [words.failed.when, toDateTime(payment.settledAtMs ?? payment.createdAtMs, language)],
    [words.failed.reference, payment.id],
  ] as const
  return (
    <details className="details">
      <summary>{words.failed.details}</summary>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
