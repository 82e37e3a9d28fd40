// A payment that did not happen: what happened, what became of the money, what to do.

import { requestScope } from '../../../../server/request-scope.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { Fallback } from '../../give/[campaign]/fallback.tsx'
import { toPaymentDoor } from '../../payment-door.ts'
import { AttemptNotice } from './attempt-notice.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { isLookedFor, listTold } from './find-told.ts'
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

export async function FailedView({ donation, visitor, nowMs }: Props) {
  const { payment, payments } = donation
  const { words } = visitor
  const outcome = toOutcome(payment)
  const sentences = words.outcomes[outcome]
  const offer = toRetryOffer(payment, payments, nowMs)
  // Whoever says that they have paid is asked to wait, and not to pay once more.
  const isTold = isLookedFor(await listTold(donation))
  // Where a newer attempt is under way or paid, nobody should pay by hand as well.
  const isLastWord = payments[0]?.id === payment.id && payments.every(({ status }) => status === 'failed')
  // Nor should anybody be told to send again what is not to be sent.
  const hasAdvice = isLastWord && !isTold
  const isByHand = hasAdvice && !CLOSED_TO_HANDS.includes(outcome)
  const isAgain = hasFailedBefore(donation, outcome)
  return (
    <div className="failed">
      <div className="failed-head">
        <p className="state state-failed">{words.failed.title}</p>
        <h1 tabIndex={-1}>{sentences.what}</h1>
        {/* A retry that was not sent is the news then, and says so itself. */}
        <p className="lead" role={requestScope().answer === null ? 'alert' : undefined}>
          <strong>{sentences.money}</strong> {hasAdvice ? sentences.next : null}{' '}
          {hasAdvice && isAgain ? sentences.again : null}
        </p>
        <AttemptNotice donation={donation} words={words} />
        <ToldNotices donation={donation} visitor={visitor} />
      </div>
      {offer.offer === 'none' || !donation.isGiver || isTold ? null : (
        <div className="failed-retry">
          <RetryForm donation={donation} visitor={visitor} offer={offer} nowMs={nowMs} />
        </div>
      )}
      <div className="failed-rest">
        {isByHand ? <Fallback words={words} door={toPaymentDoor(payment)} summary={words.failed.otherWays} /> : null}
        <PaidAlready donation={donation} visitor={visitor} />
        <TreasurerDetails payment={payment} visitor={visitor} />
      </div>
    </div>
  )
}

/** An account that can take no more takes no more through PayBill either. */
const CLOSED_TO_HANDS: readonly Outcome[] = ['charity-account']

/** Whether an earlier attempt of this gift ended the same way. */
function hasFailedBefore({ payment, payments }: FoundDonation, outcome: Outcome): boolean {
  return payments.some(
    earlier =>
      earlier.createdAtMs < payment.createdAtMs && earlier.status === 'failed' && toOutcome(earlier) === outcome,
  )
}
