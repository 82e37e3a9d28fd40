// A gift that was paid more than once: says so plainly, and asks what the giver wants. A plain form; a press moves no money.

import { formatShillings } from '@harambee/daraja'
import type { DoubledGift, DoubledPayment } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { toDateTime } from '../../../../words/dates.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { withLink } from './signed-link.ts'

interface Props {
  readonly donation: FoundDonation
  readonly doubled: DoubledGift
  readonly visitor: Visitor
  /** The token the page was opened with; null: none. */
  readonly link: string | null
  readonly isTooOften: boolean
}

export function PaidTwice({ donation, doubled, visitor, link, isTooOften }: Props) {
  const { twice } = visitor.words
  const { payments } = doubled
  const isAnswered = payments.every(({ wish }) => wish !== null)
  const answer = isAnswered ? toAnswer(payments, visitor) : null
  return (
    <section className="twice" aria-labelledby="twice">
      <h2 id="twice">{twice.heading(payments.length)}</h2>
      <p>{twice.arrived}</p>
      <ul className="twice-codes">
        {payments.map(({ payment }) => (
          <li key={payment.id}>
            <strong>{payment.receiptNumber ?? '–'}</strong> · {formatShillings(payment.amountKes)} ·{' '}
            <span className="serial">{donation.serials.get(payment.id)?.serial}</span>
          </li>
        ))}
      </ul>
      {answer === null ? null : (
        <p className="notice-line" role="status">
          {answer}
        </p>
      )}
      {isTooOften ? (
        <p className="notice-line" role="alert">
          {twice.tooOften}
        </p>
      ) : (
        <form method="post" action={withLink(`/pay/${donation.payment.id}/twice`, link)}>
          <p>{isAnswered ? twice.changed : twice.ask}</p>
          <p className="twice-choices">
            {toChoices(payments, visitor).map(({ keep, text }) => (
              <button key={keep} type="submit" name="keep" value={keep} className="button button-plain">
                {text}
              </button>
            ))}
          </p>
        </form>
      )}
    </section>
  )
}

/** What was noted last. */
function toAnswer(payments: readonly DoubledPayment[], { words: { twice }, language }: Visitor): string {
  const asked = payments.filter(({ wish }) => wish === 'give-back')
  if (asked.length === 0) return twice.kept
  const amount = formatShillings(asked.reduce((sum, { payment }) => sum + payment.amountKes, 0))
  const codes = asked.map(({ payment }) => payment.receiptNumber ?? '–').join(', ')
  const atMs = Math.max(...asked.map(({ wishedAtMs }) => wishedAtMs ?? 0))
  return twice.asked(amount, codes, toDateTime(atMs, language))
}

interface Choice {
  /** What the form sends: `all`, or the one payment that stays. */
  readonly keep: string
  readonly text: string
}

/** Everything that is not wished already. Of equal amounts the later ones go back; of different ones the giver says which. */
function toChoices(payments: readonly DoubledPayment[], { words: { twice } }: Visitor): Choice[] {
  const [first, second] = payments
  if (!first || !second) return []
  const all: Choice = { keep: 'all', text: twice.keep(payments.length) }
  const isEqual = payments.every(({ payment }) => payment.amountKes === first.payment.amountKes)
  const isPair = payments.length === 2
  const backs: Choice[] =
    isPair && !isEqual
      ? [
          { keep: second.payment.id, text: toAskFor(first, twice.askFor) },
          { keep: first.payment.id, text: toAskFor(second, twice.askFor) },
        ]
      : [{ keep: first.payment.id, text: isPair ? twice.askOne : twice.askOthers(payments.length - 1) }]
  return [all, ...backs].filter(choice => !isWished(payments, choice))
}

function toAskFor({ payment }: DoubledPayment, askFor: (amount: string, code: string) => string): string {
  return askFor(formatShillings(payment.amountKes), payment.receiptNumber ?? '–')
}

function isWished(payments: readonly DoubledPayment[], { keep }: Choice): boolean {
  return payments.every(({ payment, wish }) => wish === (keep === 'all' || keep === payment.id ? 'keep' : 'give-back'))
}
