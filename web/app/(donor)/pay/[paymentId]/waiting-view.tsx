// A payment nobody knows the outcome of yet.

import { formatShillings } from '@harambee/daraja'
import { requestScope } from '../../../../server/request-scope.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toTime } from '../../../../words/dates.ts'
import { Fallback } from '../../give/[campaign]/fallback.tsx'
import { toPaymentDoor } from '../../payment-door.ts'
import { AttemptNotice } from './attempt-notice.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { isLookedFor, listTold } from './find-told.ts'
import { toGiverPhone } from './giver-phone.ts'
import { willLookAgain } from './look-again.tsx'
import { PaidAlready } from './paid-already.tsx'
import { RetryForm } from './retry-form.tsx'
import { toRetryOffer } from './retry-offer.ts'
import { ToldNotices } from './told-notices.tsx'
import { WaitingClock } from './waiting-clock.tsx'
import { toWaitingFacts } from './waiting-phase.ts'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  readonly nowMs: number
  /** How often a browser without JavaScript has looked again; null: it was told to stop. */
  readonly looks: number | null
  /** The token the page was opened with; null: none. */
  readonly link: string | null
}

export async function WaitingView({ donation, visitor, nowMs, looks, link }: Props) {
  const { payment, payments, campaign } = donation
  const { words } = visitor
  const { waiting } = words
  const door = toPaymentDoor(payment)
  const facts = toWaitingFacts(payment)
  const offer = toRetryOffer(payment, payments, nowMs)
  // Whoever says that they have paid is asked not to pay once more.
  const isTold = isLookedFor(await listTold(donation))
  return (
    <WaitingClock
      facts={facts}
      elapsedMs={Math.max(0, nowMs - (payment.pushedAtMs ?? payment.createdAtMs))}
      language={visitor.language}
      amount={formatShillings(payment.amountKes)}
      sentAt={payment.pushedAtMs === null ? null : toTime(payment.pushedAtMs)}
      charity={campaign.content.charity}
      account={door.account}
      phone={toGiverPhone(donation)}
      slug={campaign.slug}
      path={`/pay/${payment.id}`}
      link={link}
      looks={looks}
      news={
        <>
          <AttemptNotice donation={donation} words={words} />
          <ToldNotices donation={donation} visitor={visitor} />
        </>
      }
    >
      {isTold ? null : (
        <div className="when-checking">
          <Fallback words={words} door={door} summary={waiting.stillBySelf} />
          <p className="hint">{waiting.payBillOnlyIf}</p>
        </div>
      )}
      <PaidAlready donation={donation} visitor={visitor} isRefreshing={willLookAgain(looks)} />
      {offer.offer === 'none' || !donation.isGiver || isTold ? null : (
        <details className="when-late" open={requestScope().answer !== null}>
          <summary>{waiting.sendAgain}</summary>
          <RetryForm donation={donation} visitor={visitor} offer={offer} nowMs={nowMs} />
        </details>
      )}
    </WaitingClock>
  )
}
