// The receipt: a label torn off the cloth, with the giver's own grain printed in maize.

import { formatShillings } from '@harambee/daraja'
import { type ReceiptFacts, toCalledName } from '@harambee/payments'
import { PindoStrip } from '../../../../components/cloth/pindo-strip.tsx'
import { toPrinted } from '../../../../components/cloth/to-printed.ts'
import { QrCode } from '../../../../components/qr-code.tsx'
import { engine } from '../../../../server/engine.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toAmountInWords } from '../../../../words/amount-in-words.ts'
import { toDateTime } from '../../../../words/dates.ts'
import { CharityFacts } from './charity-facts.tsx'
import type { FoundDonation } from './find-payment-page.ts'
import { toGiverPhone } from './giver-phone.ts'
import { PaidTwice } from './paid-twice.tsx'
import { ReceiptActions } from './receipt-actions.tsx'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  /** The token the page was opened with; null: none. */
  readonly link: string | null
  readonly isTooOften: boolean
}

export async function ReceiptView({ donation, visitor, link, isTooOften }: Props) {
  const { payment } = donation
  const { words, language } = visitor
  const [facts, doubled] = await Promise.all([
    engine().findReceipt(payment.id, language),
    engine().doubledGifts.find(donation.payments),
  ])
  return (
    <div className="receipt">
      <div className="label-ground">
        <section className="label" aria-labelledby="asante">
          <Label donation={donation} visitor={visitor} facts={facts} times={doubled?.payments.length ?? 1} />
        </section>
      </div>
      <div className="receipt-after">
        {payment.receiptNumber === null ? (
          <p className="notice-line" role="status">
            {words.receipt.codeFollowsText}
          </p>
        ) : null}
        {payment.flag === 'success-after-failure' ? <p className="notice-line">{words.receipt.lateText}</p> : null}
        {doubled ? (
          <PaidTwice donation={donation} doubled={doubled} visitor={visitor} link={link} isTooOften={isTooOften} />
        ) : null}
        <ReceiptActions donation={donation} visitor={visitor} link={link} />
      </div>
    </div>
  )
}

interface LabelProps {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  /** null only where the payment has no number yet. */
  readonly facts: ReceiptFacts | null
  /** How often the donation is paid. */
  readonly times: number
}

function Label({ donation, visitor, facts, times }: LabelProps) {
  const { payment, campaign } = donation
  const { words, language } = visitor
  const { receipt } = words
  const amount = formatShillings(payment.amountKes)
  const { raisedKes, goalKes } = facts?.cloth ?? campaign
  const printed = Math.max(1, toPrinted(raisedKes, goalKes))
  const inWords = receipt.only(toAmountInWords(payment.amountKes, language))
  const givenAtMs = payment.occurredAtMs ?? payment.settledAtMs ?? payment.createdAtMs
  const rows = [
    ...(facts ? [[words.verify.serial, facts.serial, 'code'] as const] : []),
    [words.verify.state, words.verify.confirmed, ''] as const,
    [receipt.code, payment.receiptNumber ?? receipt.codeFollows, 'code'] as const,
  ]
  return (
    <>
      <PindoStrip name="receipt" rows={3} printed={printed} own={printed - 1} />
      <h1 id="asante" tabIndex={-1} lang="sw">
        {receipt.thanks(toCalledName(facts?.giver.name ?? null))}
      </h1>
      <p className="label-lead">{receipt.received(amount, campaign.content.charity)}</p>
      <p className="label-amount">{amount}</p>
      <p className="label-words">{inWords[0]?.toUpperCase() + inWords.slice(1)}</p>
      {times > 1 ? (
        <p className="label-twice">
          <a href="#twice">{words.twice.heading(times)}</a>
        </p>
      ) : null}
      <dl className="label-facts">
        {rows.map(([name, value, kind]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={kind || undefined}>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{receipt.date}</dt>
          <dd>
            {toDateTime(givenAtMs, language)} <span className="zone">{receipt.eastAfricaTime}</span>
          </dd>
        </div>
        <div>
          <dt>{receipt.purpose}</dt>
          <dd>{campaign.content[language].title}</dd>
        </div>
        {facts ? <CharityFacts charity={facts.charity} visitor={visitor} /> : null}
        <div>
          <dt>{receipt.from}</dt>
          <dd>{toGiverPhone(donation)}</dd>
        </div>
      </dl>
      {facts ? (
        <div className="label-check">
          <QrCode text={facts.checkUrl} label={receipt.qr(facts.checkUrl)} />
          <p>
            {receipt.scan}{' '}
            <a className="address" href={new URL(facts.checkUrl).pathname}>
              {facts.checkUrl.replace(/^https?:\/\//, '')}
            </a>
          </p>
        </div>
      ) : null}
      <p className="label-note">{receipt.yourMotif}</p>
    </>
  )
}
