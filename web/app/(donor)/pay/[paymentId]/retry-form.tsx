// The same gift once more: another attempt, with the amount and the number changeable. It posts to the same action as the
// campaign's form; the number itself is never sent back to the browser, so an empty field means "the same one".

import { formatShillings } from '@harambee/daraja'
import { ActionField } from '../../../../components/form/action-field.tsx'
import { AmountChoice, type AmountOption } from '../../../../components/form/amount-choice.tsx'
import { ConfirmLarge } from '../../../../components/form/confirm-large.tsx'
import { FormScript } from '../../../../components/form/form-script.tsx'
import { PhoneField } from '../../../../components/form/phone-field.tsx'
import { ProblemSummary } from '../../../../components/form/problem-summary.tsx'
import { SaidAmount } from '../../../../components/form/said-amount.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { createPaymentId } from '../../../../server/payment-ids.ts'
import { requestScope } from '../../../../server/request-scope.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toAmountSentence, toPhoneSentence } from '../../../../words/problem-sentences.ts'
import { Fallback } from '../../give/[campaign]/fallback.tsx'
import { isByHandOnly } from '../../give/[campaign]/gift-answer.ts'
import { toPaymentDoor } from '../../payment-door.ts'
import { toProblemLines } from '../../problem-lines.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { toGiverPhone } from './giver-phone.ts'
import { toOutcome } from './outcome.ts'
import { RetryCountdown } from './retry-countdown.tsx'
import type { RetryOffer } from './retry-offer.ts'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  readonly offer: RetryOffer
  readonly nowMs: number
}

export function RetryForm({ donation, visitor, offer, nowMs }: Props) {
  if (offer.offer === 'none') return null
  const { payment } = donation
  const { words } = visitor
  const { answer } = requestScope()
  const door = toPaymentDoor(donation.payment)
  const confirmKes = answer?.confirmKes ?? null
  const options = toOptions(donation, visitor)
  const waitMs = offer.offer === 'wait' ? offer.readyAtMs - nowMs : 0
  const phoneProblem = answer?.phone ? toPhoneSentence(words, answer.phone) : null

  return (
    <form
      className="gift-form retry-form"
      id="give"
      method="post"
      encType="multipart/form-data"
      action={`/pay/${payment.id}`}
      noValidate
    >
      <h2>{words.failed.retry}</h2>
      <ActionField />
      <input type="hidden" name="paymentId" value={createPaymentId()} />
      <input type="hidden" name="retryOf" value={payment.id} />
      <ProblemSummary heading={words.give.summary} lines={toProblemLines(words, answer, door.isDemo)} />
      {isByHandOnly(answer?.request ?? null) ? (
        <Fallback words={words} door={door} summary={words.problems.byHand} />
      ) : null}
      {offer.offer === 'ask-first' ? <p className="hint">{words.failed.askFirst}</p> : null}
      <AmountChoice
        words={words}
        legend={words.failed.retryAmount}
        options={options}
        chosen={answer?.typed.amount || String(payment.amountKes)}
        otherAmount={answer?.typed.otherAmount ?? ''}
        problem={answer?.amount ? toAmountSentence(words, answer.amount) : null}
      />
      <p className="same-number">{words.failed.sameNumber(toGiverPhone(donation))}</p>
      <details className="other-number" open={phoneProblem !== null || (answer?.typed.phone ?? '') !== ''}>
        <summary>{words.failed.otherNumber}</summary>
        <PhoneField words={words} typed={answer?.typed.phone ?? ''} problem={phoneProblem} isRequired={false} />
      </details>
      {confirmKes === null ? null : <ConfirmLarge amountKes={confirmKes} visitor={visitor} />}
      {waitMs > 0 ? (
        <RetryCountdown waitMs={waitMs} sentence={words.failed.inSeconds(SLOT)} slot={String(SLOT)} />
      ) : null}
      <SubmitButton sending={words.give.sending} isWaiting={waitMs > 0}>
        {confirmKes === null ? (
          <SaidAmount
            amountsKes={options.map(({ amountKes }) => amountKes)}
            say={words.failed.sendAgain}
            plain={words.failed.sendAgainPlain}
            format={formatShillings}
          />
        ) : (
          words.give.confirmButton(formatShillings(confirmKes))
        )}
      </SubmitButton>
      <FormScript />
    </form>
  )
}

/** Where the counted seconds go in the sentence: a number no wait of ours reaches. */
const SLOT = 99_999

/** Where the balance or a limit stood in the way, only smaller amounts help. */
const SMALLER_HELPS: readonly string[] = ['insufficient-funds', 'day-limit', 'too-large']

function toOptions({ payment, campaign }: FoundDonation, { language }: Visitor): AmountOption[] {
  const onlySmaller = payment.status === 'failed' && SMALLER_HELPS.includes(toOutcome(payment))
  const { suggestedKes } = campaign.content
  const others = suggestedKes.filter(kes => kes !== payment.amountKes && (!onlySmaller || kes < payment.amountKes))
  return [...others, payment.amountKes]
    .sort((left, right) => left - right)
    .map(amountKes => ({
      amountKes,
      impact: campaign.content[language].impact[suggestedKes.indexOf(amountKes)] ?? '',
    }))
}
