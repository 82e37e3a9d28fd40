// A payment a person looks into: nobody answered for a day, or what was said contradicts itself. A real state with a
// follow-up, never "failed".

import { formatShillings } from '@harambee/daraja'
import type { Visitor } from '../../../../server/visitor.ts'
import { AttemptNotice } from './attempt-notice.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { PaidAlready } from './paid-already.tsx'
import { ToldNotices } from './told-notices.tsx'
import { TreasurerDetails } from './treasurer-details.tsx'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
}

export function ReviewView({ donation, visitor }: Props) {
  const { payment, campaign } = donation
  const { words, language } = visitor
  const heading = payment.reviewReason === 'contradiction' ? words.review.contradiction : words.review.noAnswer
  return (
    <div className="notice">
      <p className="state state-review">{words.review.title}</p>
      <h1 tabIndex={-1}>{heading}</h1>
      <p className="lead">{words.review.text}</p>
      <p>{words.review.doNotPay}</p>
      <p className="gift-line">
        <strong>{formatShillings(payment.amountKes)}</strong> · {campaign.content[language].title}
      </p>
      <AttemptNotice donation={donation} words={words} />
      <ToldNotices donation={donation} visitor={visitor} />
      <PaidAlready donation={donation} visitor={visitor} />
      <TreasurerDetails payment={payment} visitor={visitor} />
    </div>
  )
}
