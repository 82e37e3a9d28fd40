// A payment that did not happen: what happened, what became of the money, what to do.

import { requestScope } from '../../../../server/request-scope.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { Fallback } from '../../give/[campaign]/fallback.tsx'
import { toPaymentDoor } from '../../payment-door.ts'
import { AttemptNotice } from './attempt-notice.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { type Outcome, toOutcome } from './outcome.ts'
import { PaidAlready } from './paid-already.tsx'
import { RetryForm } from './retry-form.tsx'
import { toRetryOffer } from './retry-offer.ts'
import { ToldNotices } from './told-notices.tsx'
import { TreasurerDetails } from './treasurer-details.tsx'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  readonly nowMs: number
}

export function FailedView({ donation, visitor, nowMs }: Props) {
  const { payment, payments } = donation
  const { words } = visitor
  const outcome = toOutcome(payment)
  const sentences = words.outcomes[outcome]
  const offer = toRetryOffer(payment, payments, nowMs)
  // Where a newer attempt is under way or paid, nobody should pay by hand as well.
  const isLastWord = payments[0]?.id === payment.id && payments.every(({ status }) => status === 'failed')
  const isAgain = hasFailedBefore(donation, outcome)
  return (
    <div className="failed">
      <div className="failed-head">
        <p className="state state-failed">{words.failed.title}</p>
        <h1 tabIndex={-1}>{sentences.what}</h1>
        {/* A retry that was not sent is the news then, and says so itself. */}
        <p className="lead" role={requestScope().answer === null ? 'alert' : undefined}>
          <strong>{sentences.money}</strong> {sentences.next} {isAgain ? sentences.again : null}
        </p>
        <AttemptNotice donation={donation} words={words} />
        <ToldNotices donation={donation} visitor={visitor} />
      </div>
      {offer.offer === 'none' || !donation.isGiver ? null : (
        <div className="failed-retry">
          <RetryForm donation={donation} visitor={visitor} offer={offer} nowMs={nowMs} />
        </div>
      )}
      <div className="failed-rest">
        {isLastWord ? <Fallback words={words} door={toPaymentDoor(payment)} summary={words.failed.otherWays} /> : null}
        <PaidAlready donation={donation} visitor={visitor} />
        <TreasurerDetails payment={payment} visitor={visitor} />
      </div>
    </div>
  )
}

/** Whether an earlier attempt of this gift ended the same way. */
function hasFailedBefore({ payment, payments }: FoundDonation, outcome: Outcome): boolean {
  return payments.some(
    earlier =>
      earlier.createdAtMs < payment.createdAtMs && earlier.status === 'failed' && toOutcome(earlier) === outcome,
  )
}
