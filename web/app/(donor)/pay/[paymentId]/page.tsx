// One payment: the page that waits, and for ever after its receipt, at the same address.

import { formatShillings } from '@harambee/daraja'
import type { PaymentStatus } from '@harambee/payments'
import type { Metadata } from 'next'
import { Cloth } from '../../../../components/cloth/cloth.tsx'
import { toPrinted } from '../../../../components/cloth/to-printed.ts'
import { NotHere } from '../../../../components/not-here.tsx'
import { KeepReceipt } from '../../../../components/offline/keep-receipt.tsx'
import { Unavailable } from '../../../../components/unavailable.tsx'
import { engine } from '../../../../server/engine.ts'
import { requestScope } from '../../../../server/request-scope.ts'
import { readVisitor, type Visitor } from '../../../../server/visitor.ts'
import { FailedView } from './failed-view.tsx'
import { type FoundDonation, findPaymentPage } from './find-payment-page.ts'
import { listTold, toLookAgainMs } from './find-told.ts'
import { LivePayment } from './live-payment.tsx'
import { readLooks } from './look-again.tsx'
import { ReceiptView } from './receipt-view.tsx'
import { toOfferAtMs } from './retry-offer.ts'
import { ReversedView } from './reversed-view.tsx'
import { ReviewView } from './review-view.tsx'
import { toLink } from './signed-link.ts'
import { toStatusBody } from './status-body.ts'
import { StrangerView } from './stranger-view.tsx'
import { toWaitingFacts, toWaitingPhase } from './waiting-phase.ts'
import { WaitingView } from './waiting-view.tsx'

interface Props {
  readonly params: Promise<{ paymentId: string }>
  readonly searchParams: Promise<{ looks?: string | string[]; link?: string | string[]; wish?: string | string[] }>
}

/** What is said of a payment whose outcome is known; null while it is not. */
const VERDICTS: Readonly<Record<PaymentStatus, string | null>> = {
  created: null,
  pending: null,
  review: 'in-review',
  succeeded: 'paid',
  failed: 'not-paid',
  reversed: 'given-back',
}

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [{ paymentId }, { link }, visitor] = await Promise.all([params, searchParams, readVisitor()])
  const found = await findPaymentPage(paymentId, visitor.giver, toLink(link))
  const robots = { index: false, follow: false }
  return found.outcome === 'found' ? { title: toTitle(found.donation, visitor), robots } : { robots }
}

export default async function PaymentPage({ params, searchParams }: Props) {
  const [{ paymentId }, { looks, link, wish }, visitor] = await Promise.all([params, searchParams, readVisitor()])
  const found = await findPaymentPage(paymentId, visitor.giver, toLink(link))
  if (found.outcome === 'unavailable') return <Unavailable visitor={visitor} href={`/pay/${paymentId}`} />
  if (found.outcome === 'unknown') return <NotHere visitor={visitor} />

  const { donation } = found
  // What was wrong with a form would be gone with the next look.
  const isAnswered = requestScope().answer !== null || requestScope().paid !== undefined
  const { payment, campaign, isGiver, maySee } = donation
  const nowMs = engine().ports.nowMs()
  const offerAtMs = toOfferAtMs(payment, nowMs)
  const lookAgainMs = toLookAgainMs(await listTold(donation), nowMs)
  // What failed may still be paid by hand, unless another attempt is under way or paid.
  const isOver = payment.status === 'failed' && donation.payments.some(({ status }) => status !== 'failed')
  const isSettled = isOver || payment.status === 'reversed'
  const isWhole = payment.status === 'succeeded' && payment.receiptNumber !== null
  // A copy says for ever what it says now: it waits for the M-PESA code.
  const mayBeKept = isGiver && maySee && isWhole
  requestScope().mayBeKept = mayBeKept
  return (
    <>
      <LivePayment
        path={`/pay/${payment.id}`}
        link={toLink(link)}
        version={toStatusBody(payment, maySee).version}
        isOpen={!isSettled && !isWhole}
        verdict={VERDICTS[payment.status]}
        renewAfterMs={lookAgainMs ?? (offerAtMs === null || !isGiver ? null : offerAtMs - nowMs)}
      />
      <Cloth
        visitor={visitor}
        charity={campaign.content.charity}
        jina={campaign.content.jina}
        pattern={campaign.slug}
        printed={toPrinted(campaign.raisedKes, campaign.goalKes)}
      >
        <PaymentView
          donation={donation}
          visitor={visitor}
          looks={isAnswered ? null : readLooks(looks)}
          link={toLink(link)}
          isTooOften={wish === 'too-often'}
        />
        {mayBeKept ? <KeepReceipt path={`/pay/${payment.id}`} language={visitor.language} /> : null}
      </Cloth>
    </>
  )
}

interface ViewProps {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  readonly looks: number | null
  /** The token the page was opened with; null: none. */
  readonly link: string | null
  /** What is wished for a gift that was paid twice has been changed too often to be noted. */
  readonly isTooOften: boolean
}

function PaymentView(props: ViewProps) {
  const { donation } = props
  const nowMs = engine().ports.nowMs()
  if (!donation.maySee) return <StrangerView {...props} />
  switch (donation.payment.status) {
    case 'created':
    case 'pending':
      return <WaitingView {...props} nowMs={nowMs} />
    case 'succeeded':
      return <ReceiptView {...props} />
    case 'failed':
      return <FailedView {...props} nowMs={nowMs} />
    case 'review':
      return <ReviewView {...props} />
    case 'reversed':
      return <ReversedView {...props} />
  }
}

/** No phone number and no receipt number: titles stand in histories. */
function toTitle({ payment, maySee }: FoundDonation, { words }: Visitor): string {
  if (!maySee) return words.stranger.title
  const amount = formatShillings(payment.amountKes)
  switch (payment.status) {
    case 'created':
    case 'pending': {
      const elapsedMs = engine().ports.nowMs() - (payment.pushedAtMs ?? payment.createdAtMs)
      return words.waiting.title[toWaitingPhase(toWaitingFacts(payment), elapsedMs)](amount)
    }
    case 'succeeded':
      return `${words.receipt.title} · ${amount}`
    case 'failed':
      return `${words.failed.title} · ${amount}`
    case 'review':
      return `${words.review.title} · ${amount}`
    case 'reversed':
      return `${words.reversed.title} · ${amount}`
  }
}
