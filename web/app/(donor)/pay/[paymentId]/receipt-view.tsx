// The receipt: a label torn off the cloth, with the giver's own grain printed in maize.

import { formatShillings } from '@harambee/daraja'
import { toReceiptSms } from '@harambee/payments'
import { PindoStrip } from '../../../../components/cloth/pindo-strip.tsx'
import { toPrinted } from '../../../../components/cloth/to-printed.ts'
import { findCharityDetails } from '../../../../server/charity-details.ts'
import { engine } from '../../../../server/engine.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toAmountInWords } from '../../../../words/amount-in-words.ts'
import { toDateTime } from '../../../../words/dates.ts'
import { toShareText } from '../../give/[campaign]/share-links.tsx'
import { CharityFacts } from './charity-facts.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { toGiverPhone } from './giver-phone.ts'
import { PrintButton } from './print-button.tsx'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
}

export async function ReceiptView({ donation, visitor }: Props) {
  const { payment, payments, campaign, serials } = donation
  const { words, language } = visitor
  const { receipt } = words
  const amount = formatShillings(payment.amountKes)
  const printed = Math.max(1, toPrinted(campaign.raisedKes, campaign.goalKes))
  const twice = payments.filter(({ status }) => status === 'succeeded')
  const own = serials.get(payment.id)
  const charity = await findCharityDetails(campaign)
  const inWords = receipt.only(toAmountInWords(payment.amountKes, language))

  return (
    <div className="receipt">
      <div className="label-ground">
        <section className="label" aria-labelledby="asante">
          <PindoStrip name="receipt" rows={3} printed={printed} own={printed - 1} />
          <h1 id="asante" tabIndex={-1} lang="sw">
            {receipt.thanks}
          </h1>
          <p className="label-lead">{receipt.received(amount, campaign.content.charity)}</p>
          <p className="label-amount">{amount}</p>
          <p className="label-words">{inWords[0]?.toUpperCase() + inWords.slice(1)}</p>
          <dl className="label-facts">
            {own ? (
              <div>
                <dt>{words.verify.serial}</dt>
                <dd className="code">{own.serial}</dd>
              </div>
            ) : null}
            <div>
              <dt>{words.verify.state}</dt>
              <dd>{words.verify.confirmed}</dd>
            </div>
            <div>
              <dt>{receipt.code}</dt>
              <dd className="code">{payment.receiptNumber ?? receipt.codeFollows}</dd>
            </div>
            <div>
              <dt>{receipt.date}</dt>
              <dd>
                {toDateTime(payment.occurredAtMs ?? payment.settledAtMs ?? payment.createdAtMs, language)}{' '}
                <span className="zone">{receipt.eastAfricaTime}</span>
              </dd>
            </div>
            <div>
              <dt>{receipt.purpose}</dt>
              <dd>{campaign.content[language].title}</dd>
            </div>
            <CharityFacts charity={charity} visitor={visitor} />
            <div>
              <dt>{receipt.from}</dt>
              <dd>{toGiverPhone(donation)}</dd>
            </div>
          </dl>
          <p className="label-note">{receipt.yourMotif}</p>
        </section>
      </div>
      <div className="receipt-after">
        {payment.receiptNumber === null ? (
          <p className="notice-line" role="status">
            {receipt.codeFollowsText}
          </p>
        ) : null}
        {payment.flag === 'success-after-failure' ? <p className="notice-line">{receipt.lateText}</p> : null}
        {twice.length > 1 ? (
          <p className="notice-line">{words.failed.paidTwice(twice.map(one => toCodes(one, donation)).join(', '))}</p>
        ) : null}
        <p className="receipt-actions">
          <a
            className="button"
            href={`https://wa.me/?text=${encodeURIComponent(toShareText(campaign, visitor))}`}
            rel="noreferrer"
          >
            {receipt.share}
          </a>
          {own ? (
            <>
              <a className="button button-plain" href={`sms:?body=${encodeURIComponent(toSms(donation, visitor))}`}>
                {words.verify.sms}
              </a>
              <a className="button button-plain" href={`/v/${own.check}`}>
                {words.verify.check}
              </a>
            </>
          ) : null}
          <PrintButton text={receipt.print} />
          <a className="button button-plain" href={`/give/${campaign.slug}`}>
            {receipt.giveAgain}
          </a>
        </p>
      </div>
    </div>
  )
}

/** `UKO1AB2C3D (2026-000417)`: what the charity finds a gift by. */
function toCodes({ id, receiptNumber }: FoundDonation['payment'], { serials }: FoundDonation): string {
  const serial = serials.get(id)?.serial
  return serial === undefined ? (receiptNumber ?? '–') : `${receiptNumber ?? '–'} (${serial})`
}

/** Its address is that of the check: whoever reads the message over a shoulder sees nothing of who gave. */
function toSms({ payment, campaign, serials }: FoundDonation, { language }: Visitor): string {
  const [origin = ''] = engine().configuration.serving.publicOrigins
  const { receiptNumber, amountKes } = payment
  const url = `${origin}/v/${serials.get(payment.id)?.check ?? ''}`
  const { charity } = campaign.content
  return toReceiptSms({ charity, campaign: campaign.content[language].title, amountKes, receiptNumber, url }, language)
}
