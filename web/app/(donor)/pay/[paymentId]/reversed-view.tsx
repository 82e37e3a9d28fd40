// A gift that was given back.

import { formatShillings } from '@harambee/daraja'
import type { Visitor } from '../../../../server/visitor.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { withLink } from './signed-link.ts'
import { TreasurerDetails } from './treasurer-details.tsx'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  /** The token the page was opened with; null: none. */
  readonly link: string | null
}

export function ReversedView({ donation, visitor, link }: Props) {
  const { words } = visitor
  const { payment, serials } = donation
  const own = serials.get(payment.id)
  return (
    <div className="notice">
      <p className="state state-reversed">{words.reversed.title}</p>
      <h1 tabIndex={-1}>{words.reversed.heading(formatShillings(donation.payment.amountKes))}</h1>
      <p className="lead">{words.reversed.text}</p>
      {own ? (
        <dl className="label-facts">
          <div>
            <dt>{words.verify.serial}</dt>
            <dd className="code">{own.serial}</dd>
          </div>
          <div>
            <dt>{words.verify.amount}</dt>
            <dd>
              <s>{formatShillings(payment.amountKes)}</s>
            </dd>
          </div>
          <div>
            <dt>{words.receipt.code}</dt>
            <dd className="code">{payment.receiptNumber ?? '–'}</dd>
          </div>
        </dl>
      ) : null}
      {own ? (
        <p>
          <a className="button button-plain" href={withLink(`/pay/${payment.id}/receipt.pdf`, link)}>
            {words.receipt.savePdf}
          </a>
        </p>
      ) : null}
      <TreasurerDetails payment={donation.payment} visitor={visitor} />
    </div>
  )
}
