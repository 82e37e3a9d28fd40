// What can be done with a receipt: keep it, and tell of it. Links, so that all but the print dialogue works without scripts.

import { toReceiptSms } from '@harambee/payments'
import { engine } from '../../../../server/engine.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toShareText } from '../../give/[campaign]/share-links.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { PrintButton } from './print-button.tsx'
import { withLink } from './signed-link.ts'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  /** The token the page was opened with; null: none. */
  readonly link: string | null
}

export function ReceiptActions({ donation, visitor, link }: Props) {
  const { payment, campaign, serials } = donation
  const { receipt, verify } = visitor.words
  const own = serials.get(payment.id)
  return (
    <p className="receipt-actions">
      {own ? (
        <a className="button" href={withLink(`/pay/${payment.id}/receipt.pdf`, link)}>
          {receipt.savePdf}
        </a>
      ) : null}
      <a
        className="button"
        href={`https://wa.me/?text=${encodeURIComponent(toShareText(campaign, visitor))}`}
        rel="noreferrer"
      >
        {receipt.share}
      </a>
      {own ? (
        <a className="button button-plain" href={`sms:?body=${encodeURIComponent(toSms(donation, visitor))}`}>
          {verify.sms}
        </a>
      ) : null}
      <PrintButton text={receipt.print} />
      {own ? (
        <a className="button button-plain" href={`/v/${own.check}`}>
          {verify.check}
        </a>
      ) : null}
      <a className="button button-plain" href={`/give/${campaign.slug}`}>
        {receipt.giveAgain}
      </a>
    </p>
  )
}

/** Its address is that of the check: whoever reads the message over a shoulder sees nothing of who gave. */
function toSms({ payment, campaign, serials }: FoundDonation, { language }: Visitor): string {
  const [origin = ''] = engine().configuration.serving.publicOrigins
  const { receiptNumber, amountKes } = payment
  const url = `${origin}/v/${serials.get(payment.id)?.check ?? ''}`
  const { charity } = campaign.content
  return toReceiptSms({ charity, campaign: campaign.content[language].title, amountKes, receiptNumber, url }, language)
}
